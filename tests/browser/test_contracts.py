"""The page of contracts in a real browser: partners, three curves, what is wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[House]:
    """Return a running bot that looks at contracts every other second."""
    with running(tmp_path, is_open=True, more='[schedule]\nsweep_every = "2s"\n') as house:
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
