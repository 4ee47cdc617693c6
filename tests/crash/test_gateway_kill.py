"""Killed between claim, call and mark, by a system that fails in every way: locked there once."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random
from time import monotonic, sleep
from typing import Any

import httpx
import orjson
import pytest

from bot.clock import SystemClock
from handlers.events import intake
from handlers.shipping import locks
from rules.people.permissions import ALL_SHOPS, Actor
from rules.vocabulary import Role
from storage.database import Database
from storage.tx import Tx
from tests.builders import an_order, some_deps
from tests.crash.wire import ROOT, kill
from tests.platforms.wms.world import SECRET

_SEED = 20261129
_FULL, _SAMPLE = 100, 4
#: Calls heard before each kill, how much longer it lives then, and the share of calls that fail.
_FEWEST, _MOST, _LATEST, _WILD = 1, 9, 0.02, 0.4
#: Of each life; each is two calls at the least, so that there is work until the last kill.
_ORDERS = 2
#: One order in so many has left the house: its lock is refused.
_LEFT = 10
#: During one life in so many the system knows us by another secret.
_STRANGERS = 8
_STANDSTILL = 60.0
_WAREHOUSE = "hz-1"


class Wms:
    """The warehouse's system in a process of its own."""

    def __init__(self, base: str) -> None:
        """Speak to its control surface."""
        self.base = base
        self._http = httpx.Client(base_url=base, trust_env=False)

    def fails(self, **how: Any) -> None:  # noqa: ANN401 - JSON
        """Change how it fails."""
        self._http.post("/_control/faults", json=how).raise_for_status()

    def record(self) -> dict[str, Any]:
        """Return its ledger."""
        found: dict[str, Any] = self._http.post("/_control/record").json()
        return found

    def wait_for(self, number: int) -> None:
        """Wait until it has heard so many calls more, or a while."""
        wanted, deadline = self._heard() + number, monotonic() + 5
        while self._heard() < wanted and monotonic() < deadline:
            sleep(0.005)

    def _heard(self) -> int:
        return sum(self.record()["seen"].values())

    def close(self) -> None:
        """Close the control connection."""
        self._http.close()


@contextmanager
def _system() -> Iterator[Wms]:
    command = [sys.executable, "-m", "tests.platforms.wms"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        port = orjson.loads(process.stdout.readline())["port"]
        wms = Wms(f"http://127.0.0.1:{port}")
        try:
            yield wms
        finally:
            wms.close()
            kill(process)


def _caller(url: str, base: str, since: datetime) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.crash.caller", url, base, since.isoformat()]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own interpreter on our own code


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(3600)
def test_a_lock_is_done_once_there_and_is_called_so_only_then_whatever_is_killed_or_fails(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    rng = Random(_SEED)  # noqa: S311 - chooses moments, guards nothing
    kills = _FULL if full_proof else _SAMPLE
    orders = [f"G-{n}" for n in range(kills * _ORDERS + 20)]
    left = set(orders[::_LEFT])
    database, since = Database(sqlite_url), SystemClock().now()
    try:
        with _system() as wms:
            wms.fails(wild=_WILD, left=sorted(left))
            _lock(database, orders, since)
            for life in range(kills):
                stranger = life % _STRANGERS == _STRANGERS // 2
                wms.fails(secret="another" if stranger else SECRET)
                process = _caller(sqlite_url, wms.base, since)
                wms.wait_for(rng.randint(_FEWEST, _MOST))
                sleep(rng.uniform(0, _LATEST))
                kill(process)
            wms.fails(wild=0.0, secret=SECRET)
            process = _caller(sqlite_url, wms.base, since)
            _wait_for_rest(database, orders)
            kill(process)
            record = wms.record()

        done = Counter(one["order"] for one in record["applied"])
        assert done == dict.fromkeys(set(orders) - left, 1), "not once"
        assert record["violations"] == []
        assert {record["actions"][one["id"]] for one in record["applied"]} == {"lock"}
        stands = _stands(database, orders)
        assert {no for no, at in stands.items() if at == "confirmed"} == set(orders) - left
        assert {no for no, at in stands.items() if at == "refused"} == left
        again = sum(times - 1 for times in record["seen"].values())
        with capsys.disabled():
            print(  # noqa: T201 - the figures of the proof
                f"\n{kills} kills: {len(orders)} locks, {len(done)} done once each, {len(left)}"
                f" refused, {sum(record['seen'].values())} calls heard, {again} of them again"
            )
    finally:
        database.close()


def _lock(database: Database, orders: list[str], now: datetime) -> None:
    deps = some_deps(gateways={_WAREHOUSE: "wms-hz"})
    keeper = Actor(
        name="erp", role=Role.APPROVER, shops=(ALL_SHOPS,), channel="api", user_id="erp", known=True
    )

    def work(tx: Tx) -> None:
        intake.take(tx, deps, [an_order(no, at=now, warehouse=_WAREHOUSE) for no in orders], now)
        for order in tx.orders.lock(orders, now).values():
            locks.lock(tx, deps, keeper, order, reason="", now=now)

    database.do(work)


def _stands(database: Database, orders: list[str]) -> dict[str, str | None]:
    found = database.look(lambda tx: tx.holds.of_orders(orders))
    return {no: holds[-1].gateway for no, holds in found.items()}


def _wait_for_rest(database: Database, orders: list[str]) -> None:
    """Wait until every lock is read back or refused; give up where nothing changes for long."""
    stands, since = _stands(database, orders), monotonic()
    while set(stands.values()) - {"confirmed", "refused"} and monotonic() - since < _STANDSTILL:
        sleep(0.1)
        now = _stands(database, orders)
        stands, since = now, monotonic() if now != stands else since
