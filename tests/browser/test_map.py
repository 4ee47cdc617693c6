"""The page of the status map in a real browser: read, changed by two people, on desk and phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_the_map_is_read_and_changed_by_two_people(
    house: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    house.ordered("2611240001")
    house.happens("system.status", "2611240001", system="wms", status="PACKED")
    house.happens("system.status", "2611240001", system="wms", status="TELEPORTED")
    operator = visit(f"{house.url}/statuses?as=lilei", width=390, height=844, card=False)
    unmapped = operator.locator(".rz-unmapped")
    expect(unmapped).to_contain_text("WMS TELEPORTED")
    unmapped.get_by_role("button", name="提议").click()
    operator.locator(".rz-edit select").first.select_option("on_the_way")
    operator.locator("[data-action='propose']").click()
    expect(operator.locator(".rz-said")).to_contain_text("会改变 1 单")
    assert operator.evaluate("document.documentElement.scrollWidth") <= 390

    approver = visit(f"{house.url}/?as=wangmin", width=1280, height=900, card=False)
    approver.get_by_role("link", name="状态映射").click()
    draft = approver.locator("[data-draft='1']")
    expect(draft).to_contain_text("未映射 → 运输中 / 可预提收入")
    approve = draft.locator("[data-action='approve']")
    expect(approve).to_be_disabled()
    draft.locator("[data-action='open']").click()
    expect(approver.locator(".rz-said")).to_contain_text("2611240001")
    expect(approve).to_be_enabled()
    pictures(approver, "map-1280.png")
    approve.click()
    expect(approver.locator(".rz-said")).to_contain_text("已发布为状态映射第 2 版")
    expect(approver.locator(".rz-unmapped")).to_have_count(0)
    approver.get_by_placeholder("搜索词").fill("teleported")
    expect(approver.locator(".rz-word")).to_have_count(2)
