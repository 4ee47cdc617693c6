"""Storms of some hours ago: one reminder of what nobody handled. The courier ends storms."""

from datetime import datetime

from handlers.delivery import storms
from handlers.deps import Deps
from rules.wording.say import clock
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Recall the storms that are old; return how many."""
    done = 0
    for storm in tx.storms.to_recall(now - deps.delivery.repeat_interval):
        storm.reminded_at = now
        tx.storms.save(storm)
        count = tx.storms.count(storm.id).unhandled
        if count:
            facts = {
                "first": clock(storm.opened_at, now=now, tz=deps.timezone),
                "count": str(count),
            }
            storms.tell(tx, deps, storm, "storm_recall", facts, now)
        done += 1
    return done
