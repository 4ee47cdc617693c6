"""Benchmark (d): a sweep with 100 due orders among a million, against ten thousand."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson

from handlers.sweeps import scores
from storage.tx import Tx
from tests.bench import due
from tests.bench.due import Sweep, micros
from tests.bench.figures import Figure
from tests.bench.intake import deps

_DUE, _ROUNDS = 100, 25
_PLACED = datetime(2026, 1, 5, 8, tzinfo=UTC)
_NOW = _PLACED + timedelta(hours=12)
_INSERT_ORDER = (
    "INSERT INTO orders (order_no, key_reversed, shop, warehouse, platform, amount, customer_id,"
    " created_at, received_at, score, level, cancelled, over, due_at)"
    " VALUES (?, ?, 's', 'w', 'p', '99.00', ?, ?, ?, '0.0', 'calm', 0, 0, ?)"
)
_INSERT_EVENT = (
    "INSERT INTO journal (source, event_id, type, order_no, at, received_at, data)"
    " VALUES ('bench', ?, 'order.created', ?, ?, ?, ?)"
)


def measure(*, small: bool = False) -> list[Figure]:
    """Judge orders whose time has come."""
    given = deps()

    def work(tx: Tx) -> int:
        return scores.sweep(tx, given, _NOW)

    make_due = f"UPDATE orders SET due_at = {micros(_NOW)} WHERE order_no = ?"  # noqa: S608
    sweep = Sweep(
        name="sweep", what=f"sweep with {_DUE} due orders", due=_DUE, rounds=_ROUNDS,
        fill=_fill, make_due=make_due, work=work,
    )  # fmt: skip
    return due.measured(sweep, small=small)


def _fill(connection: sqlite3.Connection, numbers: Sequence[str]) -> None:
    """Write orders as intake leaves them: what describes them is what their events say."""
    placed, later = micros(_PLACED), micros(_NOW + timedelta(days=2))
    orders = ((no, no[::-1], f"C{no}", placed, placed, later) for no in numbers)
    connection.executemany(_INSERT_ORDER, orders)
    created = ((no, no, placed, placed, _created(no)) for no in numbers)
    connection.executemany(_INSERT_EVENT, created)


def _created(order_no: str) -> str:
    promised = (_PLACED + timedelta(hours=48)).isoformat()
    return orjson.dumps({
        "platform": "p", "shop": "s", "amount": "99.00", "warehouse": "w",
        "customer": {"id": f"C{order_no}"}, "items": [{"sku": "A", "qty": 1}],
        "promised_ship_at": promised,
    }).decode()  # fmt: skip
