"""Benchmark: a check-up of one order among a million, and the five figures of all of them."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from handlers.commands.check import check
from handlers.health.days import kept_of
from handlers.health.figures import Asked, behind, health_of
from handlers.sweeps import SWEEPS
from rules.health.figures import Metric
from storage import migrate
from storage.database import Database, opened
from storage.tx import Tx
from tests.bench.figures import Figure, percentile, ratio
from tests.bench.health_rows import NOW, counted, fill, order_no
from tests.bench.intake import deps

_ROUNDS = 5


def measure(*, small: bool = False) -> list[Figure]:
    """Check orders up, each somewhere else; then take turns between figures and one statement."""
    orders, checks, rounds = (2_000, 20, 2) if small else (1_000_000, 500, _ROUNDS)
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        path = Path(folder) / "bench.db"
        migrate.upgrade(f"sqlite:///{path}")
        fill(path, orders)
        with opened(f"sqlite:///{path}") as database:
            return [_checked(database, orders, checks), *_figures(database, path, orders, rounds)]


def _figures(database: Database, path: Path, orders: int, rounds: int) -> list[Figure]:
    live, page, theirs = [], [], []
    today = Asked(first=NOW.date(), last=NOW.date())
    month = Asked(first=NOW.date() - timedelta(days=29), last=NOW.date())
    began = perf_counter()
    database.do(lambda tx: SWEEPS["health_days"](tx, deps(), NOW))
    kept_in = (perf_counter() - began) * 1000
    with sqlite3.connect(path) as bare:
        for _ in range(rounds):
            began = perf_counter()
            found = {(m, shop, wh): (part, whole) for m, shop, wh, part, whole in counted(bare)}
            theirs.append((perf_counter() - began) * 1000)
            began = perf_counter()
            figures = database.look(lambda tx: health_of(tx, deps(), today, NOW, most=5))
            live.append((perf_counter() - began) * 1000)
            began = perf_counter()
            kept = database.look(lambda tx: kept_of(tx, deps(), month))[NOW.date()]
            database.look(lambda tx: behind(tx, deps(), today, Metric.BLOCKED, NOW, most=100))
            page.append((perf_counter() - began) * 1000)
            each = {one.figure.metric: one.places for one in figures}
            for name, places in (("live", each), ("kept", kept)):
                ours = {
                    (metric.value, *place): (one.part, one.whole)
                    for metric, of in places.items()
                    for place, one in of.items()
                }
                if ours != found:
                    message = f"{name}: {ours} is not {found}"
                    raise AssertionError(message)
    bare.close()
    against = f"of {orders:,} orders, against one statement of all five"
    return [
        ratio("health", f"today's five figures counted, with orders behind each, {against}",
              live, theirs, unit="ms", at_most=5),
        ratio("health", f"the page: 30 days as kept, and the orders behind one figure, {against}",
              page, theirs, unit="ms", at_most=5),
        Figure(name="health", what="the same counted once to be kept, every five minutes",
               measured=f"{kept_in:.0f} ms", ceiling="—", value=kept_in, unit=" ms"),
    ]  # fmt: skip


def _checked(database: Database, orders: int, checks: int) -> Figure:
    rng, took = Random(11), []  # noqa: S311 - chooses orders, guards nothing
    for _ in range(checks):
        number = order_no(rng.randrange(orders))

        def ask(tx: Tx, number: str = number) -> str:
            return check(tx, deps(), tx.orders.find((number,))[number], NOW)

        began = perf_counter()
        text = database.look(ask)
        took.append((perf_counter() - began) * 1000)
        if number not in text:
            message = f"no check-up of {number}: {text}"
            raise AssertionError(message)
    p95 = percentile(took, 0.95)
    return Figure(
        name="health", what=f"a check-up of one order among {orders:,}, p95 of {checks}",
        measured=f"{p95:.1f} ms", ceiling="—", value=p95, unit=" ms", at_most=3_000,
    )  # fmt: skip
