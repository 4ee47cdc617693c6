"""Parcels: which codes a scanner may read, and which order each belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.codes import code_key
from storage.lane import Lane, Statement, names, orders_by_key
from storage.mapping import reversed_key, table
from storage.orders.tables import CodeRow

_codes = table(CodeRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code on one parcel: its id or its tracking number."""

    code: str
    order_no: str
    kind: str  #: parcel or tracking
    parcel_id: str
    carrier: str | None

    @property
    def parcel(self) -> str:
        """The key of the parcel that bears it."""
        return code_key(self.parcel_id)


_FIELDS = tuple(Code.__dataclass_fields__)
_WRITTEN = (*_FIELDS, "key_reversed")
_BIND = Statement.insert("codes", _WRITTEN)
_BIND_FIRMLY = Statement.insert("codes", _WRITTEN, keys=("key_reversed", "order_no"))
_BY_KEY = Statement.of(
    f"SELECT {names(_FIELDS)} FROM codes WHERE key_reversed = ? ORDER BY order_no"  # noqa: S608 - our columns
)
_ORDERS_OF = Statement.of(
    "SELECT key_reversed, order_no FROM codes WHERE key_reversed IN ? ORDER BY order_no"
)
_BY_ORDER = Statement.of(f"SELECT {names(_FIELDS)} FROM codes WHERE order_no IN ? ORDER BY code")  # noqa: S608


class Parcels:
    """Binds codes to orders and finds them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def bind(self, codes: Sequence[Code], *, firm: bool = False) -> None:
        """Remember codes; one bound to the same order already stays, unless this one is firm."""
        rows = [
            (c.code, c.order_no, c.kind, c.parcel_id, c.carrier, key)
            for c in codes
            if (key := reversed_key(c.code))
        ]
        if rows:
            self._lane.write(_BIND_FIRMLY if firm else _BIND, rows)

    def bound_to(self, code: str) -> list[Code]:
        """Return the bindings of a code, however it is written, to each of its orders."""
        return self._read(_BY_KEY, reversed_key(code))

    def orders_of(self, words: Collection[str]) -> dict[str, list[str]]:
        """Return for each of these words the orders it is a code of; none, and it is absent."""
        return orders_by_key(self._lane, _ORDERS_OF, words)

    def of_order(self, order_no: str) -> list[Code]:
        """Return every code of an order."""
        return self._read(_BY_ORDER, self._lane.listed((order_no,)))

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Code]]:
        """Return the codes of several orders."""
        found: dict[str, list[Code]] = {}
        if order_nos:
            for code in self._read(_BY_ORDER, self._lane.listed(order_nos)):
                found.setdefault(code.order_no, []).append(code)
        return found

    def ending_with(self, digits: str, limit: int) -> list[str]:
        """Return orders with a code that ends like this."""
        low = reversed_key(digits)
        query = (
            select(_codes.c.order_no)
            .where(_codes.c.key_reversed.between(low, low + "\U0010ffff"))
            .distinct()
            .limit(limit)
        )
        return [row[0] for row in self._connection.execute(query)]

    def _read(self, statement: Statement, parameter: object) -> list[Code]:
        return [
            Code(**dict(zip(_FIELDS, row, strict=True)))
            for row in self._lane.rows(statement, parameter)
        ]
