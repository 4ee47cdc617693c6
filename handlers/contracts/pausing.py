"""Pausing: a source that sends what cannot be is not listened to until a person says so (S-83)."""

from collections.abc import Mapping
from datetime import datetime

from handlers.deps import Deps
from handlers.health import troubles
from rules.contracts.observation import IMPOSSIBLE, WINDOW, Aspect, Count, Key, window_of
from rules.health.troubles import Found, Wrong
from rules.vocabulary import SYSTEM, Level
from storage.system.audit import Attempt
from storage.system.marks import Mark
from storage.tx import Tx

_MARK = "paused:"


def is_paused(tx: Tx, source: str) -> bool:
    """Say whether a source is not listened to."""
    return tx.marks.get(_MARK + source) is not None


def saw_impossible(
    tx: Tx, deps: Deps, source: str, codes: Mapping[str, int], now: datetime
) -> None:
    """Count what a source sent that cannot be, by why, and pause it where that is no accident."""
    start = window_of(now)
    tx.windows.add(
        {
            Key(source, start, Aspect.REASON, IMPOSSIBLE + code): Count(number)
            for code, number in codes.items()
        }
    )
    found = {
        name.removeprefix(IMPOSSIBLE): times
        for name, times in tx.windows.reasons(source, start - WINDOW).items()
        if name.startswith(IMPOSSIBLE)
    }
    number, enough = sum(found.values()), deps.contracts.of(source).pause_after
    if not enough or number < enough or is_paused(tx, source):
        return
    worst = max(found, key=lambda code: found[code])
    tx.marks.set(Mark(name=_MARK + source, state=worst, by=SYSTEM, note=str(number), at=now))
    _tell(tx, deps, now)
    tx.audit.add(
        Attempt(
            at=now,
            actor=SYSTEM,
            channel="system",
            action="pause_source",
            outcome="done",
            detail=source,
        )
    )


def resume(tx: Tx, deps: Deps, source: str, now: datetime) -> None:
    """Listen to a source again, as if it had sent nothing odd."""
    tx.marks.clear(_MARK + source)
    tx.windows.forget_reasons(source, window_of(now) - WINDOW, IMPOSSIBLE)
    _tell(tx, deps, now)


def _tell(tx: Tx, deps: Deps, now: datetime) -> None:
    """Have the card of every paused source, and of one that no longer is, say so."""
    paused = {mark.name.removeprefix(_MARK): mark for mark in tx.marks.called(_MARK)}
    found = {
        source: Found(
            since=mark.at,
            facts={"code": mark.state, "count": mark.note, "level": Level.RED.value},
        )
        for source, mark in paused.items()
    }
    troubles.compare(tx, deps, Wrong.PAUSED, found, now)
