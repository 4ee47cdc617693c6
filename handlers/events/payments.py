"""Payments: which orders say by which transaction they were paid; a bill's line finds its order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from rules.events.event import Event
from rules.payments.claims import provider_of
from rules.payments.contract import Provider
from storage.orders.payments import Said
from storage.tx import Tx

#: As which sources their call-backs are told.
_PROVIDERS = frozenset(Provider)


def keep_transactions(tx: Tx, paid: Sequence[Event]) -> None:
    """Remember by which transaction each order says that it was paid."""
    tx.payments.keep(
        Said(
            transaction_id=transaction,
            order_no=no,
            at=event.received_at,
            provider=provider_of(transaction, event.data.get("method")),
            vouched=event.source in _PROVIDERS,
        )
        for event in paid
        for transaction, no in _transactions((event,))
    )


def keep_bills(tx: Tx, settled: Sequence[Event]) -> None:
    """Remember of which orders a bill speaks, and how much; the one that it names goes first."""
    named = {str(no) for event in settled if (no := event.data.get("out_trade_no"))}
    known = {no for no, order in tx.orders.find(named).items() if order.created_at is not None}
    tx.payments.keep(said for event in settled if (said := _billed(event, known)) is not None)


def _billed(event: Event, known: Collection[str]) -> Said | None:
    transaction, named = str(event.data["transaction_id"]), event.data.get("out_trade_no")
    order_no = named if named in known else event.order_no
    if order_no is None or order_no == transaction:
        return None
    return Said(
        transaction_id=transaction,
        order_no=order_no,
        at=event.received_at,
        provider=provider_of(transaction, None),
        vouched=named in known,
        billed_at=event.received_at,
        billed=Decimal(str(event.data["amount"])),
    )


def with_orders(tx: Tx, events: list[Event]) -> list[Event]:
    """
    Give a line of a provider's bill to the order that said it was paid by its transaction.

    A bill seldom names the shop's own order number; without this, each of its lines would look
    like a payment that nobody ordered.
    """
    settled = {str(e.data["transaction_id"]) for e in events if e.type == "payment.settled"}
    if not settled:
        return events
    orders = _orders_of(tx, settled, events)
    return [
        e._replace(order_no=orders.get(str(e.data["transaction_id"]), e.order_no))
        if e.type == "payment.settled" and _is_named_by_payment(e)
        else e
        for e in events
    ]


def _orders_of(tx: Tx, settled: Collection[str], events: Sequence[Event]) -> dict[str, str]:
    paid = (event for event in events if event.type == "order.paid")
    told_now = {t: no for t, no in _transactions(paid) if t in settled}
    return told_now | tx.payments.orders_of(settled)


def _is_named_by_payment(event: Event) -> bool:
    """Say whether the sender named no order, so that the payment's own numbers stand for one."""
    return event.order_no in (event.data.get("out_trade_no"), event.data["transaction_id"])


def _transactions(paid: Iterable[Event]) -> Iterator[tuple[str, str]]:
    """Yield (transaction, order) of each order that says by which transaction it was paid."""
    for event in paid:
        transaction = event.data.get("transaction_id")
        if transaction and event.order_no is not None:
            yield str(transaction), event.order_no
