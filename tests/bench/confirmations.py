"""A sweep with 1,000 customers to be asked among a million that wait, against ten thousand."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.sweeps import confirmations
from rules.confirmation.asking import AskingPolicy
from storage.tx import Tx
from tests.bench import due
from tests.bench.due import Sweep, micros
from tests.bench.figures import Figure
from tests.bench.intake import deps

_DUE, _ROUNDS = 1_000, 9
_SIGNED = datetime(2026, 1, 5, 4, tzinfo=UTC)  # noon in Shanghai
_NOW = _SIGNED + timedelta(hours=25)
_INSERT_ORDER = (
    "INSERT INTO orders (order_no, key_reversed, shop, amount, received_at, score, level,"
    " cancelled, over) VALUES (?, ?, 's', '99.00', ?, '0.0', 'calm', 0, 0)"
)
_INSERT_CONFIRMATION = (
    "INSERT INTO confirmations (order_no, signed_at, fen, linked, calls, asked, by_person, due_at)"
    " VALUES (?, ?, 9900, 1, 0, 1, 0, ?)"
)


def measure(*, small: bool = False) -> list[Figure]:
    """Promise calls to customers who are to be asked now."""
    given = replace(deps(), asking=AskingPolicy(link_by="sms", call_by="voice"))

    def work(tx: Tx) -> int:
        return confirmations.sweep(tx, given, _NOW)

    make_due = (
        f"UPDATE confirmations SET due_at = {micros(_NOW)}, calls = 0, called_at = NULL"  # noqa: S608
        " WHERE order_no = ?"
    )
    sweep = Sweep(
        name="confirmations", what=f"{_DUE:,} customers to call", due=_DUE, rounds=_ROUNDS,
        fill=_fill, make_due=make_due, work=work,
    )  # fmt: skip
    return due.measured(sweep, small=small)


def _fill(connection: sqlite3.Connection, numbers: Sequence[str]) -> None:
    signed, later = micros(_SIGNED), micros(_NOW + timedelta(days=2))
    connection.executemany(_INSERT_ORDER, ((no, no[::-1], signed) for no in numbers))
    connection.executemany(_INSERT_CONFIRMATION, ((no, signed, later) for no in numbers))
