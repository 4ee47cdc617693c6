"""The evening digest in a real browser: every line fits and is worked where it stands."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ORDERS = ("2611240001", "2611240002", "2611240003")
#: Seconds until the day is told: what it is about has to be there by then.
_SOON = 20


@pytest.fixture
def told(tmp_path: Path) -> Iterator[House]:
    """Return a running bot whose day, with three alerts, is about to be told."""
    now = datetime.now(UTC)  # noqa: TID251 - a real process
    noon = timezone(timedelta(hours=12 - now.hour))  # far from midnight, where a day is over
    at = (now + timedelta(seconds=_SOON)).astimezone(noon)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    more = f'[schedule]\ntimezone = "{zone}"\ndigest = "{at:%H:%M:%S}"\nsweep_every = "1s"\n'
    with running(tmp_path, is_open=True, more=more) as house:
        for order_no in ORDERS:
            house.ordered(order_no)
            house.turns_red(order_no)
        yield house


def test_the_day_is_told_on_a_card_whose_lines_are_worked_where_they_stand(
    told: House,
    visit: Callable[..., Page],
    pictures: Callable[[Page, str], None],
) -> None:
    wide = visit(f"{told.url}/?as=wangmin", height=900)
    digest = wide.locator(".rz-card", has_text="日报").last
    digest.wait_for(timeout=60_000)
    expect(digest).to_contain_text("还有 3 单待处理，已处理 0/3")
    claim = digest.locator(f"[data-action='认领 {ORDERS[0]}']")
    expect(claim).to_be_in_viewport()
    pictures(wide, "digest-1280.png")

    phone = visit(f"{told.url}/?as=lilei", width=390, height=844)
    small = phone.locator(".rz-card", has_text="日报").last
    expect(small.locator(f"[data-action='认领 {ORDERS[0]}']")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    claim.click()
    expect(digest).to_contain_text("王敏 已认领")
    digest.locator(f"[data-action='放行 {ORDERS[0]}']").click()
    expect(digest).to_contain_text("还有 2 单待处理，已处理 1/3")
    assert told.scan(ORDERS[0]) == "OK"
    assert told.scan(ORDERS[1]) == "LOCKED"
    expect(wide.locator(".rz-card", has_text="日报")).to_have_count(1)
