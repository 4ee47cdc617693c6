"""Bonds: gifts that lie in an order of their own, and the main order each belongs to."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement
from storage.mapping import table
from storage.shipping.tables import GiftBondRow

_bonds = table(GiftBondRow)
_ORDERS_BOUND = Statement.of("SELECT DISTINCT order_no FROM gift_bonds WHERE main_no IN ?")
_GIFTS_OF = Statement.of(
    "SELECT b.sku, b.qty FROM gift_bonds b JOIN orders o ON o.order_no = b.order_no "
    "WHERE b.main_no = ? AND NOT o.cancelled"
)


class GiftBonds:
    """Remembers which gift goes with which main order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def bind(self, order_no: str, gifts: Mapping[tuple[str, str], int]) -> None:
        """Remember the gifts in an order, (main order, SKU) -> pieces, instead of those before."""
        self._connection.execute(_bonds.delete().where(_bonds.c.order_no == order_no))
        rows: list[dict[str, Any]] = [
            {"main_no": main, "order_no": order_no, "sku": sku, "qty": qty}
            for (main, sku), qty in gifts.items()
        ]
        if rows:
            self._connection.execute(_bonds.insert(), rows)

    def orders_bound_to(self, mains: Collection[str]) -> set[str]:
        """Return the orders in which gifts of these lie."""
        if not mains:
            return set()
        return {row[0] for row in self._lane.rows(_ORDERS_BOUND, self._lane.listed(mains))}

    def gifts_of(self, main: str) -> Counter[str]:
        """Count the gifts of an order that lie in others which are not cancelled."""
        found: Counter[str] = Counter()
        for sku, qty in self._lane.rows(_GIFTS_OF, main):
            found[sku] += qty
        return found
