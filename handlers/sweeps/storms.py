"""Storms that are over: one closing statement, and one reminder of what nobody handled."""

from datetime import datetime

from handlers import storms
from handlers.deps import Deps
from rules.storms import is_over
from rules.wording import clock
from storage.outbox import Promise
from storage.storms import Storm
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Close storms that passed and recall those that are old; return how many."""
    done = 0
    for storm in tx.storms.open(lock=True):
        queued = sum(tx.queue.queued_cards(storm.channel, storm.conversation).values())
        if is_over(storm.last_at, now, deps.delivery, queued=queued):
            _close(tx, storm, now)
            done += 1
    for storm in tx.storms.to_recall(now - deps.delivery.repeat_interval):
        storm.reminded_at = now
        tx.storms.save(storm)
        count = tx.storms.count(storm.id).unhandled
        if count:
            facts = {
                "first": clock(storm.opened_at, now=now, tz=deps.timezone),
                "count": str(count),
            }
            _say(tx, storm, "storm_recall", facts, now)
        done += 1
    return done


def _close(tx: Tx, storm: Storm, now: datetime) -> None:
    storm.closed_at = now
    tx.storms.save(storm)
    seen = storms.scene(tx, storm)
    names = ("total", "red", "orange", "alone", "merged", "handled")
    _say(tx, storm, "storm_over", {name: str(getattr(seen, name)) for name in names}, now)
    storms.refresh(tx, storm, now)


def _say(tx: Tx, storm: Storm, wording: str, facts: dict[str, str], now: datetime) -> None:
    tx.outbox.promise(
        [
            Promise(
                key=f"{wording}:{storm.id}",
                kind="notice",
                channel=storm.channel,
                conversation=storm.conversation,
                next_at=now,
                created_at=now,
                body={"wording": wording, "facts": facts},
            )
        ]
    )
