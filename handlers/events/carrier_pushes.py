"""Carrier pushes: the whole list of a parcel's traces, of which intake takes what is new."""

from collections import Counter
from datetime import datetime

from handlers.deps import Deps
from handlers.events import intake
from handlers.events.intake import Taken
from rules.events import event as events
from rules.events import kuaidi100
from rules.events.event import Event, Rejected
from rules.events.refusals import flaw
from storage.tx import Tx


def take_push(tx: Tx, deps: Deps, push: object, now: datetime) -> Taken | Rejected:
    """
    Journal the steps that a push tells for the first time, for each order the parcel is of.

    Of a parcel that no order has yet they are kept without one; the next push, which brings all of
    them again, tells them for its order. A step that cannot be read costs none of the others.
    """
    number = kuaidi100.tracking_no(push)
    if number is None:
        found = flaw("missing", "lastResult.nu")
        return Rejected(code=found.code, field=found.field, message=found.message)
    orders = tx.parcels.orders_of((number,)).get(number, ())
    read = [
        events.parse(raw, received_at=now)
        for order_no in orders
        for raw in kuaidi100.traces(push, order_no)
    ]
    if not orders:
        strays = (events.parse(raw, received_at=now) for raw in kuaidi100.traces(push, number))
        read = [e._replace(order_no=None) if isinstance(e, Event) else e for e in strays]
    refused = Counter(one.code for one in read if isinstance(one, Rejected))
    day = now.astimezone(deps.timezone).date().isoformat()
    tx.feeds.refused(((kuaidi100.SOURCE, code, n) for code, n in refused.items()), day)
    return intake.take(tx, deps, [one for one in read if isinstance(one, Event)], now)
