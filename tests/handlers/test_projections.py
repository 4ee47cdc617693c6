"""Projections: what each type of event changes beside a score, with an order or without."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.deps import Deps
from handlers.events import intake
from handlers.events.projections import PROJECTIONS, follow
from handlers.health import beats
from handlers.health.beats import Beat
from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.events.types import EVENT_TYPES
from rules.health.figures import Metric
from rules.unshipped.bills import Billed, Head
from storage.confirmation.stock import Stock
from storage.database import Database
from storage.health.figures import Stretch
from storage.tx import Tx
from tests.builders import NOON, a_label, a_parcel, an_event, an_order, some_deps

Look = Callable[[Tx], Any]
DAY = Stretch(
    since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1), tolerance=timedelta()
)


def _codes(tx: Tx) -> set[tuple[str, str, str]]:
    return {(c.code, c.kind, c.parcel_id) for c in tx.parcels.of_order("1024")}


def _result(tx: Tx) -> str | None:
    confirmation = tx.confirmations.get("1024")
    return confirmation.result if confirmation is not None else None


def _take(database: Database, *events: Event) -> intake.Taken:
    return database.do(lambda tx: intake.take(tx, some_deps(), events, NOON))


CHANGES: Mapping[str, tuple[Event, Look, Any]] = {
    "order.created": (
        an_order(items=[{"sku": "G", "qty": 2, "is_gift": True, "parent_order_no": "1000"}]),
        lambda tx: (tx.bonds.gifts_of("1000"), tx.bonds.orders_bound_to({"1000"})),
        (Counter({"G": 2}), {"1024"}),
    ),
    "parcel.created": (
        a_parcel("P1", tracking_no="SF1"),
        _codes,
        {("P1", "parcel", "P1"), ("SF1", "tracking", "P1")},
    ),
    "carrier.trace": (
        an_event("carrier.trace", tracking_no="SF1", state="PICKED_UP"),
        _codes,
        {("SF1", "tracking", "SF1")},
    ),
    "system.heartbeat": (
        an_event("system.heartbeat", None, system="ERP"),
        beats.last_beats,
        {"erp": Beat(at=NOON, received_at=NOON, source="oms")},
    ),
    "system.status": (
        an_event("system.status", system="oms", status="SIGNED"),
        lambda tx: [s.centre_at for s in tx.signatures.of_orders(["1024"]).values()],
        [NOON],
    ),
    "confirmation.received": (
        an_event("confirmation.received", by="c-1"),
        _result,
        "intact",
    ),
    "call.reported": (
        an_event("call.reported", result="damaged"),
        _result,
        "damaged",
    ),
    "customer.acted": (
        an_event("customer.acted", action="confirmed"),
        _result,
        "intact",
    ),
    "stock.counted": (
        an_event("stock.counted", sku="frame-1", on_hand=7),
        lambda tx: tx.stock.of("frame-1"),
        Stock(on_hand=7, pending=0),
    ),
    "order.merged": (
        an_event("order.merged", into="2048"),
        lambda tx: tx.successions.after(["1024"]),
        {"1024": ["2048"]},
    ),
    "order.split": (
        an_event("order.split", into=["2048", "4096"]),
        lambda tx: tx.successions.after(["1024"]),
        {"1024": ["2048", "4096"]},
    ),
    "order.cancelled": (
        an_event("order.cancelled"),
        lambda tx: [p.ended_at for p in tx.progress.find(["1024"]).values()],
        [NOON],
    ),
    "order.paid": (
        an_event("order.paid", amount="199.00", transaction_id="T1"),
        lambda tx: tx.payments.orders_of({"T1"}),
        {"T1": "1024"},
    ),
    "payment.settled": (
        an_event("payment.settled", amount="199.00", transaction_id="T1", out_trade_no="1024"),
        lambda tx: tx.payments.orders_of({"T1"}),
        {"T1": "1024"},
    ),
    "marks.imported": (
        an_event(
            "marks.imported", None, marks=[{"order_no": "1024", "mark": "已打单"}], system="s"
        ),
        lambda tx: [(one.order_no, one.mark) for one in tx.lost_marks.marked()],
        [("1024", "已打单")],
    ),
    "refund.requested": (
        an_event("refund.requested", amount="199.00", facts={"category": "服饰"}),
        lambda tx: [len(made) for _, made in tx.refunds.histories("1024")],
        [1],
    ),
    "ticket.opened": (
        an_event("ticket.opened", ticket_id="T-1"),
        lambda tx: [(t.opened_at, t.answered_at) for t in tx.tickets.find(["T-1"]).values()],
        [(NOON, None)],
    ),
    "ticket.answered": (
        an_event("ticket.answered", ticket_id="T-1", by="小美"),
        lambda tx: [(t.opened_at, t.answered_at) for t in tx.tickets.find(["T-1"]).values()],
        [(None, NOON)],
    ),
    "outcome.reported": (
        an_event("outcome.reported", kind="complaint"),
        lambda tx: tx.health.behind(Metric.CAPTURED, DAY, part=False, most=9),
        ["1024"],
    ),
    "penalty.billed": (
        an_event("penalty.billed", kind="延迟发货", amount="3.00", bill_id="B1"),
        lambda tx: (
            tx.bills.of_order("1024"),
            tx.health.behind(Metric.CAPTURED, DAY, part=False, most=9),
        ),
        ([Billed(head=Head.LATE, lines=1, amount=Decimal("3.00"))], ["1024"]),
    ),
    "label.printed": (
        a_label(1470),
        lambda tx: [s.value for s in tx.samples.of_orders(["1024"])["1024"]],
        ["1470"],
    ),
    "checkout.dwelled": (
        an_event("checkout.dwelled", seconds=90),
        lambda tx: [s.value for s in tx.samples.of_orders(["1024"])["1024"]],
        ["90"],
    ),
}


#: It ends an application that was there: tests/stories/test_refund_payouts.py.
ELSEWHERE = {"refund.paid"}


def test_each_row_of_the_table_is_of_a_type_that_is_taken_and_is_tried_here() -> None:
    assert PROJECTIONS.keys() - ELSEWHERE == CHANGES.keys()
    assert PROJECTIONS.keys() <= EVENT_TYPES.keys()


@pytest.mark.parametrize("kind", CHANGES)
def test_an_event_changes_what_its_row_says_once_however_often_it_is_taken(
    database: Database, kind: str
) -> None:
    event, look, expected = CHANGES[kind]

    for number in range(2):
        again = event._replace(id=f"told {number} times before")
        _take(database, again)

    assert database.look(look) == expected


@pytest.mark.parametrize("kind", CHANGES)
def test_an_event_of_no_order_changes_nothing_of_any(database: Database, kind: str) -> None:
    event = CHANGES[kind][0]._replace(order_no=None)

    assert _take(database, event).accepted == 1
    assert database.look(lambda tx: tx.orders.find(["1024"])) == {}
    assert database.look(lambda tx: tx.parcels.of_order("1024")) == []
    assert database.look(lambda tx: tx.samples.of_orders(["1024"])) == {}
    assert database.look(lambda tx: tx.payments.orders_of({"T1"})) == {}


def test_a_row_sees_the_events_of_its_type_with_an_order_and_without_and_names_who_is_due(
    database: Database,
) -> None:
    counted = [
        an_event("stock.counted", None, sku="frame-1", on_hand=0),
        an_event("stock.counted", "1024", sku="frame-1", on_hand=1),
    ]
    seen: list[Event] = []

    def count(
        _tx: Tx, _deps: Deps, events: Sequence[Event], _cases: Mapping[str, Case]
    ) -> Iterable[str]:
        seen.extend(events)
        return ["2048"]

    due = database.do(
        lambda tx: follow(
            tx, some_deps(), [an_order(), *counted], {}, table={"stock.counted": count}
        )
    )

    assert (seen, due) == (counted, {"2048"})


def test_what_a_parcel_says_of_its_number_stands_beside_a_trace_of_the_same_batch(
    database: Database,
) -> None:
    trace = an_event("carrier.trace", tracking_no="SF1", state="PICKED_UP")

    for events in ([a_parcel("P1", tracking_no="SF1"), trace], [trace._replace(id="again")]):
        _take(database, *events)

    assert database.look(_codes) == {("P1", "parcel", "P1"), ("SF1", "tracking", "P1")}
