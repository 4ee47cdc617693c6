"""Tests of the progress of orders, on both databases."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count

from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.events.event import Event
from rules.statuses.status_map import shipped
from rules.unshipped.progress import Progress, progress_of
from rules.unshipped.sheet import Cells
from storage import migrate
from storage.database import Database, opened
from storage.shipping.scans import Scan
from storage.tx import Tx
from tests.builders import (
    NOON,
    ORDER,
    SHANGHAI,
    a_label,
    a_payment,
    a_status,
    a_trace,
    an_event,
    an_order,
    hours,
    minutes,
)

_at = st.integers(0, 3).map(lambda n: None if n == 3 else NOON + minutes(n))
_word = st.sampled_from(["", "a", "b", "ä"])


_numbers = count()


@st.composite
def _tellings(draw: st.DrawFn) -> Progress:
    told = {name: draw(_at) for name in ("mark_told", "system_told", "warehouse_told", "due_told")}
    return Progress(
        order_no="",
        paid_at=draw(_at),
        left_at=draw(_at),
        due=draw(_at) if told["due_told"] else None,
        mark=draw(_word) if told["mark_told"] else "",
        system=draw(_word) if told["system_told"] else "",
        warehouse=draw(_word) if told["warehouse_told"] else "",
        **told,
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(_tellings(), min_size=1, max_size=5), data=st.data())
def test_notes_add_up_alike_in_any_order_and_however_often(
    database: Database, told: list[Progress], data: st.DataObject
) -> None:
    order_no = f"o-{next(_numbers)}"
    notes = [replace(one, order_no=order_no) for one in told]
    expected = Progress(order_no=order_no)
    for one in notes:
        expected.note(one)

    for one in data.draw(st.permutations([*notes, notes[0]])):
        database.do(partial(_note, one))

    assert database.look(lambda tx: tx.progress.find([order_no])) == {order_no: expected}


def _note(progress: Progress, tx: Tx) -> None:
    tx.progress.note([progress])


def _take(database: Database, *events: Event) -> None:
    def work(tx: Tx) -> None:
        tx.progress.note(progress_of(events, shipped(), SHANGHAI).values())
        tx.orders.ensure(sorted({str(e.order_no) for e in events}), NOON)

    database.do(work)


def test_only_what_is_paid_and_neither_left_nor_ended_is_open(database: Database) -> None:
    for number, further in enumerate((
        [],
        [a_status("wms", "PICK", "1")],
        [a_status("wms", "LOADED", "2")],
        [a_trace("GOT", "3")],
        [an_event("order.cancelled", "4")],
        [an_event("order.merged", "5", into="6")],
        [a_label(9, "6")],
    )):  # fmt: skip
        _take(database, an_order(str(number)), a_payment(str(number)), *further)
    _take(database, an_order("7"))
    _take(database, an_order("8"), a_payment("8", at=NOON + hours(1)))

    found = database.look(lambda tx: tx.progress.combinations(NOON))
    rows = database.look(lambda tx: tx.progress.saying([Cells("", "", "wms:PICK")], NOON, 9))

    assert found == {
        Cells("", "", ""): 1,
        Cells("", "", "wms:PICK"): 1,
        Cells("", "", "wms:PRINT"): 1,
    }
    assert [row.progress.order_no for row in rows] == ["1"]
    assert [r.progress.order_no for r in database.look(lambda tx: tx.progress.open(NOON, 9))] == [
        "0", "1", "6",
    ]  # fmt: skip


def test_what_was_missed_is_found_with_the_last_scan_before_it_was(database: Database) -> None:
    due = NOON + hours(2)
    for number, further in enumerate((
        [],
        [a_trace("GOT", "1", at=due)],
        [a_trace("GOT", "2", at=due + minutes(1))],
        [an_event("order.cancelled", "3", at=due - minutes(1))],
    )):  # fmt: skip
        promised = an_order(str(number), promised_ship_at=due.isoformat())
        _take(database, promised, a_payment(str(number)), *further)
    for at, verdict in (
        (due - minutes(9), "LOCKED"),
        (due, "GIFT_MISSING"),
        (due + minutes(1), "OK"),
    ):
        scan = Scan(
            source="s", scan_id=verdict, at=at, station="1", code="c", order_no="0", verdict=verdict
        )
        database.do(lambda tx, scan=scan: tx.scans.save(scan))  # type: ignore[misc]

    def missed(tx: Tx, now: datetime) -> list[tuple[str, str | None]]:
        found = tx.progress.missed(NOON, NOON + hours(1), now)
        return [(one.progress.order_no, one.scanned) for one in found]

    assert database.look(lambda tx: missed(tx, due - minutes(1))) == []
    assert database.look(lambda tx: missed(tx, due)) == [("0", "GIFT_MISSING"), ("2", None)]
    assert database.look(lambda tx: tx.progress.paid(NOON, NOON + hours(1))) == {"": 4}
    assert database.look(lambda tx: tx.progress.paid(NOON - hours(1), NOON)) == {}
    assert database.look(lambda tx: tx.progress.count(NOON, NOON + hours(1))) == 4
    assert database.look(lambda tx: tx.progress.count(NOON, NOON + hours(1), ["other"])) == 0


def test_how_far_orders_had_come_before_the_migration_is_read_from_the_journal(
    database_url: str,
) -> None:
    events = [
        an_order(promised_ship_at="2026-08-05T12:00:00+08:00"),
        a_payment(),
        an_event("order.marked", mark="已打单", by="小李"),
        a_status("erp", "Delivering", at=NOON + minutes(1)),
        a_status("oms", "PAID"),
        a_label(9, at=NOON + minutes(2)),
        an_event("order.cancelled", at=NOON + minutes(3)),
    ]
    with opened(database_url) as database:
        database.do(lambda tx: tx.orders.ensure([ORDER, "other"], NOON))
        database.do(lambda tx: tx.journal.add(events))
    command.downgrade(migrate._config(database_url), "0013")  # noqa: SLF001 - only a test goes back

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        found = database.look(lambda tx: tx.progress.find([ORDER, "other"]))
    assert found == progress_of(events, shipped(), SHANGHAI) | {"other": Progress(order_no="other")}
