"""A day is worked with the keyboard alone, and every page is one that everybody can read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rules.resonance.wanted import Unreadable, read_wanted
from tests.browser.conftest import House, everybody_reads, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

RED, SIGNED, ODD = "2611260001", "2611260002", "2611260003"
_MORE = """
[refunds]
quality_control = ["console:ops"]
[[links]]
name = "快递"
url = "https://trace.example.com/?number={tracking_no}"
[[oncall]]
name = "白班"
people = ["李雷", "王敏"]
rotate = "1d"
"""
#: Address -> what its picture is called.
PAGES = {
    "/todo": "todo", "/": "chat", "/locked": "locked", "/unshipped?all=1": "sheet",
    f"/orders/{RED}": "order", "/statuses": "statuses", "/refund-rules": "refund-rules",
    "/weights": "weights",
    "/order-health": "health", "/contracts": "contracts", "/oncall": "oncall", "/audit": "audit",
    "/orders/none": "lost", "/nowhere": "nowhere", "/docs": "docs",
}  # fmt: skip
_AT = "selector => !!document.activeElement?.matches(selector)"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot with a red order, an application that is appealed, and a draft."""
    with running(tmp_path_factory.mktemp("desk"), is_open=True, more=_MORE) as house:
        for no in (RED, SIGNED, ODD):
            house.ordered(no)
            house.happens("order.marked", no, minutes_ago=50, mark="已打单", by="小美")
        house.happens("system.status", ODD, system="erp", status="Sent")
        house.happens("system.status", ODD, system="wms", status="PICK")
        house.happens("system.status", SIGNED, system="wms", status="TELEPORTED")
        house.turns_red(RED)
        house.happens("carrier.trace", SIGNED, tracking_no=f"SF{SIGNED}", state="已签收")
        house.happens(
            "refund.requested", SIGNED, id="A-1", amount="1299.00", ip="203.0.114.9",
            reason="镜片有划痕", facts={"issue": "quality", "evidence": 0},
        )  # fmt: skip
        yield house


def _go(page: Page, key: str) -> None:
    """Go to another page by its two keys."""
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press(key)
    page.locator("[aria-current='page']").first.wait_for()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is meant has the focus; what cannot be reached so fails."""
    expect(page.locator(selector).first).to_be_visible()
    for _ in range(150):
        if page.evaluate(_AT, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_by_day_or_night(
    path: str, shop: House, visit: Callable[..., Page]
) -> None:
    page = visit(f"{shop.url}{path}{'&' if '?' in path else '?'}as=wangmin", card=False)
    page.locator("main :is(h1, h2)").first.wait_for()
    everybody_reads(page, PAGES[path])


def test_a_page_that_cannot_be_read_says_so_and_comes_by_itself(
    tmp_path: Path, visit: Callable[..., Page]
) -> None:
    with running(tmp_path, is_open=True, fails=True) as house:  # a sweep reads what is away, too
        with closing(sqlite3.connect(house.folder / "resonance.db", timeout=30)) as database:
            database.execute("ALTER TABLE alerts RENAME TO alerts_away")
            page = visit(f"{house.url}/todo?as=wangmin", card=False)
            expect(page.locator("h1")).to_have_text("暂时读不到数据", timeout=20_000)
            everybody_reads(page, "away")
            database.execute("ALTER TABLE alerts_away RENAME TO alerts")
        expect(page.locator("h1")).to_have_text("待办", timeout=20_000)


def test_a_whole_day_is_worked_with_the_keyboard_alone(
    shop: House, visit: Callable[..., Page]
) -> None:
    colleague = visit(f"{shop.url}/?as=lilei", card=True)
    page = visit(f"{shop.url}/todo?as=wangmin", card=False)
    keys = page.keyboard

    # To do: the red order is on top; it is opened and released with a reason.
    expect(page.locator("[data-row]").first).to_contain_text(RED)
    keys.press("j")
    assert page.evaluate(_AT, "[data-line]")
    with page.expect_navigation():
        keys.press("Enter")
    page.locator("[data-key='r']").wait_for()
    keys.press("r")
    keys.type("和客户核对过地址")
    keys.press("Enter")
    expect(page.locator(".rz-said")).to_contain_text("放行")
    expect(page.locator(".rz-lock")).to_contain_text("可以发货")
    assert shop.scan(RED) == "OK"
    page.go_back()
    expect(page.locator("h1")).to_have_text("待办")
    expect(page.locator(f"[data-row][data-order='{RED}']")).to_have_count(0)

    # The sheet: the line on which the focus is is taken.
    _go(page, "s")
    line = page.locator(f"tr[data-order='{ODD}']")
    expect(line).to_be_visible()
    while not line.locator("[data-line]").evaluate("one => one === document.activeElement"):
        keys.press("j")
    keys.press("c")
    expect(line).to_contain_text("王敏 在处理")

    # An appeal is decided on its card.
    _go(page, "c")
    _tab_to(page, ".rz-card [data-action^='refund:']")
    keys.press("Enter")
    expect(page.locator(".rz-card", has_text="王敏").last).to_contain_text("决定")

    # A colleague proposes what a word means; it is opened, read and approved.
    colleague.keyboard.press("/")
    colleague.keyboard.type("映射 WMS TELEPORTED → 运输中")
    colleague.keyboard.press("Enter")
    expect(colleague.locator(".rz-bubble", has_text="草案 1").last).to_be_visible()
    _go(page, "m")
    _tab_to(page, "[data-draft='1'] [data-action='open']")
    keys.press("Enter")
    expect(page.locator("[data-draft='1'] [data-action='approve']")).to_be_enabled()
    _tab_to(page, "[data-draft='1'] [data-action='approve']")
    keys.press("Enter")
    expect(page.locator(".rz-said")).to_contain_text("已发布为状态映射第 2 版")

    # What else the keys do: they are listed, search is one away, and writing is not disturbed.
    keys.press("?")
    expect(page.locator("dialog")).to_be_visible()
    keys.press("Escape")
    keys.press("/")
    keys.type("gt?x")
    expect(page.locator("input[type=search]")).to_have_value("gt?x")


def test_weights_are_tried_on_past_orders_and_proposed_with_the_keyboard(
    shop: House, visit: Callable[..., Page]
) -> None:
    page = visit(f"{shop.url}/weights?as=lilei", card=False)
    keys = page.keyboard
    _tab_to(page, "[data-kind='address_changed'] [data-set='weight']")
    keys.press("Control+a")
    keys.type("1.0")
    _tab_to(page, "[data-kind='trace_stall'] .rz-work button")
    keys.press("Enter")
    said = page.locator(".rz-edit code")
    expect(said.last).to_have_text("信号 地址修改 1.0；轨迹停滞 关")

    _tab_to(page, "[data-action='try']")
    keys.press("Enter")
    table = page.locator(".rz-figure-table")
    expect(table.locator("thead")).to_contain_text("试的")
    expect(table.locator("tbody tr")).to_have_count(7)
    assert page.locator(".rz-front svg path").count() > 0
    _tab_to(page, "[data-action='propose']")
    keys.press("Enter")
    expect(page.locator(".rz-said")).to_contain_text("已提交，会改变")
    expect(said).to_have_count(1)  # what was proposed is no longer to be

    approver = visit(f"{shop.url}/weights?as=wangmin", width=390, height=844, card=False)
    draft = approver.locator("[data-draft]")
    expect(draft).to_contain_text("0.8 → 1.0")
    draft.locator("[data-action='open']").click()
    draft.locator("[data-action='approve']:enabled").click()
    expect(approver.locator(".rz-trial")).to_contain_text("先判 10% 的单")
    assert approver.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_season_keeps_the_blanks_of_its_name(shop: House, visit: Callable[..., Page]) -> None:
    form = visit(f"{shop.url}/weights?as=lilei", card=False).locator(".rz-seasons form")
    form.locator("input").first.fill("双 11")
    form.locator("input[type=date]").first.fill("2026-11-01")
    form.locator("input[type=date]").last.fill("2026-11-11")
    form.locator("[data-action='season']").click()

    said = form.page.locator(".rz-edit code").last
    expect(said).to_have_text("信号 季节 「双 11」 2026-11-01 2026-11-11 时效 1 质量 1")
    wanted = read_wanted((said.text_content() or "").removeprefix("信号 "))
    assert not isinstance(wanted, Unreadable)
    assert list(wanted.changes) == ["season.双 11"]
