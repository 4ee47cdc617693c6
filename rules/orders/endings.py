"""Endings: when somebody first said that an order ended badly; live and past orders alike."""

from collections.abc import Iterable
from datetime import datetime

from rules.events.event import Event
from rules.unshipped.bills import took_money

#: The type of event that says how an order ended.
OUTCOME = "outcome.reported"


def ended_badly_at(events: Iterable[Event]) -> datetime | None:
    """
    Return when an order's first bad outcome reached us, None where none did.

    That is any that is not `ok`, and what a platform took money for.
    """
    return min((event.received_at for event in events if _is_bad(event)), default=None)


def _is_bad(event: Event) -> bool:
    if event.type == OUTCOME:
        return str(event.data.get("kind")) != "ok"
    return took_money(event.type, event.data)
