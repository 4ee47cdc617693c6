"""Listening: since when nothing was missed because we were away ourselves."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.vocabulary import SYSTEM
from storage.system.marks import Mark
from storage.tx import Tx

_MARK = "listening"
#: However often systems beat, a few sweeps may be late.
_UNNOTICED = timedelta(minutes=2)


def grace(deps: Deps) -> timedelta:
    """Return how long others have to come back after we were away."""
    return deps.health.heartbeat * 2


def since(tx: Tx, deps: Deps, now: datetime) -> datetime:
    """Return since when we have listened without a break, and note that we do."""
    before = tx.marks.get(_MARK)
    began = now
    if before is not None and before.until is not None:
        away = now - before.until
        began = before.at if away <= max(grace(deps), _UNNOTICED) else now
    tx.marks.set(Mark(name=_MARK, state="on", by=SYSTEM, at=began, until=now))
    return began
