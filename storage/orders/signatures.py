"""Signatures: when a carrier said that an order was signed for, and when the order centre did."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import table
from storage.orders.tables import SignatureRow

_signatures = table(SignatureRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One order's; whichever is told first may be the only one so far."""

    order_no: str
    carrier: str | None = None
    signed_at: datetime | None = None  #: As the carrier says.
    centre_at: datetime | None = None  #: As the order centre says.
    known_at: datetime  #: When the latest of the two reached us.

    @property
    def lag(self) -> timedelta | None:
        """How much later the order centre had it, None before both have."""
        if self.signed_at is None or self.centre_at is None:
            return None
        return max(self.centre_at - self.signed_at, timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """How late the order centre had some of them."""

    count: int
    total: timedelta
    longest: timedelta


_FIELDS = Columns(_signatures, *Signature.__dataclass_fields__)
_FIND = Statement.of(f"SELECT {_FIELDS.listed} FROM signatures WHERE order_no IN ?")  # noqa: S608
_SAVE = Statement.insert("signatures", _FIELDS.names, keys=("order_no",))
_TOLD = Statement.of(
    f"SELECT {_FIELDS.listed} FROM signatures"  # noqa: S608 - our columns
    " WHERE known_at > ? AND signed_at IS NOT NULL AND centre_at IS NOT NULL"
)
#: A centre that knew first was not late. As text: a metrics page asks it of a whole day.
_LAG = "CASE WHEN centre_at > signed_at THEN centre_at - signed_at ELSE 0 END"
_SUMS = Statement.of(
    f"SELECT carrier, count(*), sum({_LAG}), max({_LAG}) FROM signatures"  # noqa: S608 - our text
    " WHERE known_at > ? AND signed_at IS NOT NULL AND centre_at IS NOT NULL GROUP BY carrier"
)
#: Only an order centre that has said something of an order is expected to say that it is signed.
_AWAITED = Statement.of(
    f"SELECT {_FIELDS.listed} FROM signatures s"  # noqa: S608 - our columns
    " WHERE centre_at IS NULL AND signed_at > ? AND signed_at <= ? AND EXISTS"
    " (SELECT 1 FROM progress p WHERE p.order_no = s.order_no AND p.oms_at IS NOT NULL)"
    " ORDER BY signed_at LIMIT ?"
)


class Signatures:
    """Reads and writes signatures."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def of_orders(self, order_nos: Collection[str]) -> dict[str, Signature]:
        """Return what is known of these orders'."""
        return {s.order_no: s for s in self._read(_FIND, self._lane.listed(order_nos))}

    def save(self, signatures: list[Signature]) -> None:
        """Write them as they stand."""
        if signatures:
            self._lane.write(_SAVE, [_FIELDS.of(s) for s in signatures])

    def told(self, since: datetime) -> list[Signature]:
        """Return those that both had told of by a time after `since`."""
        return self._read(_TOLD, micros(since))

    def sums(self, since: datetime) -> dict[str | None, Lags]:
        """Return the lags of the same by carrier."""
        return {
            carrier: Lags(
                count=count,
                total=timedelta(microseconds=int(total)),
                longest=timedelta(microseconds=longest),
            )
            for carrier, count, total, longest in self._lane.rows(_SUMS, micros(since))
        }

    def awaited(self, *, since: datetime, until: datetime, limit: int) -> list[Signature]:
        """Return those of (since, until] that the order centre lacks, the longest awaited first."""
        return self._read(_AWAITED, micros(since), micros(until), limit)

    def _read(self, statement: Statement, *parameters: object) -> list[Signature]:
        return [Signature(**_FIELDS.read(row)) for row in self._lane.rows(statement, *parameters)]
