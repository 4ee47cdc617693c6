"""Benchmark (j): promises of one conversation delivered one by one, against bare commits."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import psycopg

from bot.channels.base import Status
from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.metrics import Metrics
from handlers.events import intake
from handlers.ports import Outcome, Outgoing, Sent
from rules.delivery.capabilities import CONSOLE
from rules.delivery.policy import DeliveryPolicy
from storage.database import Database, opened
from tests.bench import databases
from tests.bench.figures import Figure, ratio
from tests.builders import a_policy, a_rule, a_signal, an_order, some_deps

#: A platform that answers at once and shows the same key as often as it is sent.
_CAN = replace(CONSOLE, idempotent=False)


class _Quick:
    """Takes every message at once."""

    name = "console"
    capabilities = _CAN

    def __init__(self) -> None:
        self.status = Status()

    async def send(self, out: Outgoing) -> Outcome:
        """Show it."""
        return Sent(message_ref=f"m{out.entry_id}")

    async def run(self) -> None:
        """Nothing is streamed here."""


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: bare commits, promises."""
    number, rounds = (20, 1) if small else (500, 5)
    figures = []
    with databases.both() as urls:
        for name, url in urls.items():
            pairs = [(_promises(url, number, turn), _bare(url, number)) for turn in range(rounds)]
            figures.append(
                ratio(
                    "promises", f"promises of one conversation delivered, {name}, to bare commits",
                    [ours for ours, _ in pairs], [bare for _, bare in pairs],
                    unit="/s",
                )
            )  # fmt: skip
    return figures


def _promises(url: str, number: int, turn: int) -> float:
    deps = some_deps(a_policy(a_rule("warm", "3.0")), delivery=DeliveryPolicy(merge_above=100_000))
    with opened(url) as database:
        _raise(database, number, turn)
        courier = Courier(
            database=database, deps=deps, clock=SystemClock(), channels={"console": _Quick()},
            metrics=Metrics(),
        )  # fmt: skip

        async def deliver() -> int:
            done = 0
            while some := await courier.deliver_due():
                done += some
            return done

        began = perf_counter()
        done = asyncio.run(deliver())
        return done / (perf_counter() - began)


def _raise(database: Database, number: int, turn: int) -> None:
    deps = some_deps(a_policy(a_rule("warm", "3.0")))
    now = SystemClock().now() - timedelta(seconds=1)
    events = []
    for n in range(number):
        order_no = f"p{turn}-{n}"
        events += [an_order(order_no, at=now), a_signal("warm", order_no, at=now)]
    database.do(lambda tx: intake.take(tx, deps, events, now))


def _bare(url: str, number: int) -> float:
    """Return commits per second: one row in each, and nothing else."""
    file = url.startswith("sqlite")
    connection: sqlite3.Connection | psycopg.Connection[Any] = (
        sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        if file
        else psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    )
    try:
        if file:
            connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS bare (n integer)")
        began = perf_counter()
        for _ in range(number):
            connection.execute("INSERT INTO bare (n) VALUES (1)")
        return number / (perf_counter() - began)
    finally:
        connection.close()
