"""
Tellings: a fact may be told often, by several sources, under other ids; it is one fact.

It happened when the earliest telling says. Its name is that of the telling that reached us first,
so that whatever is told later never makes another fact of it.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.events.event import Event


@dataclass(slots=True, kw_only=True)
class Fact:
    """What some events tell alike."""

    key: str
    at: datetime  #: When it happened, UTC.
    received_at: datetime  #: When we were told first.
    said: Event  #: Its latest edition: an edit corrects what was told.
    claimed_at: datetime  #: As `at`, also where a sender's clock runs ahead of ours.

    def tell(self, other: "Fact") -> None:
        """Take in another telling of the same."""
        if (other.received_at, other.key) < (self.received_at, self.key):
            self.key, self.received_at = other.key, other.received_at
        self.at = min(self.at, other.at)
        self.claimed_at = min(self.claimed_at, other.claimed_at)
        self.said = max(self.said, other.said, key=_edition)


def _edition(event: Event) -> tuple[datetime, datetime, str, str]:
    return (event.at, event.received_at, event.source, event.id)


def happened(event: Event) -> datetime:
    """Return when an event happened, never after it reached us (a sender's clock may run ahead)."""
    return min(event.at, event.received_at)


def event_key(event: Event) -> str:
    """Name a telling: the message or payment it is an edition of, or else the event itself."""
    data = event.data
    original = data.get("message_id") or data.get("conversation_id")
    if original:
        return f"{event.source}|{original}"
    payment = data.get("transaction_id")
    return f"transaction|{payment}" if payment else f"{event.source}|{event.id}"


def told_once(events: Sequence[Event], says: Callable[[Event], Hashable]) -> list[Fact]:
    """
    Return the facts that these events tell, by the time they happened.

    Editions of one message are one fact, and so is what two events say alike of one second, since
    clocks and formats cut times differently. `says` returns what an event says.
    """
    if len(events) == 1:
        return [_fact(events[0])]
    named: dict[str, Fact] = {}
    for event in events:
        fact = _fact(event)
        known = named.setdefault(fact.key, fact)
        if known is not fact:
            known.tell(fact)
    said = [says(fact.said) for fact in named.values()]
    if len(set(said)) == len(said):  # no two say the same, in whatever second
        return sorted(named.values(), key=_by_time)
    alike: dict[Hashable, Fact] = {}
    for fact, what in zip(named.values(), said, strict=True):
        known = alike.setdefault((fact.claimed_at.replace(microsecond=0), what), fact)
        if known is not fact:
            known.tell(fact)
    return sorted(alike.values(), key=_by_time)


def _by_time(fact: Fact) -> tuple[datetime, str]:
    return (fact.at, fact.key)


def _fact(event: Event) -> Fact:
    return Fact(
        key=event_key(event),
        at=happened(event),
        received_at=event.received_at,
        said=event,
        claimed_at=event.at,
    )


def first_to_reach_us(event: Event) -> tuple[datetime, str]:
    """Order tellings by when they came; the first one names the fact."""
    return (event.received_at, event_key(event))
