"""The page of the trace sheet in a real browser: what differs is red, chosen, worked and saved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Order -> its hours to go, and what customer service, the ERP and the warehouse say.
SAID = {
    "1001": (30, "已打单", "Sent", "PICK"),
    "1002": (5, "已打单", "", "PICK"),
    "1003": (-2, "", "Delivering", "PICK"),
    "1004": (60, "已打单", "Delivering", "PICK"),
}
ODD = {"1001": ["system"], "1002": ["system"], "1003": ["customer_service"], "1004": []}
_SIDES = ["customer_service", "system", "warehouse"]
#: Seconds until the sheet is made: what is on it has to be there by then.
_SOON = 15


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot of four orders, of which three differ, shortly before its hour."""
    now = datetime.now(UTC)  # noqa: TID251 - a real process
    noon = timezone(timedelta(hours=12 - now.hour))  # far from midnight, where a day is over
    at = (now + timedelta(seconds=_SOON)).astimezone(noon)
    more = f'[schedule]\ntimezone = "Etc/GMT{now.hour - 12:+d}"\nsweep_every = "3s"\n'
    folder = tmp_path_factory.mktemp("sheet")
    with running(folder, is_open=True, more=more, trace_sheet=f"{at:%H:%M:%S}") as house:
        for no, (hours, mark, system, warehouse) in SAID.items():
            house.ordered(
                no,
                promised_in=hours,
                platform="pdd" if no == "1001" else "tmall",  # of the other no rule is known
                warehouse="成都仓" if no == "1002" else "杭州余杭仓",
            )
            if mark:
                house.happens("order.marked", no, minutes_ago=50, mark=mark, by="小美")
            if system:
                house.happens("system.status", no, minutes_ago=40, system="erp", status=system)
            house.happens("system.status", no, minutes_ago=30, system="wms", status=warehouse)
        yield house


def orders(page: Page) -> list[str]:
    """Return the numbers of the lines, from the top."""
    return [str(row.get_attribute("data-order")) for row in page.locator("tr[data-order]").all()]


def red(page: Page, order_no: str) -> list[str]:
    """Return whose cells stand on red."""
    cells = page.locator(f"tr[data-order='{order_no}'] .rz-side-cell")
    grounds = [cell.evaluate("c => getComputedStyle(c).backgroundColor") for cell in cells.all()]
    marked = [cell.inner_text().endswith("】") for cell in cells.all()]
    found = [ground == "rgb(253, 236, 236)" for ground in grounds]
    assert found == marked  # who sees no red reads it
    return [side for side, is_red in zip(_SIDES, found, strict=True) if is_red]


def test_what_differs_is_red_and_may_be_chosen_ordered_worked_and_saved(
    shop: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None], tmp_path: Path
) -> None:
    chat = visit(f"{shop.url}/?as=lilei")
    card = chat.locator(".rz-card", has_text="未发货溯源").last
    card.wait_for(timeout=60_000)
    expect(card).to_contain_text("已处理 0/3")
    card.get_by_role("link", name="整张表").click()
    page = chat
    rows = page.locator("tr[data-order]")
    expect(rows).to_have_count(3)
    expect(page.locator(".rz-progress")).to_contain_text("已处理 0/3")
    assert {no: red(page, no) for no in orders(page)} == {n: o for n, o in ODD.items() if o}
    assert orders(page) == ["1001", "1002", "1003"]  # what is late already comes last

    page.locator("[data-choose='by']").select_option("due")
    expect(rows.first).to_have_attribute("data-order", "1003")
    assert orders(page) == ["1003", "1002", "1001"]
    page.locator("[data-choose='by']").select_option("age")
    expect(rows.first).to_have_attribute("data-order", "1001")
    assert orders(page) == ["1001", "1002", "1003"]
    page.locator("[data-choose='all']").uncheck()
    expect(rows).to_have_count(4)
    assert red(page, "1004") == []
    page.locator("[data-choose='warehouse']").select_option("成都仓")
    expect(rows).to_have_count(1)
    page.reload()  # the address says what is chosen
    expect(rows).to_have_count(1)
    page.locator("[data-choose='warehouse']").select_option("")
    page.locator("[data-choose='all']").check()
    expect(rows).to_have_count(3)

    with page.expect_download() as saved:
        page.locator("[data-action='export']").click()
    saved.value.save_as(tmp_path / "sheet.xlsx")
    sheet = load_workbook(tmp_path / "sheet.xlsx").worksheets[0]
    red_cells = {
        str(row[0].value): [
            side for side, cell in zip(_SIDES, row[1:], strict=True)
            if cell.fill.fgColor.rgb == "FFFF0000"
        ]
        for row in sheet.iter_rows(min_row=2)
    }  # fmt: skip
    assert red_cells == {no: sides for no, sides in ODD.items() if sides}

    page.locator("tr[data-order='1001'] [data-action='claim']").click()
    expect(page.locator("tr[data-order='1001']")).to_contain_text("李雷 在处理")
    page.locator("[data-choose='mine']").check()
    expect(rows).to_have_count(1)
    page.locator("[data-choose='mine']").uncheck()
    page.locator("tr[data-order='1002'] [data-action='done']").click()
    expect(page.locator(".rz-progress")).to_contain_text("已处理 1/3")
    expect(rows.last).to_have_attribute("data-order", "1002")
    page.get_by_role("button", name="关闭").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    pictures(page, "sheet-1280.png")
    page.get_by_role("link", name="群聊").click()
    expect(page.locator(".rz-card", has_text="未发货溯源").last).to_contain_text("已处理 1/3")


def test_on_a_phone_the_sheet_fits_and_who_may_not_work_it_or_see_the_shop_does_not(
    shop: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    viewer = visit(f"{shop.url}/unshipped?as=zhao", width=390, height=844, card=False)
    expect(viewer.locator("tr[data-order]")).to_have_count(3)
    expect(viewer.locator(".rz-work button")).to_have_count(0)
    assert viewer.evaluate("document.documentElement.scrollWidth") <= 390
    assert {no: red(viewer, no) for no in orders(viewer)} == {n: o for n, o in ODD.items() if o}

    phone = visit(f"{shop.url}/?as=wangmin", width=390, height=844, card=False)
    phone.locator(".rz-nav-menu").click()
    phone.get_by_role("link", name="未发货").click()
    expect(phone.locator("tr[data-order='1003'] [data-action='claim']")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    pictures(phone, "sheet-390.png")

    stranger = visit(f"{shop.url}/unshipped?as=zhou", card=False)
    expect(stranger.locator(".rz-none")).to_be_visible()
    expect(stranger.locator("tr[data-order]")).to_have_count(0)
