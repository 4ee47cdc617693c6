"""Waiting: the to-do list of one person, read from the alerts themselves."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders import drawing
from handlers.unshipped.sheet import rows_of
from rules.alerts.waiting import Waiting, by_urgency
from rules.people.permissions import Actor, shops_of
from storage.tx import Tx

#: More than this nobody works through; red is never among what is left out before orange.
LONGEST = 500


def pulse(tx: Tx, actor: Actor) -> tuple[object, ...]:
    """Return what differs as soon as the list may have changed; it costs a fraction of it."""
    return tx.alerts.pulse(shops=shops_of(actor))


def waiting(
    tx: Tx, deps: Deps, actor: Actor, now: datetime
) -> tuple[dict[str, int], list[Waiting]]:
    """Return how many alerts of the actor's shops are open by level, and the most urgent."""
    counts, alerts = tx.alerts.alive(shops=shops_of(actor), limit=LONGEST)
    orders = tx.orders.find({alert.order_no for alert in alerts})
    still_here = [no for no, order in orders.items() if order.left_at is None]
    promised = drawing.promised(tx, deps, still_here)
    rows = {row.order_no: row for row in rows_of(tx, deps, tx.progress.these(still_here), now)}
    listed = by_urgency(
        Waiting(
            alert=alert,
            shop=orders[alert.order_no].shop if alert.order_no in orders else None,
            deadline=promised.get(alert.order_no),
            risk=row.at_risk if (row := rows.get(alert.order_no)) is not None else None,
            saves=row.urgency.saves if row is not None else None,
        )
        for alert in alerts
    )
    return counts, listed
