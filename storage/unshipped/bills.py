"""Bills: lines of what platforms took, each kept once, and what they come to."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from rules.unshipped.bills import Billed, BillLine, Head
from storage.lane import Lane, Statement, micros
from storage.mapping import table
from storage.orders.tables import OrderRow
from storage.unshipped.tables import PenaltyBillRow

_bills, _orders = table(PenaltyBillRow), table(OrderRow)
#: A line that is told again stays as it was told last.
_KEEP = Statement.of(
    "INSERT INTO penalty_bills (line, order_no, at, told_at, head, fen) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (line) DO UPDATE SET order_no = excluded.order_no, at = excluded.at,"
    " told_at = excluded.told_at, head = excluded.head, fen = excluded.fen"
    " WHERE excluded.told_at >= penalty_bills.told_at"
)
_HUNDRED = 100


class PenaltyBills:
    """Keeps lines of bills, and adds them up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def keep(self, lines: Iterable[BillLine]) -> None:
        """Keep lines, each once."""
        rows = sorted(
            (one.line, one.order_no, micros(one.at), micros(one.told_at), one.head.value,
             int((one.amount * _HUNDRED).to_integral_value()))
            for one in lines
        )  # fmt: skip
        if rows:
            self._lane.write(_KEEP, rows)

    def of_order(self, order_no: str) -> list[Billed]:
        """Return what was taken for one order, the most first."""
        return self._sums(_bills.c.order_no == order_no, None)

    def between(
        self, since: datetime, until: datetime, shops: Collection[str] | None = None
    ) -> list[Billed]:
        """Return what bills of a stretch of time come to, its end excluded; the most first."""
        return self._sums((_bills.c.at >= since) & (_bills.c.at < until), shops)

    def _sums(self, which: ColumnElement[bool], shops: Collection[str] | None) -> list[Billed]:
        fen = func.sum(_bills.c.fen)
        query = select(_bills.c.head, func.count(), fen).where(which).group_by(_bills.c.head)
        if shops is not None:
            theirs = select(_orders.c.order_no).where(_orders.c.shop.in_(list(shops)))
            query = query.where(_bills.c.order_no.in_(theirs))
        rows = self._connection.execute(query.order_by(fen.desc(), _bills.c.head))
        return [
            Billed(head=Head(head), lines=int(lines), amount=Decimal(int(total)) / _HUNDRED)
            for head, lines, total in rows
        ]
