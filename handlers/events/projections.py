"""Projections: what an event changes beside its order's score, as a table by the event's type."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from handlers.confirmation import answers, signing, tickets
from handlers.deps import Deps
from handlers.events import successions, unpaid
from handlers.events.payments import keep_bills, keep_transactions
from handlers.health import beats, figures
from handlers.orders import signatures
from handlers.refunds import applying, settling
from handlers.resonance import measuring
from handlers.resonance.cases import Case
from handlers.statuses import unmapped
from handlers.unshipped import lost_marks
from rules.events.event import Event
from rules.shipping.gifts import mains_of, pieces
from rules.unshipped.bills import lines_of
from storage.orders.parcels import Code
from storage.tx import Tx

#: From the new events of one type, with an order or without, and what was known of their orders
#: before, to the orders that have to be judged again because of them.
Projection = Callable[[Tx, Deps, Sequence[Event], Mapping[str, Case]], Iterable[str]]


def _trace(tx: Tx, deps: Deps, traces: Sequence[Event], cases: Mapping[str, Case]) -> Iterable[str]:
    """Bind tracking numbers; a trace knows no parcel, so what `parcel.created` says of it wins."""
    tx.parcels.bind([c for e in traces if not _is_bound(e, cases) for c in _codes(e)])
    signing.follow_traces(tx, deps, traces, cases)
    unmapped.keep(tx, deps, traces, {order_no: case.order for order_no, case in cases.items()})
    return signatures.keep(tx, deps, traces, cases)


def _status(tx: Tx, deps: Deps, told: Sequence[Event], cases: Mapping[str, Case]) -> Iterable[str]:
    answers.follow_platform(tx, deps, told)
    unmapped.keep(tx, deps, told, {order_no: case.order for order_no, case in cases.items()})
    return signatures.keep(tx, deps, told, cases)


def _answer(tx: Tx, deps: Deps, told: Sequence[Event], _cases: Mapping[str, Case]) -> Iterable[str]:
    answers.follow(tx, deps, told)
    return ()


def _count(
    tx: Tx, _deps: Deps, counts: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    tx.stock.counted((e.data["sku"], e.data["on_hand"], e.at) for e in counts)
    return ()


def _parcel(
    tx: Tx, _deps: Deps, parcels: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    tx.parcels.bind([code for event in parcels for code in _codes(event)], firm=True)
    return ()


def _created(
    tx: Tx, deps: Deps, orders: Sequence[Event], cases: Mapping[str, Case]
) -> Iterable[str]:
    """Bind gifts to the main orders that they are sent with."""
    for event in orders:
        no = event.order_no or ""
        if mains := mains_of(no, event.data):
            gifts = [i for i in event.data.get("items") or () if i.get("is_gift")]
            by_main = {m: pieces(i for i in gifts if i.get("parent_order_no") == m) for m in mains}
            bound = {(m, sku): qty for m, found in by_main.items() for sku, qty in found.items()}
            tx.bonds.bind(no, bound)
    signing.follow_orders(tx, deps, orders, cases)
    unpaid.expect(tx, deps, orders, cases)
    return ()


def _payment(
    tx: Tx, deps: Deps, paid: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    keep_transactions(tx, paid)
    unpaid.forget(tx, deps, paid)
    successions.pay_on(tx, {event.order_no for event in paid if event.order_no is not None})
    return ()


def _refund(tx: Tx, deps: Deps, asked: Sequence[Event], cases: Mapping[str, Case]) -> Iterable[str]:
    news = (event for case in cases.values() for event in case.news)
    return applying.take(tx, deps, asked, (e for e in news if e.type == "order.created"))


def _cancelled(
    tx: Tx, deps: Deps, told: Sequence[Event], cases: Mapping[str, Case]
) -> Iterable[str]:
    unpaid.forget(tx, deps, told)
    return successions.call_off(tx, deps, told, cases)


def _bill(
    tx: Tx, _deps: Deps, settled: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    keep_bills(tx, settled)
    return ()


def _penalty(
    tx: Tx, deps: Deps, billed: Sequence[Event], cases: Mapping[str, Case]
) -> Iterable[str]:
    """Keep lines of bills; an order that was fined ended badly."""
    tx.bills.keep(lines_of(billed))
    return figures.keep_outcomes(tx, deps, billed, cases)


def _sample(
    tx: Tx, deps: Deps, measured: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    return measuring.take_samples(tx, deps, measured)


#: Rows run from top to bottom; a type without a row changes nothing but scores.
PROJECTIONS: Mapping[str, Projection] = MappingProxyType({
    "order.created": _created,
    "carrier.trace": _trace,
    "system.status": _status,
    "confirmation.received": _answer,
    "call.reported": _answer,
    "customer.acted": _answer,
    "ticket.opened": tickets.keep,
    "ticket.answered": tickets.keep,
    "stock.counted": _count,
    "parcel.created": _parcel,
    "system.heartbeat": beats.keep,
    "order.merged": successions.keep,
    "order.split": successions.keep,
    "order.cancelled": _cancelled,
    "order.paid": _payment,
    "payment.settled": _bill,
    "refund.requested": _refund,
    "refund.paid": settling.paid,
    "marks.imported": lost_marks.compare,
    "outcome.reported": figures.keep_outcomes,
    "penalty.billed": _penalty,
    "label.printed": _sample,
    "checkout.dwelled": _sample,
})  # fmt: skip


def follow(
    tx: Tx,
    deps: Deps,
    new: Sequence[Event],
    cases: Mapping[str, Case],
    *,
    table: Mapping[str, Projection] = PROJECTIONS,
) -> set[str]:
    """Write what new events change, in the table's order; return the orders to judge again."""
    by_type: dict[str, list[Event]] = defaultdict(list)
    for event in new:
        by_type[event.type].append(event)
    due: set[str] = set()
    for kind, project in table.items():
        if kind in by_type:
            due.update(project(tx, deps, by_type[kind], cases))
    return due


def _is_bound(trace: Event, cases: Mapping[str, Case]) -> bool:
    """Say whether an earlier event of the order has bound this tracking number already."""
    case = cases.get(trace.order_no or "")
    tracking = trace.data.get("tracking_no")
    return case is not None and any(
        e.data.get("tracking_no") == tracking
        for e in case.events
        if e.type in ("parcel.created", "carrier.trace")
    )


def _codes(event: Event) -> Iterable[Code]:
    """Yield what a scanner may read on the parcel this event speaks of."""
    if event.order_no is None:
        return
    carrier = event.data.get("carrier")
    tracking, parcel = event.data.get("tracking_no"), event.data.get("parcel_id")
    for kind, code in (("parcel", parcel), ("tracking", tracking)):
        if code:
            yield Code(
                code=code,
                order_no=event.order_no,
                kind=kind,
                parcel_id=parcel or code,
                carrier=carrier,
            )
