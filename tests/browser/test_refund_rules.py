"""The page of the refund rules in a real browser: set, dragged, proposed, approved by another."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from rules.refunds.book.book import RuleBook, read_book
from rules.refunds.engine import objection
from tests.browser.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_rates_are_set_and_rules_dragged_and_a_second_person_publishes_it(
    house: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    operator = visit(f"{house.url}/refund-rules?as=lilei", width=1280, height=900, card=False)
    rule = operator.locator("[data-rule='12']")
    expect(operator.locator("[data-rule]")).to_have_count(32)
    rule.get_by_role("button", name="12. 美妆：临期未明示").click()
    voucher = rule.locator("[data-row='12-1'] [data-set='voucher']")
    voucher.fill("10")
    rule.locator("[data-set='shelf_days_left']").fill("45")
    rule.locator("[data-set='shelf_days_left']").press("Tab")
    # To the place of a rule that is about other goods: nothing else comes of it.
    operator.locator("[data-rule='15'] .rz-grip").drag_to(operator.locator("[data-rule='23']"))
    pending = operator.locator(".rz-edit")
    expect(pending).to_contain_text("12-1 券 10%")
    expect(pending).to_contain_text("12-1 shelf_days_left <= 45")
    expect(pending).to_contain_text("15 后于 23")
    propose = pending.locator("[data-action='propose']")
    propose.click()
    expect(operator.locator(".rz-said")).to_contain_text("例 12.3 不通过")
    pending.get_by_role("checkbox").check()
    propose.click()
    expect(operator.locator(".rz-said")).to_contain_text("草案 1 已提交")
    expect(pending).to_contain_text("拖动规则")
    operator.evaluate("window.scrollTo(0, 0)")
    pictures(operator, "refund-rules-1280.png")

    approver = visit(f"{house.url}/refund-rules?as=wangmin", width=390, height=844, card=False)
    draft = approver.locator("[data-draft='1']")
    expect(draft).to_contain_text("5% → 10%")
    with approver.expect_download() as saved:
        draft.locator("[data-action='editor']").click()
    text = saved.value.path().read_text(encoding="utf-8")
    assert objection(text) is None
    book = read_book(text, 2)
    assert isinstance(book, RuleBook)
    assert book.by_id["12-1"].when["shelf_days_left"].text == "<= 45"
    assert json.loads(text)["nodes"][1]["type"] == "decisionTableNode"
    approve = draft.locator("[data-action='approve']")
    expect(approve).to_be_disabled()
    draft.locator("[data-action='open']").click()
    expect(approve).to_be_enabled()
    approver.get_by_role("button", name="12. 美妆：临期未明示").click()
    assert approver.evaluate("document.documentElement.scrollWidth") <= 390
    pictures(approver, "refund-rules-390.png")
    approve.click()
    expect(approver.locator(".rz-said")).to_contain_text("已发布为退款规则第 2 版")
    expect(operator.locator(".rz-title")).to_contain_text("退款规则第 2 版")
