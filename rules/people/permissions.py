"""Permissions: the one gate before every command, button, help line and hint. Unknown is denied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rules.chat.words import SPECS, Name
from rules.shipping.holds import Hold, meant_by_release
from rules.vocabulary import SYSTEM, Action, Level, Role

#: A person with this among the shops sees all of them.
ALL_SHOPS = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may do something, with the id each platform knows them by."""

    name: str
    role: Role
    ids: Mapping[str, str]  #: channel -> id on that channel. A bare id means nobody.
    shops: tuple[str, ...] = (ALL_SHOPS,)

    def may(self, least: Role, shop: str | None) -> bool:
        """Say whether they have this role at least, for orders of this shop."""
        return self.role.rank >= least.rank and _covers(self.shops, shop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever typed or pressed, as far as we know them."""

    name: str
    role: Role
    shops: tuple[str, ...]
    channel: str
    user_id: str
    known: bool

    def sees(self, shop: str | None) -> bool:
        """Say whether orders of this shop may be shown; an unknown shop only to all-shop people."""
        return self.known and _covers(self.shops, shop)


def shops_of(actor: Actor) -> tuple[str, ...] | None:
    """Return the shops whose orders this person may be shown; None: all."""
    return None if ALL_SHOPS in actor.shops else actor.shops


def _covers(shops: tuple[str, ...], shop: str | None) -> bool:
    return ALL_SHOPS in shops or (bool(shop) and shop in shops)


#: (channel, conversation) -> the shops it is bound to; one that is absent sees all of them.
Scopes = Mapping[tuple[str, str], tuple[str, ...]]


#: No conversation is bound to shops.
NOWHERE_BOUND: Scopes = MappingProxyType({})


def conversation_sees(scopes: Scopes, place: tuple[str, str], shop: str | None) -> bool:
    """Say whether an order of this shop may be shown in a conversation, whoever reads it (A-57)."""
    bound = scopes.get(place)
    return bound is None or shop in bound


def within(actor: Actor, scopes: Scopes, place: tuple[str, str]) -> Actor:
    """Return the actor as they may be answered there: a bound conversation narrows their shops."""
    bound = scopes.get(place)
    if bound is None:
        return actor
    shops = bound if ALL_SHOPS in actor.shops else tuple(s for s in bound if s in actor.shops)
    return replace(actor, shops=shops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The people of the configuration."""

    people: tuple[Person, ...] = ()

    def find(self, channel: str, user_id: str) -> Person | None:
        """Return the person behind an id of a channel; nobody when two people claim the same id."""
        if not channel or not user_id:
            return None
        found = [person for person in self.people if person.ids.get(channel) == user_id]
        return found[0] if len(found) == 1 else None

    def named(self, name: str) -> Person | None:
        """Return the person of that name, for routes and owners."""
        return next((person for person in self.people if person.name == name), None)

    def actor(self, channel: str, user_id: str) -> Actor:
        """Return who acts. Strangers are named by their id, so that none can borrow a name."""
        person = self.find(channel, user_id)
        if person is None:
            return Actor(
                name=f"{channel}:{user_id}", role=Role.VIEWER, shops=(),
                channel=channel, user_id=user_id, known=False,
            )  # fmt: skip
        return Actor(
            name=person.name, role=person.role, shops=person.shops,
            channel=channel, user_id=user_id, known=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Go ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """No, for a reason that `wording.denied` can say."""

    reason: str  #: unlinked, unknown_action, role, shop, all_shops, hold or red
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


#: The least role for everything that can be asked for: commands by name, buttons by action.
LEAST_ROLE: Mapping[str, Role] = MappingProxyType({
    **{spec.name.value: spec.role for spec in SPECS},
    **{action.value: Role.OPERATOR for action in Action},
    Action.REFRESH.value: Role.VIEWER,
    "urgent_words": Role.APPROVER,
    "edit_lists": Role.APPROVER,
    "swap_duty": Role.APPROVER,
    "edit_map": Role.OPERATOR,
    "edit_policy": Role.OPERATOR,
    "accept_contract": Role.APPROVER,
    "resume_source": Role.APPROVER,
    "edit_refund_rules": Role.OPERATOR,
    "appeal_refund": Role.OPERATOR,
    "decide_refund": Role.APPROVER,
    "read_evidence": Role.APPROVER,
})  # fmt: skip

#: What concerns no single order, so that no shop has to be named. Lists leave out unseen shops.
_ABOUT_NO_ORDER = frozenset({
    Name.ALERTS.value, Name.DIGEST.value, Name.SIGNALS.value, Name.UNSHIPPED.value,
    Name.PENDING.value, Name.HELP.value,
    Name.TONIGHT.value, Name.MISSED.value, Name.NEXT.value, Name.HEALTH.value,
    Name.LISTS.value, "edit_lists", Name.MUTE.value,
    Name.ONCALL.value, "swap_duty", Name.DEBUG.value,
    Name.WHY_NOT_ME.value, "urgent_words",
    Name.ROUTES.value, Name.TEST.value, Name.INTERRUPTIONS.value,
    Name.AUTOLOCK_OFF.value, Name.AUTOLOCK_ON.value, Name.GIFT.value,
    Name.MAP.value, Name.REFUND_TIMES.value, Name.ANALYSE.value,
    Name.SIGNAL_QUALITY.value, Name.BACKTEST.value,
})  # fmt: skip

#: What concerns every shop at once, and is for those who see all of them.
_ABOUT_ALL_SHOPS = frozenset({
    *(spec.name.value for spec in SPECS if spec.order == "none"),
    "edit_map", "edit_policy", "edit_refund_rules", "accept_contract", "resume_source",
}) - _ABOUT_NO_ORDER  # fmt: skip


def may(actor: Actor, name: str) -> bool:
    """Say whether the actor's role would ever do for this: the dry form, for help and hints."""
    least = LEAST_ROLE.get(name)
    return actor.known and least is not None and actor.role.rank >= least.rank


def authorize(
    actor: Actor,
    name: str,
    *,
    shop: str | None,
    level: Level | None = None,
    hold: Hold | None = None,
) -> Allowed | Denied:
    """
    Decide whether the actor may do this, to an order of this shop.

    A false alarm is judged as on red while `level` is unknown. Without `hold` a release is judged
    by the least role alone: choose the hold, then ask again with it.
    """
    refusal = _refuse_at_the_door(actor, name, shop)
    if refusal is not None:
        return refusal
    if name == Action.FALSE_ALARM and level is not Level.ORANGE:
        return _at_least(Role.APPROVER, actor, "red")
    if name == Action.RELEASE and hold is not None and not _owns(actor, hold):
        return _at_least(hold.release_role, actor, "hold", hold)
    return Allowed()


def would_be_done(
    actor: Actor, name: str, *, shop: str | None, level: Level, still_open: Iterable[Hold]
) -> bool:
    """Say whether something may be offered to the actor: no button that would only refuse."""
    meant: tuple[Hold | None, ...] = (None,)
    if name == Action.RELEASE:
        meant = meant_by_release(still_open, by=actor.name) or meant
    return all(
        isinstance(authorize(actor, name, shop=shop, level=level, hold=hold), Allowed)
        for hold in meant
    )


def _refuse_at_the_door(actor: Actor, name: str, shop: str | None) -> Denied | None:
    if not actor.known:
        facts = {"channel": actor.channel, "user_id": actor.user_id}
        return Denied(reason="unlinked", facts=facts)
    least = LEAST_ROLE.get(name)
    if least is None:
        return Denied(reason="unknown_action")
    # The shop first: a refusal must not tell whether an order of another shop is held or red.
    if not (shop is None and name in _ABOUT_NO_ORDER) and not actor.sees(shop):
        is_all = shop is None and name in _ABOUT_ALL_SHOPS
        return Denied(reason="all_shops" if is_all else "shop")
    if actor.role.rank < least.rank:
        return Denied(reason="role", facts={"need": least.value, "role": actor.role.value})
    return None


def _owns(actor: Actor, hold: Hold) -> bool:
    return hold.owner == actor.name != SYSTEM


def _at_least(need: Role, actor: Actor, reason: str, hold: Hold | None = None) -> Allowed | Denied:
    if actor.role.rank >= need.rank:
        return Allowed()
    facts = {"need": need.value, "role": actor.role.value}
    if hold is not None:
        facts |= {"hold": hold.reason, "owner": hold.owner}
    return Denied(reason=reason, facts=facts)
