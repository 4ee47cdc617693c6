"""Bots: `resonance run` with an order in it, and the bare SDKs; each a process, at its own chat."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.bench.chats import SLACK_USER, STAFF, Chat, chat
from tests.bench.material import ROOT, SOURCE, TOKEN

_ORDER, _SHOP = "202601150001", "基准旗舰店"
COMMAND = f"查单 {_ORDER}"
SDKS: Mapping[str, str] = {
    "dingtalk": "dingtalk-stream", "wecom": "wecom-aibot-sdk", "slack": "slack-bolt",
}  # fmt: skip
_CONFIG = """
[database]
url = "sqlite:///{database}"
[http]
port = 0
[log]
level = "error"
[[sources]]
name = "{source}"
token = "{token}"
[[people]]
name = "王敏"
role = "operator"
dingtalk = "{staff}"
wecom = "{staff}"
slack = "{slack}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that is online."""

    chat: Chat
    pid: int
    proof: str  #: Stands in every answer to the command.

    async def answer(self) -> float:
        """Give the command in the next group; return in how many milliseconds it was answered."""
        took, text = await self.chat.answered(COMMAND)
        if self.proof not in text:
            message = f"{self.proof} is not in the answer: {text}"
            raise AssertionError(message)
        return took


@asynccontextmanager
async def product(name: str) -> AsyncIterator[Bot]:
    """Start `resonance run` with one platform and an order that exists."""
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        config = Path(folder) / "resonance.toml"
        text = _CONFIG.format(
            database=Path(folder) / "bench.db", source=SOURCE, token=TOKEN, staff=STAFF,
            slack=SLACK_USER,
        )  # fmt: skip
        config.write_text(text, encoding="utf-8")
        async with chat(name) as room, _process(
            "bot", "run", "--config", str(config), environment=room.environment
        ) as process:  # fmt: skip
            await _order(await _port(process))
            await room.online()
            yield Bot(chat=room, pid=process.pid, proof=_SHOP)


@asynccontextmanager
async def bare(name: str) -> AsyncIterator[Bot]:
    """Start the official SDK's echo."""
    async with chat(name) as room, _process("tests.bench.echo", name, room.address) as process:
        await room.online()
        yield Bot(chat=room, pid=process.pid, proof=COMMAND)


@asynccontextmanager
async def _process(
    *module: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **(environment or {})},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        await process.communicate()


async def _port(process: asyncio.subprocess.Process) -> int:
    while process.stdout is not None and (line := await process.stdout.readline()):
        if b"listening on" in line:
            return int(line.rsplit(b":", 1)[1])
    message = f"the bot ended with {await process.wait()} before it listened"
    raise RuntimeError(message)


async def _order(port: int) -> None:
    """Have an order placed, and what happens to orders happen to it."""
    placed = datetime.now(UTC) - timedelta(hours=3)
    data = {
        "platform": "tmall", "shop": _SHOP, "amount": "199.00", "warehouse": "hz-1",
        "items": [{"sku": "A", "qty": 1}],
        "promised_ship_at": (placed + timedelta(hours=48)).isoformat(),
    }  # fmt: skip
    events = [
        _event(1, "order.created", placed, data),
        _event(2, "order.paid", placed, {"amount": "199.00"}),
        _event(3, "parcel.created", placed, {"parcel_id": "P1", "tracking_no": "SF1"}),
        _event(4, "chat.opened", placed, {"by": "customer"}),
    ]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.post(
            f"http://127.0.0.1:{port}/v1/events", json=events,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )  # fmt: skip
    if answer.json().get("accepted") != len(events):
        raise RuntimeError(answer.text)


def _event(number: int, kind: str, placed: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": f"bench{number}", "source": SOURCE, "type": kind,
        "subject": _ORDER, "time": (placed + timedelta(minutes=number)).isoformat(), "data": data,
    }  # fmt: skip
