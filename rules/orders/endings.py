"""Endings: when somebody first said that an order ended badly; live and past orders alike."""

from collections.abc import Iterable
from datetime import datetime

from rules.events.event import Event

#: The type of event that says how an order ended.
OUTCOME = "outcome.reported"


def ended_badly_at(events: Iterable[Event]) -> datetime | None:
    """Return when an order's first bad outcome reached us: any that is not `ok`; None: none did."""
    return min((e.received_at for e in events if e.type == OUTCOME and _is_bad(e)), default=None)


def _is_bad(event: Event) -> bool:
    return str(event.data.get("kind")) != "ok"
