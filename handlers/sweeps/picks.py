"""Picks: orders that customer service passed over while it marked later ones are picked now."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.unshipped import pick_lists
from storage.tx import Tx

#: Orders are marked as they come: one that was overtaken by so much was forgotten. Where nobody
#: marks anything nothing is forgotten, and neither a night nor a queue looks like it.
OVERTAKEN_BY = timedelta(hours=1)
#: Orders of one list: what somebody can carry.
_LIST = 50


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Force one list of orders that were overtaken."""
    return pick_lists.force(tx, deps, tx.pick_lists.overtaken(OVERTAKEN_BY, _LIST), now)
