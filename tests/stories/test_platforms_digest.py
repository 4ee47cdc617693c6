"""The evening digest on the wire: told once, and worked line by line where it stands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.stories.town import Town, town

pytestmark = [pytest.mark.wire, pytest.mark.timeout(600)]

_DAY = timedelta(days=1)


async def test_the_day_is_told_once_and_worked_by_the_buttons_of_its_lines_and_the_next_carries_on(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as here:
        for order_no in ("1024", "2048", "4096"):
            await here.product.turns_red(order_no)
            for group in here.groups:
                await group.card(order_no)

        today, tomorrow = _zones()
        await _hour_comes(here, today)
        for group, order_no, stands in (
            (here.slack, "1024", "还有 2 单待处理，已处理 1/3"),
            (here.dingtalk, "2048", "还有 1 单待处理，已处理 2/3"),
        ):
            digest = await group.card("日报")
            await group.shows(digest, "还有 3 单待处理，已处理 0/3", within=5)
            assert await here.product.scan(order_no, f"{order_no}-1") == "LOCKED"

            await group.presses(digest, f"认领 {order_no}")
            await group.shows(digest, "王敏 已认领", within=5)
            await group.presses(digest, f"放行 {order_no}")

            await group.shows(digest, stands, within=5)
            assert await here.product.scan(order_no, f"{order_no}-2") == "OK"
            assert len([text for text in await group.texts() if "日报" in text]) == 1

        here.product.ages(_DAY)
        await _hour_comes(here, tomorrow)
        for group in here.groups:
            digest = await group.card("前一天留下")
            await group.shows(digest, "还有 1 单待处理，已处理 0/1", within=5)
            assert len([text for text in await group.texts() if "已处理 0/1" in text]) == 1


async def _hour_comes(here: Town, zone: str) -> None:
    """Start the product anew in a zone in which the hour of the digest has just come."""
    here.product.end()
    hour = datetime.now(ZoneInfo(zone)).time()  # noqa: TID251 - it has just come
    here.product.environment |= {
        "RESONANCE_SCHEDULE__TIMEZONE": zone,
        "RESONANCE_SCHEDULE__DIGEST": hour.isoformat(),
    }
    await here.opens()


def _zones() -> tuple[str, str]:
    """Return two zones a whole day apart, in which it is not about midnight."""
    is_noon = datetime.now(UTC).hour in (10, 11, 12)  # noqa: TID251 - as processes will see it
    return ("Etc/GMT+10", "Etc/GMT-14") if is_noon else ("Etc/GMT+12", "Etc/GMT-12")
