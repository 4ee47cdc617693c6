"""Intake: events into the journal, each once, and what follows from them. Every door leads here."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import judging, measuring
from handlers.resonance.judging import Case
from rules.events.event import Event, Rejected
from rules.orders.course import SCORED
from storage.orders.parcels import Code
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch."""

    accepted: int
    duplicates: int


def refuse_unknown_signal(event: Event, deps: Deps) -> Rejected | None:
    """Refuse a signal that no policy knows (S-55); `rules.events.event` checks the rest."""
    if event.type == "signal.seen" and event.data["kind"] not in deps.policy.rules:
        kind = event.data["kind"]
        return Rejected(
            code="unknown_signal",
            field="data.kind",
            message=(
                f"没有名为 {kind} 的信号，请先在 [[resonance.signals]] 配置"
                f" / no signal named {kind}; configure it first"
            ),
        )
    return None


def take(
    tx: Tx, deps: Deps, events: Sequence[Event], now: datetime, *, replay: bool = False
) -> Taken:
    """
    Journal a batch and judge the orders it concerns, in the transaction of the caller.

    In a replay each event carries its own time of arrival, and orders are judged at each of them.
    """
    return take_requests(tx, deps, (events,), now, replay=replay)[0]


def take_requests(
    tx: Tx, deps: Deps, requests: Sequence[Sequence[Event]], now: datetime, *, replay: bool = False
) -> list[Taken]:
    """
    Take several requests that wait for the same commit as one batch, and answer each for itself.

    An event that two of them carry is the first one's.
    """
    everything = _with_orders_of_payments(tx, [e for request in requests for e in request])
    concerned = {e.order_no for e in everything if e.order_no is not None and e.type in SCORED}
    # Locked and read before the journal grows: what is new need not be read back.
    cases = judging.open_cases(tx, concerned, now)
    new = tx.journal.add(everything)
    if new:
        _follow(tx, deps, new, cases, now, replay=replay)
    unclaimed = {(event.source, event.id) for event in new}
    answers = []
    for request in requests:
        mine = {(event.source, event.id) for event in request} & unclaimed
        unclaimed -= mine
        answers.append(Taken(accepted=len(mine), duplicates=len(request) - len(mine)))
    return answers


def _follow(
    tx: Tx,
    deps: Deps,
    new: Sequence[Event],
    cases: Mapping[str, Case],
    now: datetime,
    *,
    replay: bool,
) -> None:
    heard = Counter((event.source, event.type) for event in new)
    tx.feeds.heard(((source, kind, number) for (source, kind), number in heard.items()), now)
    # A trace knows only the tracking number; what `parcel.created` says of it is firm,
    # whichever came first.
    tx.parcels.bind(
        [c for e in new if e.type == "carrier.trace" and not _is_bound(e, cases) for c in _codes(e)]
    )
    tx.parcels.bind([c for e in new if e.type == "parcel.created" for c in _codes(e)], firm=True)
    mentioned = {e.order_no for e in new if e.order_no is not None and e.type not in SCORED}
    tx.orders.ensure(sorted(mentioned - cases.keys()), now)
    tx.payments.keep(_paid(new))
    late = measuring.take_samples(tx, deps, new)
    points: dict[str, list[datetime]] = {}
    for event in new:
        if event.order_no is not None and event.type in SCORED:
            cases[event.order_no].events.append(event)
            points.setdefault(event.order_no, []).append(event.received_at)
    touched = {order_no: cases[order_no] for order_no in points}
    judging.judge_cases(tx, deps, touched, now, points=points if replay else None)
    tx.orders.make_due(late - points.keys(), now)


def _with_orders_of_payments(tx: Tx, events: list[Event]) -> list[Event]:
    """
    Give a line of a provider's bill to the order that said it was paid by its transaction.

    A bill seldom names the shop's own order number; without this, each of its lines would look
    like a payment that nobody ordered.
    """
    settled = {str(e.data["transaction_id"]) for e in events if e.type == "payment.settled"}
    if not settled:
        return events
    orders = {t: no for t, no in _paid(events) if t in settled} | tx.payments.orders_of(settled)
    return [
        e._replace(order_no=orders.get(str(e.data["transaction_id"]), e.order_no))
        if e.type == "payment.settled" and _is_named_by_payment(e)
        else e
        for e in events
    ]


def _is_named_by_payment(event: Event) -> bool:
    """Say whether the sender named no order, so that the payment's own numbers stand for one."""
    return event.order_no in (event.data.get("out_trade_no"), event.data["transaction_id"])


def _paid(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield (transaction, order) of each order that says by which transaction it was paid."""
    for event in events:
        if event.type == "order.paid" and event.order_no is not None:
            transaction = event.data.get("transaction_id")
            if transaction:
                yield str(transaction), event.order_no


def _is_bound(trace: Event, cases: Mapping[str, Case]) -> bool:
    """Say whether an earlier event of the order has bound this tracking number already."""
    case = cases.get(trace.order_no or "")
    tracking = trace.data.get("tracking_no")
    return case is not None and any(
        e.data.get("tracking_no") == tracking
        for e in case.events
        if e.type in ("parcel.created", "carrier.trace")
    )


def _codes(event: Event) -> list[Code]:
    """Return what a scanner may read on the parcel this event speaks of."""
    if event.order_no is None:
        return []
    data, carrier = event.data, event.data.get("carrier")
    tracking, parcel = data.get("tracking_no"), data.get("parcel_id")
    codes = []
    if parcel:
        codes.append(
            Code(
                code=parcel,
                order_no=event.order_no,
                kind="parcel",
                parcel_id=parcel,
                carrier=carrier,
            )
        )
    if tracking:
        codes.append(
            Code(
                code=tracking,
                order_no=event.order_no,
                kind="tracking",
                parcel_id=parcel or tracking,
                carrier=carrier,
            )
        )
    return codes
