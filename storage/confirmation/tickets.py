"""Tickets as rows: which after-sales question waits for an answer, and which got it too late."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.engine import Connection

from rules.confirmation.tickets import WITHIN, Late, Ticket
from storage.confirmation.tables import TicketRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import table

_FIELDS = Columns(table(TicketRow), *Ticket.__dataclass_fields__)
_FIND = Statement.of(f"SELECT {_FIELDS.listed} FROM tickets WHERE ticket_id IN ?")  # noqa: S608
_SAVE = Statement.insert("tickets", _FIELDS.names, keys=("ticket_id",))
_WAITING = Statement.of(
    f"SELECT {_FIELDS.listed} FROM tickets WHERE answered_at IS NULL"  # noqa: S608 - our columns
    " AND opened_at <= ? ORDER BY opened_at, ticket_id LIMIT ?"
)
_LATE = Statement.of(
    "SELECT o.shop, count(CASE WHEN t.answered_at IS NULL OR t.answered_at >= t.opened_at + ?"
    " THEN 1 END), count(*) FROM tickets t LEFT JOIN orders o ON o.order_no = t.order_no"
    " WHERE t.opened_at > ? AND t.opened_at <= ? GROUP BY o.shop"
)


class Tickets:
    """Reads and writes tickets."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def find(self, ticket_ids: Collection[str]) -> dict[str, Ticket]:
        """Return what is known of these."""
        rows = self._lane.rows(_FIND, self._lane.listed(ticket_ids))
        return {row[0]: Ticket(**_FIELDS.read(row)) for row in rows}

    def save(self, tickets: Collection[Ticket]) -> None:
        """Write them as they stand."""
        self._lane.write(_SAVE, [_FIELDS.of(ticket) for ticket in tickets])

    def waiting(self, *, opened_by: datetime, limit: int) -> list[Ticket]:
        """Return those without an answer that were opened by a time, the oldest first."""
        rows = self._lane.rows(_WAITING, micros(opened_by), limit)
        return [Ticket(**_FIELDS.read(row)) for row in rows]

    def late(self, *, since: datetime, until: datetime) -> dict[str | None, Late]:
        """Count by shop those whose time ended in (since, until], and which of them were late."""
        within = WITHIN // datetime.resolution
        rows = self._lane.rows(_LATE, within, micros(since - WITHIN), micros(until - WITHIN))
        return {shop: Late(late=late, due=due) for shop, late, due in rows}
