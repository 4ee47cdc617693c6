"""Undos: a release that can no longer be taken back loses the buttons that would."""

from datetime import datetime

from handlers.alerts.wishes import save
from handlers.deps import Deps
from rules.alerts import changes
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Close one portion of releases whose time to be undone is over."""
    due = tx.alerts.undone_no_more(now, _PORTION)
    tx.orders.lock({alert.order_no for alert in due}, now)
    closed = tx.alerts.undone_no_more(now, _PORTION) if due else []
    for alert in closed:
        save(tx, deps, changes.final(alert), now)
    return len(due)
