"""
A town: a group on each platform and the product, as stories that go through all of it need them.

What connects the product is in its environment alone, under the names of the contract. People,
routes and sources have no names there: they stand in the one file, which names no platform's
address and no secret.
"""

import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.stories.dingtalk_group import DingTalkGroup
from tests.stories.groups import Group
from tests.stories.processes import (
    PEOPLE,
    SECRETS,
    TOKEN,
    launched,
    own_environment,
    platforms,
    port_of,
)
from tests.stories.slack_group import SlackGroup
from tests.stories.wecom_group import WeComGroup

CONFIG = f"""{PEOPLE}
[[routes]]
to = ["dingtalk:cidGROUP==", "wecom:wrGROUPaa", "slack:C0OPS", "console:ops"]
"""


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
        with (self.folder / "run.log").open("a", encoding="utf-8") as log:
            self._process = launched(
                "bot", "run", "--config", str(config), env=self.environment, stderr=log
            )
        self.base = f"http://127.0.0.1:{port_of(self._process)}"

    @property
    def pid(self) -> int:
        """Return its number."""
        assert self._process is not None
        return self._process.pid

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

    def ages(self, by: timedelta) -> None:
        """Let so much time have passed since alerts were raised and decided, while nothing runs."""
        self.end()
        for table, name in (
            ("alerts", "opened_at"), ("alerts", "updated_at"), ("alerts", "claimed_at"),
            ("alerts", "decided_at"), ("alerts", "ended_at"), ("holds", "since"),
            ("holds", "released_at"),
        ):  # fmt: skip
            self.rows(f"update {table} set {name} = {name} - {by // timedelta(microseconds=1)}")  # noqa: S608 - our columns

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
    async with platforms() as sims:
        product = Product(folder, {**own_environment(folder), **sims.env})
        here = Town(
            product=product,
            dingtalk=DingTalkGroup(sims.dingtalk),
            wecom=WeComGroup(sims.wecom),
            slack=SlackGroup(sims.slack),
        )
        try:
            await here.opens()
            # WeCom lets a bot speak only where somebody has spoken to it.
            await here.wecom.asks("帮助", "查单")
            yield here
        finally:
            product.end()
        for group in here.groups:
            assert {group.name: await group.violations()} == {group.name: []}
        assert [secret for secret in SECRETS if secret in product.log()] == []
