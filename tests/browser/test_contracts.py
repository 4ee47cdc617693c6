"""The pages with curves in a real browser: contracts of partners, and the health of orders."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot that looks at contracts, and counts, every other second."""
    more = '[schedule]\nsweep_every = "2s"\n'
    with running(tmp_path_factory.mktemp("watched"), is_open=True, more=more) as house:
        yield house


def test_the_three_curves_of_a_partner_are_seen_on_desk_and_phone(
    watched: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    good = [
        watched.event("system.status", f"26112{n:05}", system="wms", status="PACKED")
        for n in range(60)
    ]
    bad = [watched.event("system.status", f"26113{n:05}", system="wms") for n in range(4)]
    assert watched.post("/v1/events", [*good, *bad])["accepted"] == len(good)

    desk = visit(f"{watched.url}/?as=wangmin", width=1280, height=900, card=False)
    desk.get_by_role("link", name="契约健康度").click()
    partner = desk.locator("[data-partner='wms']")
    expect(partner).to_contain_text("字段缺失率 6.25%")
    expect(partner).to_contain_text("加密方式一致性 100.00%")
    expect(desk.locator(".rz-wrong")).to_contain_text("wms 字段缺失率", timeout=60_000)
    expect(desk.locator(".rz-wrong")).to_contain_text("data.status")
    expect(desk.locator(".rz-curves svg")).to_contain_text("时间戳偏移量")
    pictures(desk, "contracts-1280.png")

    phone = visit(f"{watched.url}/contracts?as=zhao&partner=wms", width=390, height=844, card=False)
    expect(phone.locator(".rz-wrong")).to_have_count(1)
    expect(phone.locator(".rz-curves svg")).to_contain_text("字段缺失率")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    pictures(phone, "contracts-390.png")

    stranger = visit(f"{watched.url}/contracts?as=zhou", width=390, height=844, card=False)
    expect(stranger.locator(".rz-contracts")).to_contain_text("还没有伙伴的消息")


def test_the_health_of_orders_is_seen_and_worked_on_desk_and_phone(
    watched: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    for number in range(6):
        warehouse = "成都仓" if number % 2 else "杭州余杭仓"
        watched.ordered(
            f"2611400{number:03}", warehouse=warehouse, promised_in=-1 if number < 2 else 30
        )

    desk = visit(f"{watched.url}/?as=wangmin", width=1280, height=900, card=False)
    desk.get_by_role("link", name="订单健康").click()
    blocked = desk.locator("[data-metric='blocked']")
    expect(blocked).to_contain_text("2/6", timeout=60_000)
    expect(blocked).to_contain_text("33.33%")
    expect(desk.locator(".rz-trends svg")).to_contain_text("5.00%")
    pictures(desk, "order-health-1280.png")
    desk.locator("[data-order='2611400000'] button").click()
    expect(desk.locator(".rz-said")).to_contain_text("由 王敏 处理")

    phone = visit(f"{watched.url}/order-health?as=zhao&warehouse=成都仓", width=390, card=False)
    expect(phone.locator("[data-metric='blocked']")).to_contain_text("1/3")
    expect(phone.locator("[data-order]")).to_have_count(1)
    expect(phone.locator("[data-order] button")).to_have_count(0)  # a viewer changes nothing
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    pictures(phone, "order-health-390.png")
    stranger = visit(f"{watched.url}/order-health?as=zhou", width=390, card=False)
    expect(stranger.locator("[data-metric='blocked']")).to_contain_text("0/0")
