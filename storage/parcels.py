"""Parcels: which codes a scanner may read, and which order each belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.mapping import insert_or_skip, portions, row_of, table, upsert
from storage.tables import CodeRow

_codes = table(CodeRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code on one parcel: its id or its tracking number."""

    code: str
    order_no: str
    kind: str  #: parcel or tracking
    parcel_id: str
    carrier: str | None


_COLUMNS = tuple(_codes.c[name] for name in Code.__dataclass_fields__)


class Parcels:
    """Binds codes to orders and finds them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bind(self, codes: Sequence[Code], *, firm: bool = False) -> None:
        """Remember codes; one bound to the same order already stays, unless this one is firm."""
        if not codes:
            return
        rows = [{**row_of(c), "code_reversed": c.code[::-1]} for c in codes]
        if firm:
            self._connection.execute(
                upsert(self._connection, _codes, keys=("code", "order_no")), rows
            )
        else:
            self._connection.execute(insert_or_skip(self._connection, _codes), rows)

    def bound_to(self, code: str) -> list[Code]:
        """Return the bindings of a code; more than one order makes it ambiguous."""
        return self._find(_codes.c.code == code)

    def of_order(self, order_no: str) -> list[Code]:
        """Return every code of an order."""
        return self._find(_codes.c.order_no == order_no)

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Code]]:
        """Return the codes of several orders."""
        found: dict[str, list[Code]] = {}
        for portion in portions(list(order_nos)):
            for code in self._find(_codes.c.order_no.in_(portion)):
                found.setdefault(code.order_no, []).append(code)
        return found

    def ending_with(self, digits: str, limit: int) -> list[str]:
        """Return orders with a code that ends like this."""
        low = digits[::-1]
        query = (
            select(_codes.c.order_no)
            .where(_codes.c.code_reversed.between(low, low + "\U0010ffff"))
            .distinct()
            .limit(limit)
        )
        return [row[0] for row in self._connection.execute(query)]

    def _find(self, condition: object) -> list[Code]:
        query = select(*_COLUMNS).where(condition).order_by(_codes.c.code)  # type: ignore[arg-type]
        return [Code(**row._mapping) for row in self._connection.execute(query)]
