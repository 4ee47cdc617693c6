"""Odds at work: each day's outcomes are counted once, and what they come to is read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from handlers.deps import Deps
from handlers.unshipped.sheet import end_of
from rules.unshipped.odds import DAYS, tally
from storage.system.marks import Mark
from storage.tx import Tx

_DAY = timedelta(days=1)
#: So long after a day its carriers have told of it.
_TOLD_AFTER = timedelta(hours=12)
#: Which day was counted last, or before which there was nothing to count.
_COUNTED = "odds"


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Count the first day that is over and was not counted; return what writes it."""
    day = _next_day(tx, deps, now)
    if day is None:
        return lambda _tx: 0
    since, until = end_of(day - _DAY, deps.timezone), end_of(day, deps.timezone)
    found = tally(tx.progress.due_in(since, until), now)

    def write(tx: Tx) -> int:
        tx.odds.add(day, found)
        tx.odds.forget(day - DAYS * _DAY)
        tx.marks.set(Mark(name=_COUNTED, state=day.isoformat(), by="system", at=now))
        return 1

    return write


def _next_day(tx: Tx, deps: Deps, now: datetime) -> date | None:
    over = (now - _TOLD_AFTER).astimezone(deps.timezone).date() - _DAY
    first = over - (DAYS - 1) * _DAY
    if (counted := tx.marks.get(_COUNTED)) is not None:
        day = max(first, date.fromisoformat(counted.state) + _DAY)
    elif (paid_at := tx.progress.first_paid()) is not None:
        day = max(first, paid_at.astimezone(deps.timezone).date())
    else:
        return None
    return day if day <= over else None
