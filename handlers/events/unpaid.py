"""Unpaid: orders that nobody said were paid, until somebody does or calls them off."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from handlers.deps import Deps
from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.payments.questions import asks_for, next_ask
from storage.payments.unpaid import Unpaid
from storage.tx import Tx

#: What ends the wait for a payment.
ENDS = ("order.paid", "order.cancelled")


def expect(tx: Tx, deps: Deps, orders: Sequence[Event], cases: Mapping[str, Case]) -> None:
    """Await payments of new orders, where a provider can be asked and money is owed."""
    asked = deps.payments.asked
    if not asked:
        return
    every = min(asked.values())
    awaited = [
        Unpaid(order_no=no, created_at=order.at, due_at=next_ask(0, order.at, every, order.at))
        for order in orders
        if (no := order.order_no or "")
        and not any(e.type in ENDS for e in cases[no].events)
        and order.at + asks_for(every) > order.received_at
        and Decimal(str(order.data.get("amount") or 0))
    ]
    tx.unpaid.keep(awaited)


def forget(tx: Tx, deps: Deps, ended: Sequence[Event]) -> None:
    """Await no more payments of orders that were paid or called off."""
    if deps.payments.asked:
        tx.unpaid.drop([event.order_no for event in ended if event.order_no is not None])
