"""Cases: what one order is to a question about two events, read from what was told of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from rules.events.event import Event
from rules.insight.asking import TYPES, Asked, Happening
from rules.insight.lift import Case, Dimension
from rules.insight.tiers import tier_of
from rules.resonance.policy import Policy
from rules.vocabulary import Kind

_HALF_HOUR = 30
#: Names of shops, goods and signals come from outside: of a long one so much is shown.
_LONGEST_NAME = 40
#: What an event is as a weak signal by itself, whatever else is known of its order, if any.
_SIGNALS: Mapping[str, Callable[[Mapping[str, object], Policy], object]] = {
    "signal.seen": lambda data, _: data.get("kind"),
    "order.address_changed": lambda _data, _: Kind.ADDRESS_CHANGED,
    "chat.opened": lambda _data, _: Kind.CHAT_OPENED,
    "coupon.applied": lambda data, policy: (
        Kind.COUPON_DEPTH if Decimal(str(data.get("depth") or 0)) >= policy.coupon_depth else None
    ),
    "checkout.dwelled": lambda data, policy: (
        Kind.PAY_DWELL if Decimal(str(data.get("seconds") or 0)) > policy.dwell_limit else None
    ),
}


def types_for(asked: Asked) -> frozenset[str]:
    """Return the types of events that a question is answered from."""
    asked_of = {TYPES[one][0] for one in (asked.first, asked.second)}
    return frozenset({"order.created", "order.paid", *_SIGNALS, *asked_of})


def case_of(
    events: Collection[Event], asked: Asked, *, since: datetime, now: datetime, policy: Policy
) -> Case | None:
    """
    Return an order as a case, None where the first event never happened, or not in these days.

    Nor is it one while its time is not over: what has not followed yet still may. It is told apart
    by what was known when the first event happened. Signals may come later, but before the second
    one or the end of the time: where it followed they had less time to be seen, so that one that
    means nothing is never taken for a cause.
    """
    first = min(_times(events, asked.first), default=None)
    if first is None or first < since or first + asked.within > now:
        return None
    last = first + asked.within
    following = _following(events, asked, first)
    second = min((at for at in following if at <= last), default=None)
    local = first.astimezone(policy.timezone)
    return Case(
        slot=local.hour * 2 + (local.minute >= _HALF_HOUR),
        traits=frozenset(
            (*_known(events, first), *_signals(events, asked, second or last, policy))
        ),
        followed=second is not None,
    )


def _following(events: Iterable[Event], asked: Asked, first: datetime) -> Iterator[datetime]:
    """Yield when the second event happened; the same one again is one of a later time."""
    for at in _times(events, asked.second):
        if at > first or (at == first and asked.second is not asked.first):
            yield at


def _signals(
    events: Iterable[Event], asked: Asked, until: datetime, policy: Policy
) -> Iterator[tuple[Dimension, str]]:
    """Yield the signals seen before the second event; the two events themselves are none."""
    own = {TYPES[one][0] for one in (asked.first, asked.second)}
    for event in events:
        as_signal = _SIGNALS.get(event.type)
        if as_signal is not None and event.type not in own and event.at < until:
            for kind in _names(as_signal(event.data, policy)):
                yield Dimension.SIGNAL, kind


def _times(events: Iterable[Event], happening: Happening) -> Iterator[datetime]:
    kind, outcome = TYPES[happening]
    for event in events:
        if event.type == kind and (not outcome or event.data.get("kind") == outcome):
            yield event.at


def _known(events: Iterable[Event], first: datetime) -> Iterator[tuple[Dimension, str]]:
    """Yield what an order is told apart by, as it was when the first event happened."""
    address: object = None
    moved_at: datetime | None = None
    for event in sorted(events, key=lambda one: (one.at, one.id)):
        data = event.data
        if event.type == "order.created":
            yield from ((Dimension.SHOP, name) for name in _names(data.get("shop")))
            items = data.get("items")
            for item in items if isinstance(items, list) else ():
                if isinstance(item, Mapping):
                    yield from ((Dimension.CATEGORY, n) for n in _names(item.get("category")))
            address = address if moved_at else data.get("address") or address
        elif event.type == "order.paid" and event.at <= first:
            yield from ((Dimension.METHOD, name) for name in _names(data.get("method")))
        elif event.type == "order.address_changed" and event.at <= first:
            address, moved_at = data.get("address"), event.at
    if tier := tier_of(address):
        yield Dimension.TIER, tier.value


def _names(said: object) -> Iterator[str]:
    """Yield a name that can be shown, none where there is none."""
    if isinstance(said, str) and (name := " ".join(said.split())[:_LONGEST_NAME]):
        yield name
