"""Confirmations as rows: who has yet to say how a parcel came, and who is asked next."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    func,
    literal,
    select,
    true,
    type_coerce,
)
from sqlalchemy.engine import Connection

from rules.confirmation.confirmation import Confirmation, Result
from storage.confirmation.photos import Photos
from storage.confirmation.tables import ConfirmationRow, NoCallRow, UnconfirmedRow
from storage.events.tables import JournalRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import from_json, insert_or_skip, table
from storage.orders.tables import OrderRow

_confirmations, _stock, _orders = table(ConfirmationRow), table(UnconfirmedRow), table(OrderRow)
_no_calls, _journal = table(NoCallRow), table(JournalRow)
_FIELDS = Columns(_confirmations, *Confirmation.__dataclass_fields__)
_WAITS = and_(_confirmations.c.answered_at.is_(None), _confirmations.c.signed_at.is_not(None))
_FIND = Statement.of(f"SELECT {_FIELDS.listed} FROM confirmations WHERE order_no IN ?")  # noqa: S608
_DUE = Statement.of(
    f"SELECT {_FIELDS.listed} FROM confirmations WHERE due_at <= ? ORDER BY due_at LIMIT ?"  # noqa: S608
)
_SAVE = Statement.insert("confirmations", _FIELDS.names, keys=("order_no",))
_SCHEDULE = Statement.of(
    "UPDATE confirmations SET linked = ?, calls = ?, called_at = ?, asked = ?, due_at = ?"
    " WHERE order_no = ?"
)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order that waits for its customer's word."""

    order_no: str
    signed_at: datetime
    fen: int
    pieces: int  #: In the virtual warehouse.


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSum:
    """All of them together."""

    orders: int = 0
    fen: int = 0
    pieces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwell:
    """How long orders of a span of time waited, those that still do until now."""

    orders: int
    answered: int
    mean: timedelta
    median: timedelta


class Confirmations:
    """Reads and writes confirmations."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._connection = connection
        self._lane = Lane(connection)

    @cached_property
    def photos(self) -> Photos:
        """What customers sent of their parcels."""
        return Photos(self._connection)

    def of_orders(self, order_nos: Collection[str]) -> dict[str, Confirmation]:
        """Return those of these orders that have one."""
        rows = self._lane.rows(_FIND, self._lane.listed(order_nos))
        return {row[0]: _confirmation(row) for row in rows}

    def get(self, order_no: str) -> Confirmation | None:
        """Return one order's, None where it was neither signed for nor confirmed."""
        return self.of_orders((order_no,)).get(order_no)

    def save(self, confirmations: Iterable[Confirmation]) -> None:
        """Write these as they are now."""
        rows = [_FIELDS.of(one) for one in confirmations]
        if rows:
            self._lane.write(_SAVE, rows)

    def schedule(self, asked: Iterable[Confirmation]) -> None:
        """
        Write how far these were asked, and when the next is due; an answer meanwhile stays.

        SQLite rewrites the index entry of every column that a statement sets, changed or not.
        """
        rows = [
            (
                one.linked,
                one.calls,
                micros(one.called_at),
                one.asked,
                micros(one.due_at),
                one.order_no,
            )
            for one in asked
        ]
        if rows:
            self._lane.write(_SCHEDULE, rows)

    def due(self, now: datetime, limit: int) -> list[Confirmation]:
        """Return those of which somebody is to be asked now, most overdue first."""
        return [_confirmation(row) for row in self._lane.rows(_DUE, micros(now), limit)]

    def waiting(self, shops: Collection[str] | None, *, limit: int, skip: int) -> list[Waiting]:
        """Return a page of what waits, the longest first; `shops` None is all of them."""
        pieces = (
            select(func.coalesce(func.sum(_stock.c.qty), 0))
            .where(_stock.c.order_no == _confirmations.c.order_no)
            .scalar_subquery()
        )
        query = (
            select(
                _confirmations.c.order_no, _confirmations.c.signed_at, _confirmations.c.fen, pieces
            )
            .select_from(_joined())
            .where(_WAITS, _of(shops))
            .order_by(_confirmations.c.signed_at, _confirmations.c.order_no)
            .limit(limit)
            .offset(skip)
        )
        return [
            Waiting(order_no=no, signed_at=at, fen=int(fen), pieces=int(number))
            for no, at, fen, number in self._connection.execute(query)
        ]

    def waiting_sum(self, shops: Collection[str] | None) -> WaitingSum:
        """Return what all that waits comes to."""
        orders = (
            select(func.count(), func.coalesce(func.sum(_confirmations.c.fen), 0))
            .select_from(_joined())
            .where(_WAITS, _of(shops))
        )
        pieces = (
            select(func.coalesce(func.sum(_stock.c.qty), 0))
            .select_from(_joined().join(_stock, _stock.c.order_no == _confirmations.c.order_no))
            .where(_WAITS, _of(shops))
        )
        number, fen = self._connection.execute(orders).one()
        return WaitingSum(
            orders=int(number),
            fen=int(fen),
            pieces=int(self._connection.execute(pieces).scalar_one()),
        )

    def dwell(
        self, shops: Collection[str] | None, since: datetime, until: datetime, now: datetime
    ) -> Dwell | None:
        """Return how long the orders signed for in a span waited, None where there were none."""
        end = func.coalesce(
            _confirmations.c.answered_at, literal(now, _confirmations.c.answered_at.type)
        )
        micros: ColumnElement[Any] = _micros(end) - _micros(_confirmations.c.signed_at)
        length = case((micros > 0, micros), else_=0).label("length")
        chosen = (
            _confirmations.c.signed_at >= since, _confirmations.c.signed_at < until, _of(shops),
        )  # fmt: skip
        sums = select(
            func.count(),
            func.count(_confirmations.c.answered_at),
            func.coalesce(func.sum(length), 0),
        )
        number, answered, whole = self._connection.execute(
            sums.select_from(_joined()).where(*chosen)
        ).one()
        if not number:
            return None
        middle = self._connection.execute(
            select(length)
            .select_from(_joined())
            .where(*chosen)
            .order_by(length)
            .limit(2 - number % 2)
            .offset((number - 1) // 2)
        ).scalars()
        two = [int(value) for value in middle]
        return Dwell(
            orders=int(number),
            answered=int(answered),
            mean=int(whole) / int(number) * _MICROSECOND,
            median=sum(two) / len(two) * _MICROSECOND,
        )

    def complaints(self, shops: Collection[str] | None, since: datetime) -> Counter[str]:
        """Count the tickets of orders signed for since then by kind; "" is none told."""
        query = (
            select(_journal.c.data)
            .select_from(_joined().join(_journal, _journal.c.order_no == _orders.c.order_no))
            .where(
                _journal.c.type == "ticket.opened", _confirmations.c.signed_at >= since, _of(shops)
            )
        )
        told = map(from_json, self._connection.execute(query).scalars())
        kinds = {str(one["ticket_id"]): str(one.get("kind") or "").strip() for one in told}
        return Counter(kinds.values())

    def refuse_calls(self, phone_digest: str, now: datetime) -> None:
        """Remember a number as one that nobody calls again, by its digest; it stays so."""
        statement = insert_or_skip(self._connection, _no_calls)
        self._connection.execute(statement, [{"phone_digest": phone_digest, "since": now}])

    def refuses_calls(self, phone_digest: str) -> bool:
        """Say whether its customer asked not to be called again."""
        query = select(_no_calls.c.phone_digest).where(_no_calls.c.phone_digest == phone_digest)
        return self._connection.execute(query).first() is not None


def _joined() -> Any:  # noqa: ANN401 - a join, which SQLAlchemy types as one of two
    return _confirmations.join(_orders, _orders.c.order_no == _confirmations.c.order_no)


def _of(shops: Collection[str] | None) -> ColumnElement[bool]:
    return true() if shops is None else _orders.c.shop.in_(list(shops))


def _micros(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a time as the number that it is in the table."""
    return type_coerce(moment, BigInteger)


def _confirmation(row: Sequence[Any]) -> Confirmation:
    values = _FIELDS.read(row)
    result = values["result"]
    return Confirmation(**{**values, "result": Result(result) if result else None})
