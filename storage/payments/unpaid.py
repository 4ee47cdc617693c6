"""Unpaid orders: of which of them their providers are asked, and when next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import table
from storage.payments.tables import UnpaidRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """An order that nobody has said was paid."""

    order_no: str
    created_at: datetime
    asked: int = 0  #: How often providers were asked about it.
    due_at: datetime | None  #: When they are next; None while they are being asked.


_COLUMNS = Columns(table(UnpaidRow))
_KEEP = Statement.insert("unpaid", _COLUMNS.names)
_DROP = Statement.of("DELETE FROM unpaid WHERE order_no IN ?")
_GET = Statement.of(f"SELECT {_COLUMNS.listed} FROM unpaid WHERE order_no = ?")  # noqa: S608 - our columns
_DUE = Statement.of(
    f"SELECT {_COLUMNS.listed} FROM unpaid WHERE due_at <= ? ORDER BY due_at LIMIT ?"  # noqa: S608
)
_ASKED = Statement.of("UPDATE unpaid SET asked = asked + 1, due_at = NULL WHERE order_no = ?")
_AGAIN = Statement.of("UPDATE unpaid SET due_at = ? WHERE order_no = ?")


class UnpaidOrders:
    """Remembers which orders wait for their payment."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._lane = Lane(connection)

    def keep(self, orders: Iterable[Unpaid]) -> None:
        """Await their payments; one that is awaited already is left as it is."""
        if rows := [_COLUMNS.of(order) for order in orders]:
            self._lane.write(_KEEP, rows)

    def drop(self, order_nos: Collection[str]) -> None:
        """Await them no longer."""
        if order_nos:
            self._lane.change(_DROP, self._lane.listed(order_nos))

    def get(self, order_no: str) -> Unpaid | None:
        """Return one, None where its payment is not awaited."""
        return next(iter(self._read(self._lane.rows(_GET, order_no))), None)

    def due(self, now: datetime, limit: int) -> list[Unpaid]:
        """Return some that are due, the longest overdue first."""
        return self._read(self._lane.rows(_DUE, micros(now), limit))

    def ask(self, orders: Iterable[Unpaid]) -> None:
        """Note that providers are being asked about them."""
        if rows := [(order.order_no,) for order in orders]:
            self._lane.write(_ASKED, rows)

    def ask_again(self, order_no: str, at: datetime) -> None:
        """Have providers asked about one again."""
        self._lane.change(_AGAIN, micros(at), order_no)

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Unpaid]:
        return [Unpaid(**_COLUMNS.read(row)) for row in rows]
