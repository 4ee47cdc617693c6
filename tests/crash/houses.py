"""Houses: the same shop on a PostgreSQL of its own, run by one process or by several."""

import asyncio
import re
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import psycopg

from rules.wording.say import say
from tests.platforms.dingtalk.control import Sim, controlling
from tests.platforms.dingtalk.server import serving as dingtalk
from tests.platforms.wms.server import serving as warehouse
from tests.platforms.wms.world import SECRET, World
from tests.stories.processes import PEOPLE, TOKEN, environment, launched, own_environment, port_of
from tests.waiting import until

Json = dict[str, Any]

WAREHOUSE, _WITHIN = "hz-1", 60.0
_CONFIG = f"""{PEOPLE}
[[routes]]
to = ["dingtalk:cidGROUP=="]
[[warehouses]]
name = "{WAREHOUSE}"
lat = 30.2936
lng = 120.1614
gateway = "wms-hz"
[[gateways]]
name = "wms-hz"
kind = "webhook"
url = "{{warehouse}}/webhook"
secret = "{SECRET}"
[console]
enabled = false
[delivery]
merge_above = 1000
[resonance]
max_locks_per_hour = 100000
max_lock_share = "1"
[schedule]
sweep_every = "1s"
"""
#: Promises that are still to be kept, or tried again, within a minute, and orders that time alone
#: is about to change; the rest is reminders.
_UNSETTLED = """
SELECT 1 FROM outbox WHERE state IN ('leased', 'unknown')
   OR state = 'queued' AND next_at < (extract(epoch FROM now()) + 60) * 1000000
UNION ALL SELECT 1 FROM holds WHERE gateway = 'pending'
UNION ALL SELECT 1 FROM orders WHERE due_at < (extract(epoch FROM now()) + 60) * 1000000
"""
#: What must be the same whoever did it. Left out are moments of arrival, made-up ids, and of an
#: alert which evidence it has seen: that depends on which of a customer's orders was told first.
#: That messages are late is said, before all others, of the one house whose were.
BOOKS = {
    "journal": "SELECT source, event_id, type, order_no, at, data FROM journal",
    "orders": """SELECT order_no, shop, warehouse, platform, amount, customer_id, created_at,
        score, level, cancelled, over, due_at FROM orders""",
    "codes": "SELECT key_reversed, order_no, code, kind, parcel_id, carrier FROM codes",
    "holds": """SELECT order_no, reason, owner, note, line, expires, release_role,
        released_at IS NULL, released_by, gateway FROM holds""",
    "alerts": """SELECT order_no, shop, level, state, score, (body::jsonb - 'evidence')::text,
        revision, claimed_by, decided_by, decision, pattern, ended_at IS NULL FROM alerts""",
    "scans": "SELECT source, scan_id, station, code, order_no FROM scans",
    "cards": "SELECT subject, order_no, channel, conversation, merged FROM cards",
    "promises": """SELECT kind, channel, conversation, order_no, subject, priority, state
        FROM outbox WHERE kind <> 'redraw' AND priority >= 0""",
    "deeds": "SELECT actor, action, order_no, outcome FROM audit",
}  # fmt: skip
_LATE = say("delayed", "zh", count="").partition("：")[0]
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")


@dataclass(slots=True, kw_only=True)
class House:
    """One shop: its processes, its database, its group and its warehouse's system."""

    url: str
    folder: Path
    sim: Sim
    wms: World
    base: str
    processes: "list[tuple[subprocess.Popen[str], httpx.AsyncClient]]" = field(default_factory=list)

    async def opens(self, number: int) -> None:
        """Start so many processes and wait until each is connected."""
        config = self.folder / "resonance.toml"
        config.write_text(_CONFIG.format(warehouse=self.base), encoding="utf-8")
        env = {
            **own_environment(self.folder),
            **{k: v for k, v in environment(self.sim.base, "", "").items() if "DINGTALK" in k},
            "RESONANCE_DATABASE__URL": self.url,
        }
        for _ in range(number):
            with (self.folder / "run.log").open("a", encoding="utf-8") as log:
                process = launched("bot", "run", "--config", str(config), env=env, stderr=log)
            headers = {"authorization": f"Bearer {TOKEN}"}
            http = httpx.AsyncClient(headers=headers, timeout=30, trust_env=False)
            self.processes.append((process, http))
        for process, http in self.processes[-number:]:
            http.base_url = f"http://127.0.0.1:{await asyncio.to_thread(port_of, process)}"
        await self.sim.expect_links(len(self.processes), within=_WITHIN)

    async def ends(self, how: signal.Signals = signal.SIGTERM, which: int | None = None) -> None:
        """End one process, or all of them, politely or not."""
        for process, http in list(self.processes) if which is None else [self.processes[which]]:
            await http.aclose()
            with process:
                process.send_signal(how)
            self.processes.remove((process, http))

    async def hears(self, batches: Sequence[list[Json]]) -> None:
        """Have every batch told at every door at once, at least twice."""
        doors = [http for _, http in self.processes]
        doors = doors * 2 if len(doors) == 1 else doors
        await asyncio.gather(*(_told(door, batch) for batch in batches for door in doors))

    async def scans(self, order_nos: Sequence[str], turn: int) -> list[str]:
        """Ask at the doors by turns, whether each may leave."""
        doors = cycle(http for _, http in self.processes)
        answers = await asyncio.gather(*(
            next(doors).post("/v1/scans", json={
                "scan_id": f"{turn}:{no}", "station": "A1", "code": f"P{no}",
            })
            for no in order_nos
        ))  # fmt: skip
        return [answer.json()["code"] for answer in answers]

    async def presses(self, order_no: str, label: str) -> None:
        """Press a button of the card of an order; it is delivered twice at once."""
        cards = [row for row in await self.sim.view() if row["track_id"]]
        card = next(row for row in cards if f"订单 {order_no}" in row["text"])
        push = (await self.sim.press(card, label))["push"]
        again = (await self.sim.do("redeliver", push=push, same_id=False))["push"]
        for one in (push, again):
            await self.sim.expect_ack(one, within=_WITHIN)

    async def settles(self) -> None:
        """Wait until everything that was promised is kept, and written down."""

        async def is_settled() -> bool:
            return not await asyncio.to_thread(self.rows, _UNSETTLED)

        await until(is_settled, f"not settled: {self.folder.name}", within=_WITHIN)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database."""
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(query.encode()).fetchall()

    def books(self) -> dict[str, "Counter[tuple[Any, ...]]"]:
        """Return what is written down, whatever the order in which it was."""
        return {name: Counter(self.rows(query)) for name, query in BOOKS.items()}

    async def shown(self) -> "Counter[str]":
        """Return what stands in the group, whatever the clock said."""
        return Counter(
            _CLOCK.sub("hh:mm", row["text"])
            for row in await self.sim.view()
            if row["by"] == "bot" and _LATE not in row["text"]
        )

    def told(self) -> "Counter[tuple[str, str]]":
        """Return what the warehouse's system did."""
        return Counter((one["action"], one["order"]) for one in self.wms.applied)


async def _told(door: httpx.AsyncClient, batch: list[Json]) -> None:
    """Tell it until it is taken: PostgreSQL refuses some for their concurrency."""
    while (answer := await door.post("/v1/events", json=batch)).status_code == 503:  # noqa: ASYNC110 - over HTTP
        await asyncio.sleep(0.05)
    assert not answer.json()["rejected"], answer.text


@asynccontextmanager
async def house(url: str, folder: Path, number: int) -> AsyncIterator[House]:
    """Open a house; at the end nobody outside has anything to complain of."""
    world = World()
    async with (
        dingtalk() as platform,
        controlling(platform.port) as sim,
        warehouse(world) as base,
    ):
        # One process may redraw a card while another answers a press of it.
        await sim.do("set", crossing=5.0)
        found = House(url=url, folder=folder, sim=sim, wms=world, base=base)
        try:
            await found.opens(number)
            yield found
        finally:
            await found.ends()
        broken = [*(await sim.record())["violations"], *world.violations]
        assert not broken, broken
