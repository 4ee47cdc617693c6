"""The customer's page on a phone: in Chinese, within the screen, and kind to whoever is late."""

import io
import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from bot.web.customers.pages import closed
from bot.web.door.problems import unavailable
from tests.browser.conftest import House, everybody_reads, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

INTACT, DAMAGED, LATE = "2611240001", "2611240002", "2611240003"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot that knows orders which were signed for."""
    with running(tmp_path_factory.mktemp("shop"), is_open=True) as house:
        for order_no in (INTACT, DAMAGED, LATE):
            house.ordered(order_no)
            house.happens("carrier.trace", order_no, tracking_no=f"SF{order_no}", state="已签收")
        yield house


def confirmation(house: House, order_no: str) -> dict[str, Any]:
    """Return what the order shows of it."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{house.url}/v1/orders/{order_no}", headers={"Authorization": f"Bearer {house.token}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)["confirmation"]
        return found


def on_a_phone(visit: Callable[..., Page], url: str) -> Page:
    """Open a page on a phone; it fits its width."""
    page = visit(url, width=390, height=844, card=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    return page


def test_a_customer_says_on_a_phone_that_all_is_well(
    shop: House, visit: Callable[..., Page], pictures: Callable[[Page, str], None]
) -> None:
    page = on_a_phone(visit, shop.customer_link("confirm", INTACT))
    expect(page.get_by_role("heading")).to_have_text("包裹是否完好？")
    expect(page.get_by_text("提交")).to_be_in_viewport()
    for choice in page.locator(".choice").all():
        box = choice.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    pictures(page, "confirmation-390.png")
    page.get_by_text("用另一部手机填写").click()
    expect(page.locator("details img")).to_be_visible()
    assert page.locator("details img").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("完好", exact=True).check()
    everybody_reads(page, "confirmation")
    page.get_by_text("提交").click()
    expect(page.get_by_role("heading")).to_contain_text("已确认")
    assert confirmation(shop, INTACT)["state"] == "FULFILLED"
    again = on_a_phone(visit, shop.customer_link("confirm", INTACT))
    expect(again.get_by_role("heading")).to_have_text("已确认")
    everybody_reads(again, "confirmed")


def test_damage_is_sent_with_a_photo_that_is_made_smaller_first(
    shop: House, visit: Callable[..., Page]
) -> None:
    written = io.BytesIO()
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(written, "JPEG", quality=95)
    page = on_a_phone(visit, shop.customer_link("confirm", DAMAGED))
    page.get_by_label("破损").check()
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=written.getvalue())
    page.locator("input[type=file]").set_input_files([photo])
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_text("提交").click()
    expect(page.get_by_role("heading")).to_contain_text("已确认")
    expect(page.get_by_text("48 小时")).to_be_visible()
    assert "/c/" in sent.value.url
    shown = confirmation(shop, DAMAGED)
    assert shown["result"] == "damaged"
    assert shown["ticket"]
    (address,) = shown["photos"]
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        kept = Image.open(io.BytesIO(answer.read()))
    assert max(kept.size) == 2048
    seen = visit(f"{shop.url}/orders/{DAMAGED}?as=wangmin", width=1280, card=False)
    image = seen.locator("img[src*='/photos/']")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 0


def test_a_link_that_is_not_good_says_so_kindly(shop: House, visit: Callable[..., Page]) -> None:
    good = shop.customer_link("confirm", LATE)
    forged = on_a_phone(visit, good[:-3] + "xxx")
    expect(forged.get_by_role("heading")).to_have_text("这个链接打不开")
    expired = on_a_phone(visit, shop.customer_link("confirm", LATE, hours=-1))
    expect(expired.get_by_role("heading")).to_have_text("这个链接已过期")
    expect(expired.get_by_text("联系店铺客服")).to_be_visible()
    assert confirmation(shop, LATE)["state"] == "SIGNED_UNVERIFIED"


@pytest.mark.parametrize("width", [1280, 390])
def test_what_says_that_nothing_can_be_taken_now_has_a_button_that_a_thumb_meets(
    browser: Browser, width: int
) -> None:
    told = closed("zh")(unavailable(), {"path": "/c/x"})
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.set_content(told.body.decode())
    again = page.get_by_role("link", name="再试一次")
    expect(again).to_be_in_viewport()
    box, panel = again.bounding_box(), page.locator("main").bounding_box()
    assert box is not None
    assert panel is not None
    assert box["height"] >= 44
    assert box["width"] > panel["width"] / 2
    assert abs(panel["x"] * 2 + panel["width"] - width) < 2  # in the middle
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    everybody_reads(page)
    page.close()
