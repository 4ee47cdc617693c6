"""Sign lags: a carrier whose signatures reach the order centre too late is one trouble (S-15)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.health import troubles
from handlers.orders import signatures
from rules.health.troubles import Found, Wrong
from storage.orders.signatures import Lags
from storage.tx import Tx

_NONE = Lags(count=0, total=timedelta(), longest=timedelta())


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Compare each carrier's mean with its limit; what is awaited for longer counts as it is."""
    lags, waiting, found = signatures.lags(tx, now), signatures.awaited(tx, now), {}
    for carrier in sorted(lags.keys() | waiting.keys()):
        limit = deps.health.sign_lag_of(carrier)
        known = lags.get(carrier, _NONE)
        waits = [one.span for one in waiting.get(carrier, ()) if one.span > limit]
        count = known.count + len(waits)
        mean = (known.total + sum(waits, timedelta())) / max(count, 1)
        if mean > limit:
            measured = {"mean": mean, "longest": max([known.longest, *waits]), "limit": limit}
            facts = {name: str(int(span.total_seconds())) for name, span in measured.items()}
            found[carrier] = Found(since=now, facts={**facts, "count": str(count)})
    return lambda tx: troubles.compare(tx, deps, Wrong.SIGN_LAG, found, now)
