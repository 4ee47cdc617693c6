"""Benchmark: a check-up of one order among a million."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from handlers.commands.check import check
from storage import migrate
from storage.database import Database, opened
from storage.tx import Tx
from tests.bench.figures import Figure, percentile
from tests.bench.health_rows import NOW, fill, order_no
from tests.bench.intake import deps


def measure(*, small: bool = False) -> list[Figure]:
    """Check orders up, one after the other, each somewhere else among all."""
    orders, checks = (2_000, 20) if small else (1_000_000, 500)
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        path = Path(folder) / "bench.db"
        migrate.upgrade(f"sqlite:///{path}")
        fill(path, orders)
        with opened(f"sqlite:///{path}") as database:
            return [_checked(database, orders, checks)]


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
