"""A red card is read and decided on the first screen, on a desk and on a phone."""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Visit = Callable[..., Page]
_NUMBERS = count(1)
SCREENS = {"desk": (1280, 900), "phone": (390, 844)}
#: Pixels of two rows: one of the head, one of the sentence, each tall enough for a thumb.
_TWO_ROWS = 100
_WROTE = "地址又写错了，先别发，等我确认好再发行吗？要送到公司，家里白天没有人，收不到"
#: What of a card's head, sentence, facts and buttons a reader would have to scroll for: what is not
#: under the point where it should be drawn. Each corner is looked at, a little inside the border.
_UNSEEN = """card => [...card.querySelectorAll(
    '.rz-card-head, .rz-headline, :scope > .rz-lines > div > *, .rz-button')].filter(part => {
  const {left, right, top, bottom} = part.getBoundingClientRect();
  return [left + 6, right - 6].flatMap(x => [[x, top + 6], [x, bottom - 6]]).some(
    ([x, y]) => !part.contains(document.elementFromPoint(x, y)));
}).map(part => part.textContent)"""
#: What stands on a card and says nothing.
_EMPTY = """card => [...card.querySelectorAll('dt, dd, p, summary, button, .rz-tip-text')]
  .map(part => part.textContent.trim())
  .filter(text => ['', '0', '0.0', '-', '—', '未知', '未指定', '首次出现'].includes(text))"""


@pytest.fixture
def red(house: "House") -> str:
    """Return the number of a red order about which a card can say all that it ever says."""
    order_no = f"26112500{next(_NUMBERS):04d}"
    house.ordered(order_no, note=_WROTE)
    house.turns_red(order_no)
    return order_no


def _card(page: Page, order_no: str) -> Locator:
    return page.locator(f".rz-list .rz-card[data-order='{order_no}']")


def _height(card: Locator) -> float:
    return float(card.evaluate("card => card.getBoundingClientRect().height"))


@pytest.mark.parametrize("screen", SCREENS)
def test_the_buttons_of_the_newest_red_card_are_on_the_first_screen(
    screen: str, red: str, house: "House", visit: Visit
) -> None:
    width, height = SCREENS[screen]
    page = visit(f"{house.url}/?as=wangmin", width=width, height=height)
    card = _card(page, red)

    expect(card.locator(".rz-button")).not_to_have_count(0)
    expect(card.locator(".rz-button").last).to_be_in_viewport(ratio=1)

    assert card.evaluate(_UNSEEN) == []
    assert card.evaluate(_EMPTY) == []
    actions = [str(one.get_attribute("data-action")) for one in card.locator(".rz-button").all()]
    assert len(actions) == len(set(actions))
    expect(card.locator(".rz-tip .rz-chip", has_text="放行")).to_have_count(0)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_card_opened_from_the_list_shows_its_buttons_at_once(
    screen: str, red: str, house: "House", visit: Visit
) -> None:
    width, height = SCREENS[screen]
    page = visit(f"{house.url}/?as=wangmin", width=width, height=height)
    if screen == "phone":
        page.locator(".rz-head-todo").click()
    page.locator(f".rz-todo-item[data-alert='{red}']").click()
    card = page.locator(".rz-sheet .rz-card")

    expect(card.locator(".rz-button").last).to_be_in_viewport(ratio=1)

    assert card.evaluate(_UNSEEN) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_the_rest_unfolds_in_place_by_tap_and_by_keyboard(
    screen: str, red: str, house: "House", visit: Visit
) -> None:
    width, height = SCREENS[screen]
    page = visit(f"{house.url}/?as=wangmin", width=width, height=height)
    fold = _card(page, red).locator("summary")
    rest = _card(page, red).locator(".rz-more .rz-lines")
    expect(fold).to_be_in_viewport(ratio=1)
    expect(rest).to_be_hidden()

    fold.tap() if screen == "phone" else fold.click()
    expect(rest).to_be_in_viewport()
    expect(rest).to_contain_text("0.8×2＝1.6")
    assert page.url.startswith(f"{house.url}/?as=wangmin")
    fold.press("Enter")
    expect(rest).to_be_hidden()
    fold.press("Space")
    expect(rest).to_be_in_viewport()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_closed_card_is_two_lines_and_unfolds_to_the_rest(
    screen: str, red: str, house: "House", visit: Visit
) -> None:
    width, height = SCREENS[screen]
    page = visit(f"{house.url}/?as=wangmin", width=width, height=height)
    card = _card(page, red)
    card.locator("[data-action=false_alarm]").click()
    expect(card).to_have_attribute("data-state", "false_alarm")
    expect(card.locator(".rz-button")).to_have_count(0)

    assert _height(card) <= _TWO_ROWS
    assert card.evaluate(_EMPTY) == []
    card.locator("summary").press("Enter")
    expect(card.locator(".rz-more .rz-lines")).to_be_in_viewport()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_released_card_asks_why_once_and_offers_to_take_it_back(
    screen: str, red: str, house: "House", visit: Visit
) -> None:
    width, height = SCREENS[screen]
    page = visit(f"{house.url}/?as=wangmin", width=width, height=height)
    card = _card(page, red)
    card.locator(".rz-button[data-action='release']").click()

    expect(card.locator(".rz-button")).to_have_count(4)
    expect(card.locator(".rz-headline")).to_contain_text("为什么放行")
    assert card.evaluate(_UNSEEN) == []

    card.locator(".rz-button[data-action='because_checked']").click()
    expect(card.locator(".rz-headline")).to_contain_text("核对过没问题")
    expect(card.locator(".rz-button")).to_have_count(1)

    card.locator(".rz-button[data-action='undo']").click()
    expect(card.locator(".rz-button[data-action='release']")).to_be_visible()
    assert house.scan(red) == "LOCKED"
