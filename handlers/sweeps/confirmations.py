"""Confirmations: customers are sent a link, and called, when that is due, each once."""

from datetime import datetime

from handlers.confirmation import asking
from handlers.deps import Deps
from storage.tx import Tx

_PORTION = 200


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Promise one portion of what is due; its row says then what is next."""
    due = tx.confirmations.due(now, _PORTION)
    if due:
        asking.ask(tx, deps, due, now)
    return len(due)
