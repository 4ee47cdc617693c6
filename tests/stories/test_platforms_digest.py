"""The evening digest on the wire: told once, and worked line by line where it stands."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.stories.town import town

pytestmark = [pytest.mark.wire, pytest.mark.timeout(600)]


async def test_the_day_is_told_once_and_worked_by_the_buttons_of_its_lines(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        for order_no in ("1024", "2048"):
            await here.product.turns_red(order_no)
            for group in here.groups:
                await group.card(order_no)

        here.product.end()
        hour = datetime.now(ZoneInfo("Asia/Shanghai")).time()  # noqa: TID251 - it has just come
        here.product.environment["RESONANCE_SCHEDULE__DIGEST"] = hour.isoformat()
        await here.opens()

        for group, order_no, stands in (
            (here.slack, "1024", "还有 1 单待处理，已处理 1/2"),
            (here.dingtalk, "2048", "全部处理完，共 2 单"),
        ):
            digest = await group.card("日报")
            await group.shows(digest, "还有 2 单待处理，已处理 0/2", within=5)
            assert await here.product.scan(order_no, f"{order_no}-1") == "LOCKED"

            await group.presses(digest, f"认领 {order_no}")
            await group.shows(digest, "王敏 已认领", within=5)
            await group.presses(digest, f"放行 {order_no}")

            await group.shows(digest, stands, within=5)
            assert await here.product.scan(order_no, f"{order_no}-2") == "OK"
            assert len([text for text in await group.texts() if "日报" in text]) == 1
