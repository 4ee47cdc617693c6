"""The same red card on three platforms: a phone shows all of it, and at once what to press."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from bot.channels.dingtalk import render as dingtalk
from bot.channels.dingtalk.account import BUILT_IN_TEMPLATE
from bot.channels.slack import render as slack
from bot.channels.wecom import render as wecom
from handlers.ports import Picture
from rules.vocabulary import Action
from storage.database import Database
from tests.browser import card_views
from tests.harness import Harness

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

VIEWS: Mapping[str, Callable[[Picture], str]] = {
    "dingtalk": lambda p: card_views.dingtalk(
        dingtalk.params(p, lang="zh", conversation="cid", template=BUILT_IN_TEMPLATE)
    ),
    "wecom": lambda p: card_views.wecom(wecom.card(p, lang="zh", task_id="t")),
    "slack": lambda p: card_views.slack(slack.card(p, conversation="C0OPS")),
    "text": lambda p: card_views.dingtalk_text(dingtalk.degraded(p, lang="zh")[1]),
}
#: What a phone shows at once, less the row in which one writes: what lies below is not seen.
_SCREEN, _COMPOSER = 844, 90


@pytest.fixture
def picture(sqlite_url: str) -> Iterator[Picture]:
    """Return a red card that the product drew: two changed addresses and two conversations."""
    story = Harness(database=Database(sqlite_url))
    story.ordered(
        shop="明眸眼镜旗舰店", warehouse="杭州余杭仓", amount="1299.00",
        items=[{"sku": "LENS-174", "name": "1.74 超薄渐进镜片（一副）", "qty": 1}],
        customer={"id": "c-1", "name": "林晓", "phone": "13812345678"},
        address=_at("温州市", "鹿城区"),
    )  # fmt: skip
    for city, district in (("宁波市", "海曙区"), ("绍兴市", "越城区")):
        story.happens("order.address_changed", address=_at(city, district))
        story.now += timedelta(minutes=13)
    story.happens("chat.opened", by="customer")
    story.happens("chat.message", by="customer", text="地址又写错了，先别发，等我确认好再发行吗？")
    story.happens("chat.opened", by="customer")
    shown = story.expect_card()
    yield Picture(card=shown.card, tokens=shown.tokens, serial=1)
    story.database.close()


def _at(city: str, district: str) -> dict[str, str]:
    return {"province": "浙江省", "city": city, "district": district}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Return an empty page as wide as a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 200}, device_scale_factor=2, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", VIEWS)
def test_a_phone_shows_all_of_a_card_and_the_next_step(
    name: str, picture: Picture, phone: Page, pictures: Callable[[Page, str], None]
) -> None:
    phone.set_content(VIEWS[name](picture))
    tall = int(phone.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"))
    phone.set_viewport_size({"width": 390, "height": tall})

    card, seen = picture.card, "".join(phone.locator("body").inner_text().split())
    seen = seen.replace("＊", "*")  # what would be mark-up is shown by its full-width twin
    said = [
        card.title, card.headline, card.footer, *(one.text for one in card.suggestions),
        *(one.text for one in card.lines), *(one.label for one in card.lines),
    ]  # fmt: skip
    assert [one for one in said if "".join(one.split()) not in seen] == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    if name == "text":
        assert "放行1024" in seen
    else:
        shown = phone.locator(".buttons span").all_inner_texts()
        drawn = [one for one in card.buttons if one.label in shown]
        assert [one.label for one in drawn] == shown[: len(drawn)]
        assert Action.RELEASE in {one.action for one in drawn}
        # What a platform has no room for is written out, and decides nothing.
        left = [one for one in card.buttons if one not in drawn]
        assert {one.action for one in left} <= {Action.USEFUL}
        assert all("".join((one.command or "").split()) in seen for one in left)
    last = phone.get_by_text("放行 1024") if name == "text" else phone.locator(".buttons")
    box = last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= _SCREEN - _COMPOSER
    pictures(phone, f"card-{name}.png")
