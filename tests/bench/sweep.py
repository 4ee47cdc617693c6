"""Benchmark (d): a sweep with 100 due orders among a million, against ten thousand."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from handlers.sweeps import scores
from storage import migrate
from storage.database import Database
from tests.bench.figures import Figure, ratio
from tests.bench.intake import deps

DUE = 100
_ROUNDS = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACED = datetime(2026, 1, 5, 8, tzinfo=UTC)
_NOW = _PLACED + timedelta(hours=12)
_INSERT_ORDER = (
    "INSERT INTO orders (order_no, key_reversed, shop, warehouse, amount, customer_id,"
    " created_at, received_at, score, level, cancelled, over, due_at)"
    " VALUES (?, ?, 's', 'w', '99.00', ?, ?, ?, '0.0', 'calm', 0, 0, ?)"
)
_INSERT_EVENT = (
    "INSERT INTO journal (source, event_id, type, order_no, at, received_at, data)"
    " VALUES ('bench', ?, 'order.created', ?, ?, ?, ?)"
)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns between the two databases; every round has other due orders."""
    many, few, rounds = (20_000, 2_000, 3) if small else (1_000_000, 10_000, _ROUNDS)
    rng = Random(7)  # noqa: S311 - chooses orders, guards nothing
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        large, little = (
            _Orders(Path(folder) / "large.db", many),
            _Orders(Path(folder) / "little.db", few),
        )
        try:
            for orders in (large, little):
                orders.sweep(rng)  # the first one also reads the schema
            pairs = [(large.sweep(rng), little.sweep(rng)) for _ in range(rounds)]
        finally:
            large.database.close()
            little.database.close()
    return [
        ratio(
            "sweep", f"sweep with {DUE} due orders among {many:,} against {few:,}",
            [p[0] for p in pairs], [p[1] for p in pairs], unit="ms", at_most=1.3, digits=1,
        )
    ]  # fmt: skip


class _Orders:
    """A database with so many orders, none of them due."""

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        self._number = number
        url = f"sqlite:///{path}"
        migrate.upgrade(url)
        _fill(path, number)
        self.database = Database(url)
        self._deps = deps()

    def sweep(self, rng: Random) -> float:
        """Make 100 orders due, judge them, and return how many milliseconds that took."""
        chosen = [(_micros(_NOW), _order_no(n)) for n in rng.sample(range(self._number), DUE)]
        with sqlite3.connect(self._path) as connection:
            connection.executemany("UPDATE orders SET due_at = ? WHERE order_no = ?", chosen)
        connection.close()
        began = perf_counter()
        done = self.database.do(lambda tx: scores.sweep(tx, self._deps, _NOW))
        took = perf_counter() - began
        if done != DUE:
            message = f"swept {done} orders instead of {DUE}"
            raise AssertionError(message)
        return took * 1000


def _fill(path: Path, number: int) -> None:
    placed, later = _micros(_PLACED), _micros(_NOW + timedelta(days=2))
    data = orjson.dumps({
        "platform": "p", "shop": "s", "amount": "99.00", "warehouse": "w",
        "items": [{"sku": "A", "qty": 1}],
        "promised_ship_at": (_PLACED + timedelta(hours=48)).isoformat(),
    }).decode()  # fmt: skip
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # only to prepare; it is not what is measured
        numbers = [_order_no(n) for n in range(number)]
        connection.executemany(
            _INSERT_ORDER,
            ((no, no.upper()[::-1], f"C{no}", placed, placed, later) for no in numbers),
        )
        connection.executemany(_INSERT_EVENT, ((no, no, placed, placed, data) for no in numbers))
    connection.close()


def _order_no(number: int) -> str:
    return f"2601{number:08d}"


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _EPOCH.resolution
