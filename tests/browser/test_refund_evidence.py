"""The page of evidence in a real browser: opened from the card, and it shows who has read it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, everybody_reads, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ORDER = "2611240009"
_QUALITY_CONTROL = '[refunds]\nquality_control = ["console:ops"]\n'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot with an application that a person has to decide."""
    with running(tmp_path_factory.mktemp("shop"), is_open=True, more=_QUALITY_CONTROL) as house:
        house.ordered(ORDER)
        house.happens("carrier.trace", ORDER, tracking_no=f"SF{ORDER}", state="已签收")
        house.happens(
            "refund.requested", ORDER, id="A-77", amount="1299.00", ip="203.0.114.9",
            reason="镜片有划痕，到手就有", facts={"issue": "quality", "evidence": 0},
        )  # fmt: skip
        yield house


def test_the_card_leads_to_the_evidence_and_the_page_shows_who_has_read_it(
    shop: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    chat = visit(f"{shop.url}/?as=chenjing", width=1280, height=900)
    card = chat.locator(".rz-card", has_text="退款待核实")
    with chat.expect_navigation():
        card.get_by_role("link", name="退款证据").click()
    expect(chat.locator(".rz-readers")).to_contain_text("陈静")
    address = chat.url

    for width in (1280, 390):
        page = visit(address.replace("chenjing", "wangmin"), width=width, height=900, card=False)
        expect(page.locator(".rz-decisions")).to_contain_text("转人工")
        expect(page.locator(".rz-decisions")).to_contain_text("镜片有划痕")
        expect(page.locator(".rz-known")).to_contain_text("质量问题")
        expect(page.locator(".rz-events")).to_contain_text("申请退款")
        expect(page.locator(".rz-facts")).to_contain_text("203.0.114.9")
        expect(page.locator(".rz-readers .rz-row")).to_have_count(2 if width > 700 else 3)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width > 700:
            pictures(page, "refund-evidence-1280.png")
            everybody_reads(page, "refund-evidence")
    expect(chat.locator(".rz-readers .rz-row")).to_have_count(3)  # it is read anew by itself

    desk = visit(f"{shop.url}/?as=wangmin", width=390, height=900)
    desk.locator(".rz-card").get_by_role("button", name="不支持退款").click()
    decided = desk.locator('.rz-card[data-state="refused"]')
    expect(decided).to_contain_text("王敏决定")
    expect(decided.get_by_role("link", name="退款证据")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390

    other = visit(address.replace("chenjing", "lilei"), width=390, card=False)
    expect(other.get_by_role("heading")).to_have_text("您不能看这份证据")
    expect(chat.locator(".rz-readers")).to_contain_text("李雷")
    lost = visit(f"{shop.url}/refunds/nothing?as=wangmin", width=390, card=False)
    expect(lost.get_by_role("heading")).to_have_text("没有这个退款申请")
