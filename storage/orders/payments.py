"""Payments: which order a transaction at a payment provider was paid for."""

from collections.abc import Collection, Iterable

from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.lane import Lane, Statement


class PaymentRow(SQLModel, table=True):
    """A transaction that an order said it was paid by."""

    __tablename__ = "payments"

    transaction_id: str = Field(primary_key=True)
    order_no: str


_KEEP = Statement.insert("payments", ("transaction_id", "order_no"))
_OF = Statement.of("SELECT transaction_id, order_no FROM payments WHERE transaction_id IN ?")


class Payments:
    """Remembers the first order of each transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._lane = Lane(connection)

    def keep(self, paid: Iterable[tuple[str, str]]) -> None:
        """Remember (transaction, order) pairs; a transaction that is known keeps its order."""
        if rows := list(paid):
            self._lane.write(_KEEP, rows)

    def orders_of(self, transaction_ids: Collection[str]) -> dict[str, str]:
        """Return transaction -> order for those of the transactions that are known."""
        if not transaction_ids:
            return {}
        return dict(self._lane.rows(_OF, self._lane.listed(transaction_ids)))
