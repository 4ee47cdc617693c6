"""The real process, the platforms in processes of their own, and only the wire between them."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platforms.dingtalk import control as dingtalk
from tests.platforms.slack import control as slack
from tests.stories.processes import platforms, running

CONFIG = """
[[sources]]
name = "wms"
token = "env:WMS_TOKEN"

[[people]]
name = "王敏"
role = "approver"
dingtalk = "staff1"
wecom = "staff1"
slack = "U012345"
console = "wangmin"

[[routes]]
match = { level = "red" }
to = ["dingtalk:cidGROUP==", "wecom:wrGROUPaa", "slack:C0OPS", "console:ops"]
"""


def _event(number: int, kind: str, **data: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    at = datetime.now(UTC) - timedelta(minutes=10) + timedelta(seconds=number)  # noqa: TID251 - theirs
    return {
        "specversion": "1.0", "id": f"e{number}", "source": "wms", "type": kind,
        "subject": "1024", "time": at.isoformat(), "data": data,
    }  # fmt: skip


async def _turns_red(http: httpx.AsyncClient) -> None:
    """Two address changes and two chats: exactly 4.0 and a burst beside it."""
    events = [
        _event(1, "order.created", platform="tmall", shop="s", amount="99.00", items=[]),
        _event(2, "parcel.created", parcel_id="P1024", tracking_no="SF1024"),
        _event(3, "order.address_changed", address={"city": "杭州"}, by="customer"),
        _event(4, "order.address_changed", address={"city": "宁波"}, by="customer"),
        _event(5, "chat.opened", by="customer"),
        _event(6, "chat.opened", by="customer"),
    ]
    answer = await http.post("/v1/events", json=events)
    assert answer.json()["accepted"] == len(events), answer.text


async def _scan(http: httpx.AsyncClient, number: int) -> str:
    body = {"scan_id": f"s{number}", "station": "A1", "code": "P1024"}
    return str((await http.post("/v1/scans", json=body)).json()["code"])


@pytest.mark.wire
async def test_a_press_in_one_platform_redraws_the_others_and_the_scanner_obeys(
    tmp_path: Path,
) -> None:
    async with platforms() as sims, running(tmp_path, CONFIG, sims.env) as http:
        ding, wecoms, slacks = sims.dingtalk, sims.wecom, sims.slack
        await sims.are_connected()
        # A group must have spoken to the bot before WeCom lets the bot speak there.
        await wecoms.says("@共振 帮助")
        await wecoms.expect_bubble("查单", within=10)
        await _turns_red(http)
        in_ding = await _card(ding, "红色预警")
        in_wecom = await wecoms.expect_bubble("红色预警", within=10)
        in_slack = await slacks.expect_bubble("红色预警", within=10)
        await ding.says("@共振 查单 1024")
        await ding.expect_bubble("1024", within=10)
        await wecoms.says("@共振 查单 1024")
        await wecoms.expect_bubble("1024", within=10)
        await slacks.says("查单 1024", by="U012345")
        await slacks.expect_bubble("1024", within=10)
        assert await _scan(http, 1) == "LOCKED"

        await slacks.press(in_slack, "放行", by="U012345")

        await ding.expect_card(in_ding["track_id"], "已放行", within=5)
        # WeCom lets nobody redraw unasked: a sentence says so, and 刷新 shows the true state.
        await wecoms.expect_bubble("上面的卡片停留在旧状态", within=5)
        await wecoms.press(in_wecom, "刷新")
        await wecoms.expect_card(in_wecom, "已放行", within=5)
        assert await _scan(http, 2) == "OK"
        await slacks.until(
            lambda: _shows(slacks, in_slack["ts"], "已放行"), "the pressed card stays", within=5
        )


async def _shows(sim: slack.Slack, ts: str, part: str) -> bool:
    return any(m["ts"] == ts and part in m["shown"] for m in await sim.view(by="U012345"))


async def _card(sim: dingtalk.Sim, part: str) -> dingtalk.Seen:
    async with asyncio.timeout(10):
        while True:
            for row in await sim.view():
                if row["track_id"] and part in row["text"]:
                    return row
            await asyncio.sleep(0.05)
