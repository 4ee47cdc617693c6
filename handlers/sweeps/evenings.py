"""Evenings: the day's digest, once for each conversation and day."""

from datetime import datetime

from handlers import digest
from handlers.delivery import daily
from handlers.deps import Deps
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Promise today's digest to every conversation that has none yet."""
    return daily.show(tx, deps, digest.SUBJECT, deps.digest, now, saying="day_digest")
