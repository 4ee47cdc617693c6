"""The overlay of an order's trace: which sides tell of it, how late, and which say nothing."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

from rules.events.event import Event
from rules.events.tellings import happened
from rules.orders.timeline import full_text
from rules.wording.say import say, span

#: The three sides of a trace (S-21) and the types of events by which each of them speaks.
SIDES: Mapping[str, frozenset[str]] = MappingProxyType({
    "carrier": frozenset({"carrier.trace"}),
    "contact": frozenset({"chat.opened", "chat.message", "order.marked", "confirmation.received"}),
    "call": frozenset({"call.reported"}),
})  # fmt: skip


def quiet_lines(types: Iterable[str], lang: str) -> list[str]:
    """Name each side that none of these types of events is of, in the order of SIDES."""
    told = set(types)
    quiet = (side for side, spoken in SIDES.items() if spoken.isdisjoint(told))
    return [say("trace_empty", lang, side=say(f"side_{side}", lang)) for side in quiet]


def told_text(event: Event, lang: str, text: str | None = None) -> str:
    """Say what an event tells, or a shorter text of it, from whom it came and how late."""
    what = text or full_text(event.type, event.data, lang)
    late = span(delay(event), lang)
    return say("trace_told", lang, what=what, source=event.source, delay=late)


def delay(event: Event) -> timedelta:
    """Return how long after it happened an event reached us."""
    return event.received_at - happened(event)
