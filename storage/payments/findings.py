"""Findings: which orders were held for what their payments say, each noticed once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from rules.payments.contract import Provider
from rules.payments.ghosts import Ghost
from rules.payments.reasons import Reason
from storage.columns import instant_column
from storage.lane import Lane, Statement, instant, micros
from storage.payments.call_backs import State
from storage.payments.fen import in_fen, yuan


class FindingRow(SQLModel, table=True):
    """An order that was held since it and a payment do not go together."""

    __tablename__ = "payment_findings"
    __table_args__ = (Index("ix_payment_findings_at", "kind", "at"),)

    kind: str = Field(primary_key=True)  #: See rules.payments.ghosts.Ghost.
    transaction_id: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    at: datetime = instant_column()
    fen: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class Finding(NamedTuple):
    """One of them."""

    kind: Ghost
    transaction_id: str
    order_no: str
    at: datetime
    amount: Decimal | None  #: That is at stake, CNY.


_COLUMNS = ("kind", "transaction_id", "order_no", "at", "fen")
_KEEP = Statement.insert("payment_findings", _COLUMNS)
_KNOWN = Statement.of(
    "SELECT transaction_id, order_no FROM payment_findings WHERE kind = ? AND transaction_id IN ?"
)
_PROVIDERS = ", ".join(f"'{one}'" for one in sorted(Provider))
#: As long as nobody let go of the order; what its call-back says as well is counted there.
_OPEN = Statement.of(
    "SELECT f.transaction_id, f.order_no, f.at, f.fen FROM payment_findings f"  # noqa: S608 - our words
    " JOIN orders o ON o.order_no = f.order_no"
    " WHERE f.kind = ? AND f.at > ? AND NOT o.cancelled"
    " AND EXISTS (SELECT 1 FROM holds h WHERE h.order_no = f.order_no AND h.reason = ?"
    " AND h.released_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM call_backs c"
    f" WHERE c.provider IN ({_PROVIDERS}) AND c.transaction_id = f.transaction_id"
    f" AND c.state = '{State.QUARANTINED}' AND c.reason = '{Reason.AMOUNT_MISMATCH}')"
    " ORDER BY f.at, f.transaction_id, f.order_no"
)


class Findings:
    """Keeps what was found."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def new(self, kind: Ghost, found: Sequence[Finding]) -> list[Finding]:
        """Return those that were not noticed before."""
        asked = self._lane.listed({one.transaction_id for one in found})
        known = set(self._lane.rows(_KNOWN, kind.value, asked)) if found else set()
        return [one for one in found if (one.transaction_id, one.order_no) not in known]

    def keep(self, found: Sequence[Finding]) -> None:
        """Remember that they were noticed."""
        rows = [
            (o.kind.value, o.transaction_id, o.order_no, micros(o.at),
             None if o.amount is None else in_fen(o.amount))
            for o in found
        ]  # fmt: skip
        if rows:
            self._lane.write(_KEEP, rows)

    def open(
        self, kind: Ghost, reason: str, since: datetime
    ) -> list[tuple[str, str, datetime, Decimal | None]]:
        """Return (transaction, order, when, amount) of those that are held for it still."""
        return [
            (transaction, no, instant(at), None if fen is None else yuan(fen))
            for transaction, no, at, fen in self._lane.rows(
                _OPEN, kind.value, micros(since), reason
            )
        ]
