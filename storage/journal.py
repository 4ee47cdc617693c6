"""The journal: an append-only record of what happened outside, when, and when it reached us."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.events import Event
from storage.mapping import from_json, insert_or_skip, portions, table, to_json
from storage.tables import JournalRow, OrderRow

_journal = table(JournalRow)
_orders = table(OrderRow)
_COLUMNS = (
    _journal.c.source,
    _journal.c.event_id,
    _journal.c.type,
    _journal.c.order_no,
    _journal.c.at,
    _journal.c.received_at,
    _journal.c.data,
)


def _event(row: tuple[str, str, str, str | None, datetime, datetime, str]) -> Event:
    source, event_id, kind, order_no, at, received_at, data = row
    return Event(
        source=source,
        id=event_id,
        type=kind,
        order_no=order_no,
        at=at,
        received_at=received_at,
        data=from_json(data),
    )


class Journal:
    """Reads and appends events; nothing is ever changed or removed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, events: Sequence[Event]) -> list[Event]:
        """Append events and return those that were new; source + id is the idempotency key."""
        first: dict[tuple[str, str], Event] = {}
        for event in events:
            first.setdefault((event.source, event.id), event)
        if not first:
            return []
        rows = [
            {
                "source": e.source,
                "event_id": e.id,
                "type": e.type,
                "order_no": e.order_no,
                "at": e.at,
                "received_at": e.received_at,
                "data": to_json(e.data),
            }
            for e in first.values()
        ]
        written = self._insert(rows, first.keys())
        return [event for key, event in first.items() if key in written]

    def _insert(
        self, rows: list[dict[str, Any]], keys: Collection[tuple[str, str]]
    ) -> Collection[tuple[str, str]]:
        """Insert rows and return the keys of those that were new."""
        returned = (_journal.c.source, _journal.c.event_id)
        if self._connection.dialect.name != "sqlite":
            statement = insert_or_skip(self._connection, _journal, returning=returned)
            return {(row[0], row[1]) for row in self._connection.execute(statement, rows)}
        # RETURNING would cost as much again as the insert.
        # SQLite has one writer: what is behind `last` is ours.
        last = self._connection.execute(select(func.max(_journal.c.seq))).scalar_one() or 0
        done = self._connection.execute(insert_or_skip(self._connection, _journal), rows)
        if done.rowcount == len(rows):
            return keys
        query = select(*returned).where(_journal.c.seq > last)
        return {(row[0], row[1]) for row in self._connection.execute(query)}

    def of_orders(
        self, order_nos: Collection[str], types: Collection[str]
    ) -> dict[str, list[Event]]:
        """Return the events of these types for each order that has any."""
        found: dict[str, list[Event]] = {}
        for portion in portions(list(order_nos)):
            query = select(*_COLUMNS).where(
                _journal.c.order_no.in_(portion), _journal.c.type.in_(types)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.order_no, []).append(_event(row))
        return found

    def of_order(self, order_no: str) -> list[Event]:
        """Return everything about one order, in order of time."""
        query = (
            select(*_COLUMNS)
            .where(_journal.c.order_no == order_no)
            .order_by(_journal.c.at, _journal.c.seq)
        )
        return [_event(row) for row in self._connection.execute(query)]

    def address_changes_of(self, customer_ids: Collection[str]) -> list[tuple[str, Event]]:
        """Return every address change of these customers with the customer's id."""
        query = (
            select(_orders.c.customer_id, *_COLUMNS)
            .join(_orders, _orders.c.order_no == _journal.c.order_no)
            .where(
                _orders.c.customer_id.in_(list(customer_ids)),
                _journal.c.type == "order.address_changed",
            )
        )
        return [(row[0], _event(row[1:])) for row in self._connection.execute(query)]
