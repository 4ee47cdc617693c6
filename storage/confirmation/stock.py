"""Stock: the last count of each SKU, and the virtual warehouse of what nobody has confirmed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.confirmation.tables import CountRow, UnconfirmedRow
from storage.lane import Lane, Statement, micros
from storage.mapping import portions, table

_counts, _unconfirmed = table(CountRow), table(UnconfirmedRow)
#: A count that was made earlier never replaces a later one, whichever arrives first.
_COUNT = Statement.of(
    "INSERT INTO stock_counts (sku, on_hand, counted_at) VALUES (?, ?, ?)"
    " ON CONFLICT (sku) DO UPDATE SET on_hand = excluded.on_hand, counted_at = excluded.counted_at"
    " WHERE stock_counts.counted_at <= excluded.counted_at"
)
_PUT = Statement.insert("unconfirmed_stock", ("sku", "order_no", "qty"), keys=("sku", "order_no"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One SKU: what the last count found, and how much of it waits for confirmations."""

    on_hand: int
    pending: int

    @property
    def promotable(self) -> int:
        """What may be promised; below zero where more waits than was counted."""
        return self.on_hand - self.pending


class StockBook:
    """Reads and writes stock."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._connection = connection
        self._lane = Lane(connection)

    def counted(self, counts: Iterable[tuple[str, int, datetime]]) -> None:
        """Keep counts: (sku, on hand, when it was counted)."""
        rows = [(sku, on_hand, micros(at)) for sku, on_hand, at in counts]
        if rows:
            self._lane.write(_COUNT, rows)

    def put(self, goods: Mapping[str, Mapping[str, int]]) -> None:
        """Put orders' pieces into the virtual warehouse: order -> sku -> pieces."""
        rows = [(sku, no, qty) for no, pieces in goods.items() for sku, qty in pieces.items()]
        if rows:
            self._lane.write(_PUT, sorted(rows))

    def take_out(self, order_nos: Collection[str]) -> None:
        """Let everything of these orders leave it."""
        for portion in portions(list(order_nos)):
            self._connection.execute(
                _unconfirmed.delete().where(_unconfirmed.c.order_no.in_(portion))
            )

    def of(self, sku: str) -> Stock | None:
        """Return one SKU, None where it was never counted."""
        on_hand = self._connection.execute(
            select(_counts.c.on_hand).where(_counts.c.sku == sku)
        ).scalar()
        if on_hand is None:
            return None
        pending = self._connection.execute(
            select(func.coalesce(func.sum(_unconfirmed.c.qty), 0)).where(_unconfirmed.c.sku == sku)
        ).scalar_one()
        return Stock(on_hand=int(on_hand), pending=int(pending))
