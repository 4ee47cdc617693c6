"""Payments: which orders a transaction at a payment provider was paid for, as whoever says."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Index, text
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from rules.payments.contract import Provider
from storage.columns import instant_column
from storage.lane import Lane, Statement, micros

_BILLED = text("billed_at IS NOT NULL")
_UNHEARD = text("provider IS NOT NULL AND NOT vouched AND billed_at IS NULL")


class PaymentRow(SQLModel, table=True):
    """An order that said, or was said, to be paid by a transaction."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_billed", "billed_at", sqlite_where=_BILLED, postgresql_where=_BILLED),
        Index(
            "ix_payments_unheard", "provider", "at",
            sqlite_where=_UNHEARD, postgresql_where=_UNHEARD,
        ),
    )  # fmt: skip

    transaction_id: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    at: datetime = instant_column(index=True)  #: When we first heard of it.
    provider: str | None = None  #: Whose transaction it is, as far as that can be told.
    vouched: bool = False  #: Its provider's call-back says so.
    billed_at: datetime | None = instant_column(nullable=True)  #: When a bill said so last …
    fen: int | None = Field(
        default=None, sa_column=Column(BigInteger, nullable=True)
    )  #: … for this.


class Said(NamedTuple):
    """What somebody said of one transaction and one order."""

    transaction_id: str
    order_no: str
    at: datetime
    provider: Provider | None = None
    vouched: bool = False
    billed_at: datetime | None = None
    billed: Decimal | None = None


_KEEP = Statement.of(
    "INSERT INTO payments"
    " (transaction_id, order_no, at, provider, vouched, billed_at, fen)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (transaction_id, order_no) DO UPDATE SET"
    " vouched = payments.vouched OR excluded.vouched,"
    " billed_at = coalesce(excluded.billed_at, payments.billed_at),"
    " fen = coalesce(excluded.fen, payments.fen)"
    " WHERE (excluded.vouched AND NOT payments.vouched) OR excluded.billed_at IS NOT NULL"
)
#: The last one counts: the first to say so, and an order that exists before a mere number.
_OF = Statement.of(
    "SELECT p.transaction_id, p.order_no FROM payments p"
    " LEFT JOIN orders o ON o.order_no = p.order_no"
    " WHERE p.transaction_id IN ?"
    " ORDER BY (CASE WHEN o.created_at IS NULL THEN 0 ELSE 1 END), p.at DESC, p.order_no DESC"
)


class Payments:
    """Remembers every order of each transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._lane = Lane(connection)

    def keep(self, said: Iterable[Said]) -> None:
        """Remember what was said; what was said before is only added to."""
        if rows := [
            _row(one) for one in sorted(said, key=itemgetter(0, 1))
        ]:  # two who write the same wait, never cross
            self._lane.write(_KEEP, rows)

    def orders_of(self, transaction_ids: Collection[str]) -> dict[str, str]:
        """Return transaction -> the first order that said so, for those that are known."""
        if not transaction_ids:
            return {}
        return dict(self._lane.rows(_OF, self._lane.listed(transaction_ids)))


def _row(one: Said) -> tuple[object, ...]:
    fen = None if one.billed is None else int(one.billed * 100)
    at, billed_at = micros(one.at), micros(one.billed_at)
    return (one.transaction_id, one.order_no, at, one.provider, one.vouched, billed_at, fen)
