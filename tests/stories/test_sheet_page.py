"""The page of a day's sheet: which lines it has, in which order, and what work on it tells."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.unshipped.page import By, Choice, SheetPage, sheet_page
from rules.unshipped.causes import Cause
from rules.unshipped.penalties import presets
from tests.harness import Harness

TEN = datetime.fromisoformat("2026-08-03T10:00:00+08:00")
DAY = date(2026, 8, 3)


def _page(h: Harness, *, shops: tuple[str, ...] | None = None, **choice: Any) -> SheetPage:  # noqa: ANN401 - of Choice
    asked = Choice(day=choice.pop("day", DAY), **choice)
    return h.database.look(lambda tx: sheet_page(tx, h.deps, asked, h.now, shops))


def _numbers(page: SheetPage) -> list[str]:
    return [line.row.order_no for line in page.lines]


def _odd(h: Harness, order_no: str, **data: Any) -> None:  # noqa: ANN401 - of the order
    h.ordered(order_no, **data)
    h.happens("order.marked", order_no, mark="已打单", by="小李")
    h.happens("system.status", order_no, system="erp", status="Sent")


def _promised(hour: int) -> str:
    return datetime(2026, 8, 3, hour, tzinfo=UTC).isoformat()


def _morning(h: Harness) -> None:
    """Let three orders differ and one agree; the third belongs to another shop."""
    h.trace_sheet = time(10)
    h.penalties = presets()
    h.now = TEN - timedelta(hours=2)
    _odd(h, "1001", promised_ship_at=_promised(20))
    _odd(h, "1002", platform="pdd", promised_ship_at=_promised(22))
    _odd(h, "1003", shop="other", warehouse="成都仓", promised_ship_at=_promised(18))
    h.ordered("1004", promised_ship_at=_promised(16))
    h.read()


def test_lines_stand_in_the_order_and_the_choice_of_their_reader(h: Harness) -> None:
    _morning(h)

    assert _numbers(_page(h)) == ["1002", "1003", "1001"]  # only of 1002 a rule is known
    assert _numbers(_page(h, by=By.DUE)) == ["1003", "1001", "1002"]
    assert _numbers(_page(h, by=By.AGE)) == ["1001", "1002", "1003"]
    everything = _page(h, everything=True, by=By.DUE)
    assert _numbers(everything) == ["1003", "1001", "1002", "1004"]  # nothing is to do about 1004
    assert [line.done for line in everything.lines] == [False, False, False, True]
    assert _numbers(_page(h, warehouse="成都仓")) == ["1003"]
    assert _numbers(_page(h, cause=Cause.ERP_TO_WMS)) == ["1002", "1003", "1001"]
    assert _numbers(_page(h, cause=Cause.CARRIER)) == []
    assert _page(h, warehouse="成都仓").warehouses.total() == 3  # the rest stays to be chosen
    assert _numbers(_page(h, shops=("other",))) == ["1003"]
    assert _numbers(_page(h, day=date(2026, 8, 2))) == []  # nothing was paid by then


def test_its_file_has_the_chosen_lines_that_differ(h: Harness) -> None:
    _morning(h)

    sheet = _page(h, everything=True, shops=("other",)).sheet

    assert [row.order_no for row in sheet.rows] == ["1003"]
    assert (sheet.orders, sheet.differences) == (1, 1)


def test_what_is_done_counts_goes_to_the_end_and_every_card_of_the_day_says_so(
    h: Harness,
) -> None:
    _morning(h)
    assert (_page(h).is_made, _page(h).total) == (False, 0)  # the sheet is made at ten
    h.now = TEN
    h.pass_time(timedelta(0))
    h.read("未发货溯源")

    h.says("未发货 认领 1003", by="李雷")
    h.says("未发货 完成 1002", by="李雷")

    page = _page(h)
    assert (page.is_made, page.done, page.total) == (True, 1, 3)
    assert _numbers(page) == ["1003", "1001", "1002"]
    assert _numbers(_page(h, mine="李雷")) == ["1003", "1002"]
    drawn = h.read("未发货溯源")[-1].picture
    assert drawn is not None
    assert "已处理 1/3" in drawn.card.title
    assert drawn.card.page == "/unshipped?day=2026-08-03"


def test_what_left_after_ten_stays_on_the_page_of_its_day_as_done(h: Harness) -> None:
    _morning(h)
    h.now = TEN
    h.pass_time(timedelta(0))
    h.read()
    h.happens("system.status", "1001", system="wms", status="LOADED")

    page = _page(h)

    assert (page.done, page.total, page.orders) == (1, 3, 3)
    assert [line.row.order_no for line in page.lines if line.done] == ["1001"]
    assert page.lines[-1].differs == ()  # it has left: nothing of it is red
    assert [row.order_no for row in page.sheet.rows] == ["1002", "1003"]


def test_what_nobody_did_is_on_the_page_of_the_next_day_and_no_longer_on_its_own(
    h: Harness,
) -> None:
    _morning(h)
    for h.now in (TEN, TEN + timedelta(days=1)):
        h.pass_time(timedelta(0))
        h.read()

    assert (_page(h).is_made, _page(h).total) == (True, 0)
    tomorrow = _page(h, day=date(2026, 8, 4))
    assert tomorrow.total == 3
    assert all(line.work.carried for line in tomorrow.lines)
