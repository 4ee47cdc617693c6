"""Nights: what left in a day is compared with its pick-up and its order, once a night (S-80)."""

from collections.abc import Callable
from datetime import datetime

from handlers.delivery import daily
from handlers.deps import Deps
from handlers.unshipped import nights
from rules.delivery.daily import day_of, is_due
from rules.vocabulary import SYSTEM
from storage.system.marks import Mark
from storage.tx import Tx

#: Its row is the memory of a night on which nothing differed, and no card was made.
_MARK = "night_check"


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Compare the orders of this night, unless they were; return what promises their cards."""
    at = deps.night_check
    if at is None or not is_due(now, at, deps.timezone):
        return _nothing
    day = day_of(now, at, deps.timezone)
    tonight = Mark(name=_MARK, state=day.date.isoformat(), by=SYSTEM, at=now)
    if _done(tx, tonight):
        return _nothing
    told = nights.differing(tx, deps, day)

    def write(tx: Tx) -> int:
        if _done(tx, tonight):  # by another process, since we looked
            return 0
        tx.marks.set(tonight)
        return daily.show(
            tx, deps, nights.SUBJECT, at, now, saying=_MARK,
            where=lambda copy: any(nights.shown_to(deps, copy, one) for one in told),
            calls=lambda copy: nights.keepers(deps, copy, told),
        )  # fmt: skip

    return write


def _nothing(_tx: Tx) -> int:
    return 0


def _done(tx: Tx, tonight: Mark) -> bool:
    mark = tx.marks.get(_MARK)
    return mark is not None and mark.state == tonight.state
