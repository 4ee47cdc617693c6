"""Pick lists: which paid orders nobody marked, and on which list each of them was put, once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, maybe, micros
from storage.mapping import insert_or_skip, table
from storage.unshipped.tables import PickListRow

_lists = table(PickListRow)
#: Paid, not marked, and unknown to the warehouse.
_FORGOTTEN = (
    "SELECT p.order_no FROM progress p WHERE p.mark = ''"
    " AND p.warehouse = '' AND p.left_at IS NULL AND p.moved_at IS NULL AND p.ended_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM pick_lists l WHERE l.order_no = p.order_no)"
)
_LATEST_MARKED = Statement.of(
    "SELECT paid_at FROM progress WHERE mark <> '' AND paid_at IS NOT NULL"
    " ORDER BY paid_at DESC LIMIT 1"
)
#: With the + it is looked for among the few orders that are open, not among all ever paid.
_OVERTAKEN = Statement.of(f"{_FORGOTTEN} AND +p.paid_at <= ? ORDER BY +p.paid_at LIMIT ?")
_AMONG = Statement.of(
    f"{_FORGOTTEN} AND p.paid_at IS NOT NULL AND p.order_no IN ? ORDER BY p.paid_at"
)


class PickLists:
    """Finds orders that nobody marked, and remembers the list of each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def overtaken(self, by: timedelta, limit: int) -> list[str]:
        """Return orders that one paid so much later was marked before; the oldest first."""
        latest = self._lane.rows(_LATEST_MARKED)
        at = maybe(latest[0][0]) if latest else None
        if at is None:
            return []
        return [row[0] for row in self._lane.rows(_OVERTAKEN, micros(at - by), limit)]

    def forgotten(self, order_nos: Collection[str]) -> list[str]:
        """Return those of these orders that were paid and are on nobody's list."""
        return [row[0] for row in self._lane.rows(_AMONG, self._lane.listed(order_nos))]

    def add(self, list_id: str, order_nos: Sequence[str], at: datetime) -> None:
        """Put orders onto a list; one that is on another already stays there."""
        rows = [{"order_no": no, "list": list_id, "at": at} for no in order_nos]
        if rows:
            self._connection.execute(insert_or_skip(self._connection, _lists), rows)

    def of(self, list_id: str) -> list[str]:
        """Return the orders of a list."""
        query = select(_lists.c.order_no).where(_lists.c.list == list_id)
        return [row[0] for row in self._connection.execute(query.order_by(_lists.c.order_no))]
