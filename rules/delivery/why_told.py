"""Why told: for one order and one person, what became of every message, and why (M-7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.delivery.routes import Routing, Target
from rules.people.permissions import Person


class Way(StrEnum):
    """How an alert may reach a person."""

    PRIVATE = "private"  #: A target is their own id.
    OWNER = "owner"
    DUTY = "duty"
    ESCALATION = "escalation"
    MENTION = "mention"
    GROUP = "group"  #: A conversation is told, and the platform alone knows who is in it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One row of the delivery ledger."""

    place: tuple[str, str]
    state: str  #: An open set of words: queued, leased, sent, failed, muted, throttled …
    code: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an order and a person; nothing else decides."""

    person: Person
    shop: str | None
    routed: Routing | None  #: At the loudest level that people were told; None: never.
    ledger: Sequence[Sending]  #: Cards and notices about the order, oldest first.
    duty: Collection[str] = ()  #: Whom the on-call table names.
    escalated: tuple[Target, ...] = ()  #: Where escalation steps have led.


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer."""

    #: calm, other_shop, not_targeted, nothing_sent, or the state of the best message for them.
    verdict: str
    code: str | None
    ways: tuple[Way, ...]
    routed: Routing | None
    mine: tuple[Sending, ...]  #: What was for them, oldest first.


#: The better news wins where several messages were for the same person.
_BEST_FIRST = ("sent", "leased", "queued", "grouped", "unknown", "throttled", "muted", "failed")


def why_told(facts: Facts) -> Told:
    """Say whether this person was told about this order, and if not, at which step it ended."""
    person, routed = facts.person, facts.routed
    if "*" not in person.shops and facts.shop not in person.shops:
        return Told(verdict="other_shop", code=None, ways=(), routed=None, mine=())
    if routed is None:
        return Told(verdict="calm", code=None, ways=(), routed=None, mine=())
    ways = _ways(facts, routed)
    # Only what reaches them alone or by name; where there is nothing of that, the group's copy.
    own = [s for s in facts.ledger if _is_for(person, s)]
    group = [s for s in facts.ledger if s.place in {t.place for t in routed.targets}]
    mine = tuple(own or group)
    if not mine:
        verdict = "not_targeted" if not ways or ways == (Way.GROUP,) else "nothing_sent"
        return Told(verdict=verdict, code=None, ways=ways, routed=routed, mine=())
    best = min(mine, key=lambda s: _rank(s.state))
    return Told(verdict=best.state, code=best.code, ways=ways, routed=routed, mine=mine)


def _rank(state: str) -> int:
    """Order states; a word that this module does not know is neither good nor bad news."""
    return _BEST_FIRST.index(state) if state in _BEST_FIRST else _BEST_FIRST.index("unknown")


def _is_for(person: Person, sending: Sending) -> bool:
    channel, conversation = sending.place
    own = person.ids.get(channel)
    return own is not None and (own == conversation or own in sending.mentions)


def _ways(facts: Facts, routed: Routing) -> tuple[Way, ...]:
    person, ways = facts.person, []
    own = {(channel, name) for channel, name in person.ids.items()}
    places = {target.place for target in routed.targets}
    if own & places:
        ways.append(Way.PRIVATE)
    if routed.owner == person.name:
        ways.append(Way.OWNER)
    if person.name in facts.duty:
        ways.append(Way.DUTY)
    if own & {target.place for target in facts.escalated}:
        ways.append(Way.ESCALATION)
    if any(person.ids.get(s.place[0]) in s.mentions for s in facts.ledger):
        ways.append(Way.MENTION)
    if places - own:
        ways.append(Way.GROUP)
    return tuple(ways)
