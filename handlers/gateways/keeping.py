"""Keeping: what keeps an order in the house, as far as a warehouse's own system has to know."""

from datetime import datetime

from rules.shipping.holds import Hold, open_holds
from rules.shipping.reasons import reason_of
from storage.tx import Tx


def holds_before(tx: Tx, order_no: str) -> list[Hold]:
    """Return the holds of the orders that one was merged or split of: they hold it as well."""
    origins = tx.successions.before((order_no,)).get(order_no, ())
    return [hold for found in tx.holds.of_orders(origins).values() for hold in found]


def told_holds(tx: Tx, order_no: str, now: datetime) -> tuple[Hold, ...]:
    """
    Return the open holds of an order that its warehouse's system was told of.

    Of the holds before it all are among them that such systems are told of, whichever number they
    heard.
    """
    told = [hold for hold in tx.holds.of_order(order_no) if hold.gateway is not None]
    before = [hold for hold in holds_before(tx, order_no) if reason_of(hold.reason).pushed]
    return open_holds([*told, *before], now)
