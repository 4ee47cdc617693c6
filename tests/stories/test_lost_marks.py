"""Stories of marks: a sheet that drops them clears nothing, and is one card with what it lacks."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.events.event import Event, Rejected, parse
from rules.events.types import MOST_MARKS
from tests.builders import an_event
from tests.harness import GROUP, Harness

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ORDERS = [f"W-{number}" for number in range(100)]


def imports(h: Harness, marks: Mapping[str, str | None]) -> None:
    rows = [{"order_no": no, "mark": mark} for no, mark in marks.items()]
    h.tells("marks.imported", marks=rows, system="excel", by="小赵")


def listed(text: str, orders: Iterable[str]) -> set[str]:
    words = set(text.replace("：", " ").split())
    return {no for no in orders if no in words}


def test_of_a_hundred_marks_a_sheet_lacks_forty_seven_and_one_card_names_exactly_these(
    h: Harness,
) -> None:
    imports(h, dict.fromkeys(ORDERS, "已打单"))
    h.expect_nothing()

    kept = ORDERS[47:]
    rows: dict[str, str | None] = dict.fromkeys(kept, "已打单")
    imports(h, rows | dict.fromkeys(ORDERS[:20], ""))  # 20 are there without it, 27 are missing

    (card,) = h.read("标记丢失")
    assert listed(card.text, ORDERS) == set(ORDERS[:47])
    assert "47 单" in card.text
    known = h.database.look(lambda tx: tx.progress.find(ORDERS))
    assert {no: one.mark for no, one in known.items()} == dict.fromkeys(
        ORDERS, "已打单"
    )  # nothing is cleared

    imports(h, rows)
    h.expect_nothing()  # told once


def test_a_number_typed_in_another_dress_is_the_order_s_all_the_same(h: Harness) -> None:
    h.ordered("W-1")
    for no in ("W-2", "W-3", "w-3"):  # of the last two each is a number of its own
        h.happens("order.marked", no, mark="已打单", by="小赵")
    imports(h, {"w-1": "已打单", "w-2": "已打单", "W-3": "已打单", "w-3": "已打单"})
    h.expect_nothing()
    assert "w-2" not in h.database.look(lambda tx: tx.progress.find(["w-1", "w-2"]))

    h.pass_time(timedelta(minutes=1))
    imports(h, {"\uff37-2": "已打单", "w-3": "已打单", "w-1": ""})

    (card,) = h.read("标记丢失")
    assert listed(card.text, [*ORDERS, "w-1", "w-3"]) == {"W-1", "W-3"}


def test_a_mark_that_came_back_may_be_lost_again(h: Harness) -> None:
    imports(h, {"W-1": "已打单", "W-2": "已打单"})
    imports(h, {"W-2": "已打单"})
    assert len(h.read("标记丢失")) == 1
    imports(h, {"W-1": "加急", "W-2": "已打单"})
    h.expect_nothing()  # another mark is a mark
    imports(h, {"W-2": "已打单"})
    (card,) = h.read("标记丢失")
    assert "加急" in card.text


def test_what_has_left_or_was_cancelled_need_not_be_in_the_sheet(h: Harness) -> None:
    imports(h, {"W-1": "已打单", "W-2": "已打单", "W-3": "已打单"})
    h.happens("order.marked", "W-4", mark="已打单", by="小赵")
    h.happens("system.status", "W-1", system="wms", status="LOADED")
    h.happens("order.cancelled", "W-2")

    imports(h, {})

    (card,) = h.read("标记丢失")
    assert listed(card.text, ORDERS) == {"W-3", "W-4"}


def test_a_mark_that_somebody_set_again_may_be_lost_again(h: Harness) -> None:
    imports(h, {"W-1": "已打单", "W-2": "已打单"})
    imports(h, {"W-2": "已打单"})
    assert len(h.read("标记丢失")) == 1
    h.happens("order.marked", "W-1", mark="已打单", by="小赵")

    imports(h, {"W-2": "已打单"})

    (card,) = h.read("标记丢失")
    assert listed(card.text, ORDERS) == {"W-1"}


def test_an_older_sheet_that_arrives_late_tells_nothing_twice(h: Harness) -> None:
    rows = [{"order_no": no, "mark": "已打单"} for no in ("W-1", "W-2")]
    h.tells("marks.imported", marks=rows, system="excel", by="小赵")
    imports(h, {"W-2": "已打单"})
    assert len(h.read("标记丢失")) == 1

    older = h.now - timedelta(milliseconds=500)
    sheet = an_event(
        "marks.imported", None, at=older, event_id="late", marks=rows, system="excel", by="小赵"
    )
    h.takes(sheet)
    imports(h, {"W-2": "已打单"})

    h.expect_nothing()


def test_a_conversation_of_one_shop_reads_of_its_own_orders_alone(h: Harness) -> None:
    h.scopes = {("console", GROUP): ("other",)}
    h.ordered("W-1", shop="other")
    h.ordered("W-2")
    h.read()
    imports(h, {"W-1": "已打单", "W-2": "已打单"})
    imports(h, {})
    (card,) = h.read("标记丢失")
    assert listed(card.text, ORDERS) == {"W-1"}

    imports(h, {"W-2": "已打单"})
    imports(h, {})
    h.expect_nothing()


def raw(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": "1", "source": "sheet", "type": "marks.imported",
        "time": "2026-11-28T00:00:00Z", "data": {"marks": rows, "system": "excel"},
    }  # fmt: skip


def test_a_sheet_of_many_thousands_is_taken_and_one_beyond_the_limit_is_refused() -> None:
    rows = [{"order_no": f"W-{n}", "mark": "已打单"} for n in range(MOST_MARKS + 1)]

    assert isinstance(parse(raw(rows[:-1]), received_at=NOW), Event)
    assert isinstance(parse(raw(rows), received_at=NOW), Rejected)
