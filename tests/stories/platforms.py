"""
The three platforms and the product, each a process of its own, and the wire between them.

What connects the product is in its environment alone, under the names of the contract. People,
routes and sources have no names there: they stand in the one file, which names no platform's
address and no secret.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx

from tests.platforms.dingtalk import control as dingtalk
from tests.platforms.slack import control as slack
from tests.platforms.wecom import control as wecom
from tests.stories.groups import DingTalkGroup, Group, SlackGroup, WeComGroup

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-warehouse"  # noqa: S105 - of a server that lives for some seconds
SECRETS = ("dingsecret", "longsecret", "xoxb-sim-bot-token", "xapp-sim-app-token")
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
to = ["dingtalk:cidGROUP==", "wecom:wrGROUPaa", "slack:C0OPS", "console:ops"]
"""


def _launch(*command: str, **more: Any) -> "tuple[subprocess.Popen[str], str]":  # noqa: ANN401 - of Popen
    """Start a Python module; return it with the first line that names its port."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, **more
    )
    for line in process.stdout or ():
        if "port" in line or "listening on" in line:
            return process, line
    message = f"{command} ended with {process.wait()} before it listened"
    raise RuntimeError(message)


@contextmanager
def _simulator(platform: str) -> Iterator[int]:
    process, line = _launch(f"tests.platforms.{platform}", "--port", "0")
    with process:
        try:
            yield int(json.loads(line)["port"])
        finally:
            process.terminate()


@dataclass(slots=True)
class Product:
    """`resonance run` on one database, started and ended as often as a story likes."""

    folder: Path
    environment: dict[str, str]
    base: str = ""
    _process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        config = self.folder / "resonance.toml"
        config.write_text(CONFIG, encoding="utf-8")
        env = {**os.environ, **self.environment}  # noqa: TID251 - the process needs the rest of it
        with (self.folder / "run.log").open("a", encoding="utf-8") as log:
            self._process, line = _launch(
                "bot", "run", "--config", str(config), env=env, stderr=log
            )
        self.base = f"http://127.0.0.1:{line.rsplit(':', 1)[1].strip()}"

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, politely or not."""
        if self._process is not None:
            with self._process as process:
                process.send_signal(how)
            self._process = None

    def log(self) -> str:
        """Return all it has logged."""
        return (self.folder / "run.log").read_text(encoding="utf-8")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into its database."""
        with closing(sqlite3.connect(self.folder / "resonance.db")) as database, database:
            return database.execute(query).fetchall()

    def deeds(self) -> list[tuple[Any, ...]]:
        """Return what people had an effect by, in the order in which it was done."""
        return self.rows(
            "select order_no, action from audit where outcome = 'done' and actor = '王敏'"
            " and order_no is not null and action in ('lock', 'release', 'claim') order by id"
        )

    async def scan(self, order_no: str, scan_id: str) -> str:
        """Ask at the warehouse door; return the code."""
        body = {"scan_id": scan_id, "station": "A1", "code": f"P{order_no}"}
        return str((await self._post("/v1/scans", body)).json()["code"])

    async def signals(self, order_no: str, *, changes: int, chats: int) -> None:
        """Have an order change its address and ask customer service so often."""
        events = [
            ("order.created", {"platform": "tmall", "shop": "s", "amount": "99.00", "items": []}),
            ("parcel.created", {"parcel_id": f"P{order_no}", "tracking_no": f"SF{order_no}"}),
            *[("order.address_changed", {"address": {"city": f"{n}市"}}) for n in range(changes)],
            *[("chat.opened", {"by": "customer"}) for _ in range(chats)],
        ]
        began = datetime.now(UTC) - timedelta(minutes=10)  # noqa: TID251 - the warehouse's clock
        body = [
            {
                "specversion": "1.0", "id": f"{order_no}-{n}", "source": "wms", "type": kind,
                "subject": order_no, "time": (began + timedelta(seconds=n)).isoformat(),
                "data": data,
            }
            for n, (kind, data) in enumerate(events)
        ]  # fmt: skip
        answer = await self._post("/v1/events", body)
        assert answer.json()["accepted"] == len(events), answer.text

    async def turns_orange(self, order_no: str) -> None:
        """0.8 + 1.2 × 2 = 3.2: told, and not locked."""
        await self.signals(order_no, changes=1, chats=2)

    async def turns_red(self, order_no: str) -> None:
        """0.8 × 2 + 1.2 × 2 + 1.0 for the burst: told, and locked."""
        await self.signals(order_no, changes=2, chats=2)

    async def _post(self, path: str, body: object) -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(
            base_url=self.base, headers=headers, timeout=10, trust_env=False
        ) as http:
            return await http.post(path, json=body)


@dataclass(slots=True, kw_only=True)
class Town:
    """Everything of a story."""

    product: Product
    dingtalk: DingTalkGroup
    wecom: WeComGroup
    slack: SlackGroup
    groups: tuple[Group, ...] = field(init=False)

    def __post_init__(self) -> None:
        """List the groups."""
        self.groups = (self.dingtalk, self.wecom, self.slack)

    async def opens(self) -> None:
        """Start the product and wait until it is connected everywhere."""
        self.product.start()
        for group in self.groups:
            await group.online()


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Start the four processes; at the end nobody broke a protocol and no secret was logged."""
    with (
        _simulator("dingtalk") as ding_port,
        _simulator("wecom") as wecom_port,
        _simulator("slack") as slack_port,
    ):
        async with (
            dingtalk.controlling(ding_port) as ding,
            wecom.controlling(wecom_port) as wecoms,
            aiohttp.ClientSession() as session,
        ):
            slacks = slack.Slack(f"http://127.0.0.1:{slack_port}", session)
            await slacks.act("join", channel=slack.OPS, people=["U0ANY", "U012345"])
            product = Product(folder, {
                "WMS_TOKEN": TOKEN,
                "PYTHONUNBUFFERED": "1",
                "RESONANCE_DATABASE__URL": f"sqlite:///{folder / 'resonance.db'}",
                "RESONANCE_HTTP__PORT": "0",
                "RESONANCE_DINGTALK__CLIENT_ID": "dingkey",
                "RESONANCE_DINGTALK__CLIENT_SECRET": SECRETS[0],
                "RESONANCE_DINGTALK__OPENAPI_BASE": ding.base,
                "RESONANCE_DINGTALK__OAPI_BASE": ding.base,
                "RESONANCE_WECOM__BOT_ID": "aibSIMULATED",
                "RESONANCE_WECOM__SECRET": SECRETS[1],
                "RESONANCE_WECOM__WS_URL": wecoms.url,
                "RESONANCE_WECOM__WEBHOOK_BASE": wecoms.base,
                "RESONANCE_SLACK__BOT_TOKEN": SECRETS[2],
                "RESONANCE_SLACK__APP_TOKEN": SECRETS[3],
                "RESONANCE_SLACK__API_BASE": slacks.api_base,
            })  # fmt: skip
            here = Town(
                product=product,
                dingtalk=DingTalkGroup(ding),
                wecom=WeComGroup(wecoms),
                slack=SlackGroup(slacks),
            )
            try:
                await here.opens()
                # WeCom lets a bot speak only where somebody has spoken to it.
                await here.wecom.asks("帮助", "查单")
                yield here
            finally:
                product.end()
            for group in here.groups:
                assert await group.violations() == [], group.name
            assert [secret for secret in SECRETS if secret in product.log()] == []
