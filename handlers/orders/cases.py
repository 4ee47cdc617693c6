"""Cases: what a card says of an alert beside its order: its like, and a lock not set."""

from collections.abc import Iterable
from datetime import datetime

from handlers.resonance.breaker import PAUSED
from rules.alerts.alert import Alert
from rules.alerts.similar import Similar, pattern_of, similar
from rules.shipping.holds import Hold
from rules.vocabulary import AlertState, Level
from storage.orders.orders import Order
from storage.tx import Tx

#: Past cases looked at; a card says when there are more.
LIMIT = 200


def similar_to(tx: Tx, alert: Alert, order: Order | None) -> Similar | None:
    """Sum up the shop's past cases of the same pattern, as they stood when the alert was raised."""
    shop = order.shop if order is not None else None
    return like(tx, pattern_of(alert), alert.order_no, shop, alert.opened_at)


def like(tx: Tx, pattern: str, order_no: str, shop: str | None, before: datetime) -> Similar | None:
    """Sum up a shop's cases of a pattern that were raised before a time; of none, None."""
    if not pattern:
        return None
    past = tx.similar.like(pattern, shop=shop, order_no=order_no, before=before, limit=LIMIT)
    return similar(past, opened_at=before, limit=LIMIT)


def was_not_locked(tx: Tx, alert: Alert, ledger: Iterable[Hold], now: datetime) -> bool:
    """Say whether this red alert still waits for a person because the breaker kept it unlocked."""
    if alert.level is not Level.RED or not alert.alive or alert.state is AlertState.FROZEN:
        return False
    if any(hold.is_open(now) for hold in ledger):
        return False
    paused = tx.audit.last_said(alert.order_no, PAUSED)
    return paused is not None and paused >= alert.opened_at
