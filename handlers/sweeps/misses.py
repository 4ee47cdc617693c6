"""Misses: more orders than a few missed within an hour are one card, until it is over (S-77)."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.health import troubles
from rules.health.troubles import Found, Wrong
from storage.tx import Tx

_WITHIN = timedelta(hours=1)
#: So many may be missed within an hour before anybody is told.
_MAY = 3
#: What the one trouble of this sort is called.
_ORDERS = "many"


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Count what was missed; once told of, it lasts as long as anything was."""
    count = tx.progress.missed_since(now - _WITHIN, now)
    lasts = any(trouble.wrong is Wrong.MISSED for trouble in tx.troubles.lasting())
    found = {}
    if count > (0 if lasts else _MAY):
        found[_ORDERS] = Found(since=now, facts={"count": str(count)})
    return troubles.compare(tx, deps, Wrong.MISSED, found, now)
