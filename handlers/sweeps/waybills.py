"""Waybills: a warehouse whose goods leave under numbers that nobody is told is one trouble."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.health import troubles
from handlers.people.rota import names_orders
from rules.health.troubles import Found, Wrong
from rules.vocabulary import Level
from storage.tx import Tx

#: So long a waybill may take to be uploaded; what is a day old stood on the night's card.
_MAY_TAKE, _A_DAY = timedelta(minutes=15), timedelta(days=1)
#: Order numbers on the card.
_SHOWN = 10


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Find what left without a waybill; return what writes it."""
    missing = defaultdict(list)
    for order_no, warehouse in tx.nights.without_waybill(now - _A_DAY, now - _MAY_TAKE):
        missing[warehouse].append(order_no)
    found = {}
    for warehouse, order_nos in missing.items():
        # Where the card stands in conversations that are bound to shops it names no orders.
        named = " ".join(order_nos[:_SHOWN]) if names_orders(deps, Level.ORANGE) else ""
        facts = {"count": str(len(order_nos)), "orders": named}
        found[warehouse] = Found(since=now, facts=facts)
    return lambda tx: troubles.compare(tx, deps, Wrong.WAYBILL, found, now)
