"""Daily: a card of the day, once for each conversation and day, however often we start anew."""

from collections.abc import Callable, Iterable
from datetime import datetime, time

from handlers.delivery.copies import copy_for
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from rules.delivery.daily import Day, day_of, is_due
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import FALLBACK
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx


def _nothing(_day: Day) -> None:
    return


def _nobody(_copy: CardCopy) -> Iterable[str]:
    return ()


def _everywhere(_copy: CardCopy) -> bool:
    return True


def show(
    tx: Tx,
    deps: Deps,
    subject: str,
    at: time | None,
    now: datetime,
    *,
    saying: str,
    first: Callable[[Day], None] = _nothing,
    where: Callable[[CardCopy], bool] = _everywhere,
    calls: Callable[[CardCopy], Iterable[str]] = _nobody,
) -> int:
    """
    Promise today's card to every conversation of the routes that has none yet; return to how many.

    Its row is the memory: no time at which this should have run is missed, until midnight. `first`
    is done before a card is promised; `where` says whether a conversation is told at all, and
    `calls` who is called there by name.
    """
    if at is None or not is_due(now, at, deps.timezone):
        return 0
    day = day_of(now, at, deps.timezone)
    targets = {target for route in deps.routes for target in route.to} or {FALLBACK}
    named = day.date.isoformat()
    there = {copy.id for copy in tx.cards.about(subject, (named,))}
    copies = [copy_for(subject, named, target) for target in sorted(targets, key=str)]
    due = [copy for copy in copies if copy.id not in there and where(copy)]
    if due:
        first(day)
    door = Promises(tx, deps)
    for copy in due:
        door.show(copy, PRIORITY[Level.ORANGE], now, calls=calls(copy), body={"saying": saying})
    door.write()
    return len(due)
