"""Unconfirmed: tell people of holds that a warehouse's own system has not confirmed in time."""

from datetime import datetime

from handlers.deps import Deps
from handlers.gateways import warehouse
from rules.shipping.warehouse import CONFIRM_WITHIN
from storage.tx import Tx

_PORTION = 50


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Tell of one portion; each is told once, and still tried."""
    late = tx.holds.unconfirmed(now - CONFIRM_WITHIN, _PORTION)
    if late:
        warehouse.overdue(tx, deps, late, now)
    return len(late)
