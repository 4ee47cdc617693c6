"""Evenings: the day's digest, once for each conversation and day, however often we start anew."""

from datetime import datetime

from handlers.alerts import digest
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from rules.delivery.daily import day_of, is_due
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import FALLBACK
from rules.vocabulary import Level
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """
    Promise today's digest to every conversation of the routes that has none yet.

    Its row is the memory: no time at which this should have run is missed, until midnight.
    """
    if deps.digest is None or not is_due(now, deps.digest, deps.timezone):
        return 0
    day = day_of(now, deps.digest, deps.timezone)
    targets = {target for route in deps.routes for target in route.to} or {FALLBACK}
    copies = [digest.copy_for(day, target) for target in sorted(targets, key=str)]
    due = [copy for copy in copies if tx.cards.get(copy.id) is None]
    door = Promises(tx, deps)
    for copy in due:
        door.show(copy, PRIORITY[Level.ORANGE], now, body={"saying": "day_digest"})
    door.write()
    return len(due)
