"""Views: how the contracts of all partners stand, window by window, for whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.contracts.limits import Limits
from rules.contracts.observation import window_of
from rules.contracts.window import Window, windows_of
from rules.health.troubles import Trouble, Wrong
from storage.tx import Tx

#: Ways in which a contract may be broken.
WRONG = frozenset({Wrong.CONTRACT, Wrong.DRIFT, Wrong.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """One partner: its limits, its windows, and what is wrong with its contract now."""

    name: str
    limits: Limits
    windows: tuple[Window, ...]  #: The oldest first.
    wrong: tuple[Trouble, ...]


def latest(tx: Tx, deps: Deps, now: datetime, back: timedelta) -> list[Partner]:
    """Return those `partners` with their latest window alone: cheap enough for the writer."""
    return _of_partners(tx, deps, windows_of(tx.windows.latest(window_of(now - back))))


def partners(
    tx: Tx, deps: Deps, now: datetime, back: timedelta, *, partner: str | None = None
) -> list[Partner]:
    """
    Return the partners that sent something in a stretch of time, or are in trouble.

    That is a lot to read, so it is read a partner at a time: for readers, never for the writer.
    """
    first, last = window_of(now - back), window_of(now)
    names = {key.partner for key in tx.windows.latest(first)} if partner is None else {partner}
    windows = [
        window
        for name in sorted(names)
        for window in windows_of(tx.windows.figures(first, last, partner=name))
    ]
    found = _of_partners(tx, deps, windows)
    return [one for one in found if partner in (None, one.name)]


def _of_partners(tx: Tx, deps: Deps, windows: Iterable[Window]) -> list[Partner]:
    found: dict[str, list[Window]] = {}
    for window in windows:
        found.setdefault(window.partner, []).append(window)
    wrong = [one for one in tx.troubles.lasting() if one.wrong in WRONG]
    names = sorted({*found, *(one.source for one in wrong)})
    return [
        Partner(
            name=name,
            limits=deps.contracts.of(name),
            windows=tuple(found.get(name, ())),
            wrong=tuple(one for one in wrong if one.source == name),
        )
        for name in names
    ]
