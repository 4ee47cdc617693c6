"""The real process, the platforms in processes of their own, and only the wire between them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platforms.dingtalk import control as dingtalk

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-warehouse"  # noqa: S105 - of a server that lives for some seconds
CONFIG = """
[[sources]]
name = "wms"
token = "env:WMS_TOKEN"

[[people]]
name = "王敏"
role = "approver"
dingtalk = "staff1"
console = "wangmin"

[[routes]]
match = { level = "red" }
to = ["dingtalk:cidGROUP==", "console:ops"]
"""


@contextmanager
def _started(*command: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run a Python module until the block ends; yields the first line that names a port."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},  # noqa: TID251 - the process needs the rest of it
    ) as process:
        try:
            yield next(
                line for line in process.stdout or () if "port" in line or "listening on" in line
            )
        finally:
            process.terminate()
            process.communicate(timeout=30)


@asynccontextmanager
async def _running(folder: Path, **platforms: str) -> AsyncIterator[httpx.AsyncClient]:
    """Start `resonance run` with credentials in its environment; yields the warehouse's client."""
    config = folder / "resonance.toml"
    config.write_text(CONFIG, encoding="utf-8")
    env = {
        "WMS_TOKEN": TOKEN,
        "RESONANCE_DATABASE__URL": f"sqlite:///{folder / 'resonance.db'}",
        "RESONANCE_HTTP__PORT": "0",
        "PYTHONUNBUFFERED": "1",
        **platforms,
    }
    with _started("bot", "run", "--config", str(config), env=env) as line:
        base = f"http://127.0.0.1:{line.rsplit(':', 1)[1].strip()}"
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, timeout=10, trust_env=False
        ) as http:
            yield http


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
async def test_a_red_card_in_dingtalk_is_pressed_there_and_the_scanner_obeys(
    tmp_path: Path,
) -> None:
    with _started("tests.platforms.dingtalk", "--port", "0") as line:
        port = json.loads(line)["port"]
        base = f"http://127.0.0.1:{port}"
        async with (
            dingtalk.controlling(port) as sim,
            _running(
                tmp_path,
                RESONANCE_DINGTALK__CLIENT_ID="dingkey",
                RESONANCE_DINGTALK__CLIENT_SECRET="dingsecret",  # noqa: S106 - of a simulated app
                RESONANCE_DINGTALK__OPENAPI_BASE=base,
                RESONANCE_DINGTALK__OAPI_BASE=base,
            ) as http,
        ):
            await sim.expect_links(1, within=15)
            await _turns_red(http)
            await sim.says("@共振 查单 1024")
            await sim.expect_bubble("1024", within=10)
            card = await _card(sim, "1024")
            assert await _scan(http, 1) == "LOCKED"

            await sim.press(card, "放行")

            await sim.expect_card(card["track_id"], "放行", within=10)
            assert await _scan(http, 2) == "OK"


async def _card(sim: dingtalk.Sim, part: str) -> dingtalk.Seen:
    async with asyncio.timeout(10):
        while True:
            for row in await sim.view():
                if row["track_id"] and part in row["text"]:
                    return row
            await asyncio.sleep(0.05)
