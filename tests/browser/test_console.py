"""The console in a real browser: what is pressed there changes what the scanner is told."""

import re
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Visit = Callable[..., Page]
Pictures = Callable[[Page, str], None]
_NUMBERS = count(1)
#: What is wider than the window.
_OVERFLOW = """() => {
  const all = [...document.querySelectorAll('.rz-scroll *, .rz-order *')];
  const wide = all.filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  const page = document.documentElement.scrollWidth > innerWidth ? ['page'] : [];
  return [...wide.map(e => e.className), ...page];
}"""
#: Scroll up; whether the first message of all is there.
_FROM_THE_TOP = """text => {
  document.querySelector('.rz-scroll').scrollTop = 0;
  return document.querySelector('.rz-begin').textContent === text;
}"""
#: What is too small for a thumb.
_SMALL = """() => [...document.querySelectorAll('button, select, a')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 40)
  .map(e => e.className + ' ' + e.textContent)"""


def _order_no() -> str:
    return f"26112400{next(_NUMBERS):04d}"


def _card(page: Page, order_no: str) -> Locator:
    return page.locator(f".rz-card[data-order='{order_no}']")


def _press(page: Page, order_no: str, action: str) -> None:
    _card(page, order_no).locator(f"[data-action={action}]").click()


def _say(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")


def _bubbles(page: Page) -> Locator:
    return page.locator(".rz-bubble")


def test_releasing_a_red_card_lets_the_parcel_leave(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)
    assert house.scan(no) == "LOCKED"
    page = visit(f"{house.url}/?as=wangmin")
    expect(_card(page, no)).to_have_class(re.compile("rz-red"))

    _press(page, no, "release")

    expect(_card(page, no)).to_have_attribute("data-state", "released")
    expect(_card(page, no)).to_have_class(re.compile("rz-green"))
    expect(_card(page, no).locator(".rz-headline")).to_contain_text(re.compile("王敏 .*放行"))
    expect(_card(page, no).locator("[data-action=release]")).to_have_count(0)
    assert house.scan(no) == "OK"


def test_freezing_an_orange_card_stops_the_parcel(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_orange(no)
    assert house.scan(no) == "OK"
    page = visit(f"{house.url}/?as=lilei")
    expect(_card(page, no)).to_have_class(re.compile("rz-orange"))

    _press(page, no, "freeze")

    expect(_card(page, no)).to_have_attribute("data-state", "frozen")
    assert house.scan(no) == "LOCKED"


def test_a_person_is_offered_what_they_may_do_and_a_refusal_is_theirs_alone(
    house: "House", visit: Visit
) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)
    viewer = visit(f"{house.url}/?as=zhao")
    operator = visit(f"{house.url}/?as=lilei")

    expect(_card(viewer, no)).to_be_visible()
    expect(_card(viewer, no).locator(".rz-button")).to_have_count(0)
    expect(_card(viewer, no).locator(".rz-tip .rz-chip", has_text="放行")).to_have_count(0)
    expect(_card(operator, no).locator("[data-action=freeze]")).to_be_visible()
    expect(_card(operator, no).locator("[data-action=release]")).to_have_count(0)

    _say(viewer, f"放行 {no}")

    refusal = viewer.locator(".rz-bubble.rz-private").last
    expect(refusal).to_contain_text("您是查看者")
    expect(operator.locator(".rz-mine, .rz-bubble", has_text="放行")).not_to_have_count(0)
    expect(operator.locator(".rz-bubble.rz-private")).to_have_count(0)
    assert house.scan(no) == "LOCKED"


def test_another_shops_card_comes_to_the_open_pages_of_others_alone(
    house: "House", visit: Visit
) -> None:
    theirs, own = _order_no(), _order_no()
    page, everything = (visit(f"{house.url}/?as={who}", card=False) for who in ("zhou", "wangmin"))

    for no, shop in ((theirs, "明眸眼镜旗舰店"), (own, "别家店")):
        house.ordered(no, shop=shop)
        house.turns_red(no)
        expect(_card(everything, no)).to_have_count(1)

    expect(_card(page, own)).to_have_count(1)
    expect(page.locator(".rz-card")).to_have_count(1)
    expect(page.locator(".rz-todo-item")).to_contain_text([own])
    expect(page.locator(".rz-app")).not_to_contain_text(theirs)


def test_a_card_changes_on_every_open_page(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_orange(no)
    first, second = visit(f"{house.url}/?as=lilei"), visit(f"{house.url}/?as=wangmin", width=390)

    _press(first, no, "claim")

    expect(_card(second, no)).to_have_attribute("data-state", "claimed")
    expect(_card(second, no).locator("footer")).to_contain_text("李雷")


def test_typed_commands_are_answered(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)
    page = visit(f"{house.url}/?as=wangmin")

    _say(page, f"查单 {no[-6:]}")
    expect(_bubbles(page).last).to_contain_text(f"订单 {no}")
    page.locator(".rz-quick button", has_text="帮助").click()
    expect(_bubbles(page).last).to_contain_text("锁单")
    _say(page, f"放行 {no} 已电话核实")
    expect(_card(page, no)).to_have_attribute("data-state", "released")
    assert house.scan(no) == "OK"
    _say(page, f"lock {no} again")
    expect(_bubbles(page).last).to_contain_text("已锁定")
    assert house.scan(no) == "LOCKED"


def test_an_answer_that_comes_late_takes_the_place_of_what_was_said_of_its_missing(
    house: "House", visit: Visit
) -> None:
    page = visit(f"{house.url}/?as=wangmin", card=False)
    missing = page.get_by_text("还没有回音")
    with house.standing_still():
        _say(page, "值班")
        expect(missing).to_be_visible(timeout=15_000)
        expect(page.locator("textarea")).to_have_value("值班")

    expect(missing).to_have_count(0, timeout=15_000)
    expect(page.locator("textarea")).to_have_value("")
    expect(_bubbles(page).last).to_contain_text("值班")


def test_a_hint_is_private_and_a_person_can_be_changed(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_orange(no)
    page = visit(f"{house.url}/?as=lilei")
    _say(page, "帮主")
    expect(page.locator(".rz-bubble.rz-private").last).to_contain_text("帮助")

    page.locator(".rz-who select").select_option("chenjing")

    expect(page.locator(".rz-bubble.rz-private")).to_have_count(0)
    expect(page).to_have_url(re.compile("as=chenjing"))
    _say(page, "大家好")
    expect(page.locator(".rz-mine .rz-meta b").last).to_have_text("陈静")


def test_a_suggested_command_runs_with_one_tap(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)
    page = visit(f"{house.url}/?as=wangmin")

    _card(page, no).locator(".rz-tip .rz-chip", has_text="轨迹").click()

    expect(page.locator(".rz-mine .rz-bubble").last).to_have_text(f"轨迹 {no}")
    expect(page.locator(".rz-bot .rz-bubble").last).to_contain_text(no)


def test_an_enter_that_chooses_a_chinese_word_does_not_send(house: "House", visit: Visit) -> None:
    page = visit(f"{house.url}/?as=wangmin", card=False)
    box = page.locator("textarea")
    box.fill("yujing")

    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    box.press("Shift+Enter")

    expect(box).to_have_value("yujing\n")


def test_what_people_write_stays_text(house: "House", visit: Visit) -> None:
    no = _order_no()
    attack = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>{{constructor}}"
    house.ordered(no, note=f"急用 {attack}")
    house.turns_red(no)
    page = visit(f"{house.url}/?as=wangmin")

    _say(page, attack)
    expect(_bubbles(page).last).to_have_text(attack)
    _say(page, f"锁单 {no} {attack}")
    expect(page.locator(".rz-bot .rz-bubble").last).to_contain_text("<script>")
    page.reload()
    _card(page, no).wait_for()
    assert page.evaluate("window.hacked") is None
    page.goto(f"{house.url}/orders/{no}")
    expect(page.locator(".rz-events")).to_contain_text("<img src=x")
    page.goto(f"{house.url}/orders/%3Cimg%20src=x%20onerror=window.hacked=1%3E")
    expect(page.locator(".rz-lost")).to_contain_text("<img src=x")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".rz-scroll img, .rz-order img").count() == 0


def test_the_order_page_explains_the_score(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no, note="急用，明天必须到，电话 13812345678")
    house.turns_red(no)
    house.scan(no)
    page = visit(f"{house.url}/?as=wangmin")
    expect(_card(page, no)).to_be_visible()
    _card(page, no).locator("footer a").click()

    expect(page.locator(".rz-hero h1")).to_have_text(no)
    total = page.locator(".rz-hero-score b").inner_text()
    shares = page.locator(".rz-signals .rz-bar-row:not(.rz-sum) b").all_inner_texts()
    assert round(sum(float(share) for share in shares), 3) == float(total)
    expect(page.locator(".rz-chart svg")).to_be_visible()
    expect(page.locator(".rz-holds")).to_contain_text("共振红色")
    expect(page.locator(".rz-scans")).to_contain_text("LOCKED")
    expect(page.locator(".rz-events")).to_contain_text("1******5678")
    phone = visit(f"{house.url}/orders/{no}?as=wangmin", width=390, height=844, card=False)
    phone.locator(".rz-chart svg").wait_for()
    assert phone.evaluate(_OVERFLOW) == []


def test_the_longest_number_and_three_hundred_goods_fit_a_phone(
    house: "House", visit: Visit
) -> None:
    order_no, first = "W" * 64, "/orders/" + "W" * 64
    house.happens(
        "order.created", order_no, minutes_ago=120, platform="tmall", shop="店" * 60, amount="300",
        promised_ship_at="2026-01-01", items=[{"sku": f"S{n}", "qty": 1} for n in range(300)],
    )  # fmt: skip
    house.happens("order.paid", order_no, minutes_ago=118, amount="300")

    page = visit(f"{house.url}{first}?as=wangmin", width=390, height=844, card=False)
    goods = page.locator(".rz-about div:has(> dt)", has_text="商品")
    expect(goods.get_by_text("S7 × 1", exact=True)).to_be_visible()
    expect(goods.get_by_text("S8 × 1", exact=True)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    goods.get_by_text("还有 292 种").click()
    expect(goods.get_by_text("S299 × 1", exact=True)).to_be_visible()

    health = visit(f"{house.url}/order-health?as=wangmin&metric=blocked", width=390, card=False)
    expect(health.locator(f"[data-order='{order_no}'] button")).to_be_visible(timeout=60_000)
    assert health.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_unknown_order_has_a_friendly_page(house: "House", visit: Visit) -> None:
    page = visit(f"{house.url}/orders/nothing?as=wangmin", card=False)

    expect(page.locator(".rz-lost")).to_contain_text("没有这个订单")
    page.locator(".rz-lost a").click()
    expect(page.locator(".rz-head h1")).to_have_text("订单值班群")


def test_the_api_s_page_fits_a_phone(house: "House", visit: Visit) -> None:
    phone = visit(f"{house.url}/docs", width=390, height=844, card=False)
    expect(phone.locator("h1")).to_have_text("order-resonance API")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for one in phone.locator("summary").all()[:3]:
        one.click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_a_rule_alone_made_red_is_listed_by_its_rule_beside_its_whole_number(
    house: "House", visit: Visit
) -> None:
    no = _order_no()
    house.ordered(no)
    house.happens("system.status", no, system="wms", status="LOADED")
    house.happens("refund.requested", no, amount="199.00")
    page = visit(f"{house.url}/?as=wangmin")
    item = page.locator(f".rz-todo-item[data-alert='{no}']")
    expect(item).to_contain_text("申请退款的订单已发出")
    expect(item.locator(".rz-todo-facts b")).to_have_count(0)
    assert item.locator("b").bounding_box()["height"] < 30  # type: ignore[index]  # on one line


def test_it_fits_a_phone_and_a_thumb(house: "House", visit: Visit) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)

    phone = visit(f"{house.url}/?as=wangmin", width=390, height=844)
    _say(phone, "x" * 300)
    expect(phone.locator(".rz-mine .rz-bubble").last).to_contain_text("xxx")

    assert phone.evaluate(_OVERFLOW) == []
    assert phone.evaluate(_SMALL) == []
    size = phone.evaluate("getComputedStyle(document.querySelector('textarea')).fontSize")
    assert size == "16px"  # smaller, and phones zoom in


def test_times_are_of_shanghai_wherever_the_browser_is(house: "House", visit: Visit) -> None:
    page = visit(f"{house.url}/?as=wangmin", card=False)
    _say(page, "几点了")
    shown = page.locator(".rz-mine .rz-meta time").last

    expect(shown).to_have_text(re.compile(r"\d\d:\d\d"))
    hour = page.evaluate(
        "new Date().toLocaleString('en-GB', {timeZone: 'Asia/Shanghai', hour: '2-digit'})"
    )
    assert (int(shown.inner_text()[:2]) - int(hour)) % 24 in (0, 23)


def test_everything_comes_from_this_server(house: "House", visit: Visit) -> None:
    page = visit(f"{house.url}/?as=wangmin", card=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.reload()
    page.locator(".rz-head h1").wait_for()

    assert [u for u in asked if not u.startswith((house.url, "data:", "blob:"))] == []


def test_production_asks_for_a_sign_in(closed_house: "House", visit: Visit) -> None:
    no = _order_no()
    closed_house.ordered(no)
    closed_house.turns_red(no)
    page = visit(closed_house.url, card=False)
    expect(page.locator("main")).to_contain_text("resonance sign-in")
    page.goto(f"{closed_house.url}/orders/{no}")
    expect(page.locator("main")).to_contain_text("请先登录")

    page.goto(closed_house.sign_in_link("王敏"))

    expect(page.locator(".rz-signed")).to_contain_text("王敏")
    assert page.locator(".rz-who select").count() == 0
    _press(page, no, "release")
    expect(_card(page, no)).to_have_attribute("data-state", "released")
    assert closed_house.scan(no) == "OK"
    page.locator(".rz-signed a").click()
    expect(page.locator("main")).to_contain_text("已退出")


def test_a_message_in_the_leads_room_is_read_by_those_it_is_for_and_by_nobody_else(
    house: "House", visit: Visit
) -> None:
    no = _order_no()
    house.ordered(no)
    house.turns_red(no)
    lead, viewer = (visit(f"{house.url}/?as={who}") for who in ("wangmin", "zhao"))

    room = lead.locator("[data-room=lead]")
    expect(room.locator("i")).to_have_text(re.compile("[1-9]"))
    room.click()

    expect(_card(lead, no)).to_be_visible()
    expect(room.locator("i")).to_have_count(0)
    expect(viewer.locator("[data-room=lead]")).to_have_count(0)
    viewer.goto(f"{house.url}/?as=zhao&room=lead")
    expect(viewer.locator("[data-room=ops]")).to_have_attribute("aria-current", "page")


def test_the_demo_shows_red_a_press_changes_what_the_scanner_hears_and_talk_hides_no_alert(
    demo: "House", visit: Visit, pictures: Pictures
) -> None:
    wide = visit(f"{demo.url}/?as=wangmin")
    phone = visit(f"{demo.url}/?as=wangmin", width=390, height=844)
    for page in (wide, phone):
        _to_the_beginning(page)
    expect(wide.locator(".rz-bubble a[href^='/terms/1#a25']")).not_to_have_count(0)
    locked = wide.locator(".rz-card.rz-red:has([data-action=freeze]):has([data-action=release])")
    no = str(locked.last.get_attribute("data-order"))
    _show(wide, no)
    pictures(wide, "console-1280.png")
    _show(phone, no)
    pictures(phone, "console-390.png")
    frozen = wide.locator(".rz-card[data-state=frozen]").first.get_attribute("data-order")
    for page, name in ((wide, "order-1280.png"), (phone, "order-390.png")):
        page.goto(f"{demo.url}/orders/{frozen}?as=wangmin")
        page.locator(".rz-chart svg").wait_for()
        assert page.evaluate(_OVERFLOW) == []
        pictures(page, name)
    _recall(wide, demo, pictures)
    _answer(wide, phone, demo)
    assert demo.scan(no, "PK") == "LOCKED"

    wide.goto(f"{demo.url}/?as=wangmin")
    _to_the_beginning(wide)
    _press(wide, no, "release")

    expect(_card(wide, no)).to_have_attribute("data-state", "released")
    assert demo.scan(no, "PK") == "OK"

    said = wide.locator(".rz-mine").count()
    for number in range(40):
        _say(wide, ("预警", "值班", f"查单 {no}", f"轨迹 {no}", "信号")[number % 5])
    expect(wide.locator(".rz-mine")).to_have_count(said + 40)
    for page in (wide, phone):
        page.goto(f"{demo.url}/?as=wangmin")
        reds, oranges = demo.alive("red"), demo.alive("orange")
        listed = page.locator(".rz-todo-item")
        expect(listed).to_have_count(reds + oranges)
        levels = [str(one.get_attribute("class")).split()[-1] for one in listed.all()]
        assert levels == ["rz-red"] * reds + ["rz-orange"] * oranges
        assert reds >= 1
        assert oranges >= 1
    phone.locator(".rz-head-todo").click()
    expect(listed.first).to_be_in_viewport()
    assert phone.evaluate(_OVERFLOW) == []
    _compare(wide, phone, demo, pictures)


def _to_the_beginning(page: Page) -> None:
    """Scroll up to the first message: near the top the page loads earlier ones by itself."""
    page.locator(".rz-card").first.wait_for()
    page.wait_for_function(_FROM_THE_TOP, arg="没有更早的消息了", polling=200)


def _recall(page: Page, demo: "House", pictures: Pictures) -> None:
    """Ask back what left with its refund asked for, while its carrier can stop it."""
    page.goto(f"{demo.url}/?as=wangmin")
    running = page.locator(".rz-card", has_text="仍可拦截")
    no = str(running.get_attribute("data-order"))
    _show(page, no)
    pictures(page, "recall-1280.png")
    _press(page, no, "recall")
    expect(_card(page, no)).to_contain_text("召回已受理")
    expect(_card(page, no).locator("[data-action=recall]")).to_have_count(0)


def _answer(page: Page, phone: Page, demo: "House") -> None:
    """Open a customer's link where whoever watches finds it, and answer on a phone."""
    page.locator("[data-room='客户短信']").click()
    links = page.locator(".rz-bubble a")
    links.first.wait_for()
    asked: set[str] = set()
    intact = phone.get_by_label("完好", exact=True)
    while not intact.count():  # some have answered by themselves, and some links are a refund's
        page.wait_for_function(
            "known => document.querySelectorAll('.rz-bubble a').length > known", arg=len(asked)
        )
        hrefs = [str(link.get_attribute("href")) for link in links.all()]
        new = next(href for href in reversed(hrefs) if href not in asked)
        asked.add(new)
        phone.goto(demo.url + new)
    intact.check()
    phone.get_by_text("提交").click()
    expect(phone.get_by_role("heading")).to_contain_text("已确认")


def _compare(page: Page, phone: Page, demo: "House", pictures: Pictures) -> None:
    """Ask what another threshold would have told, and see it drawn below the answer."""
    phone.goto(f"{demo.url}/?as=wangmin")
    _say(page, "回测 橙 2.3")
    for one, name in ((page, "retest-1280.png"), (phone, "retest-390.png")):
        image = one.locator("img.rz-image").last
        image.wait_for(timeout=60_000)
        assert image.evaluate("image => image.complete && image.naturalWidth > 0")
        assert one.evaluate(_OVERFLOW) == []
        image.evaluate("image => image.scrollIntoView({block: 'end'})")
        pictures(one, name)


def _show(page: Page, order_no: str) -> None:
    card = _card(page, order_no)
    expect(card).to_be_visible()
    card.evaluate("card => card.closest('.rz-msg').scrollIntoView({block: 'start'})")
