"""The journal: an append-only record of what happened outside, when, and when it reached us."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.events.event import Event
from storage.events.tables import JournalRow
from storage.lane import Columns, Lane, Statement, instant, micros, names
from storage.mapping import from_json, table, to_json

_journal = table(JournalRow)
_WRITTEN = ("source", "event_id", "type", "order_no", "at", "received_at", "data")

_JOURNAL = Columns(_journal, *_WRITTEN)

_APPEND = Statement.insert("journal", _WRITTEN)
#: All rows in one statement, each column a list; only PostgreSQL is asked so.
_APPEND_ALL = Statement.of(
    f"INSERT INTO journal ({_JOURNAL.listed}) SELECT * FROM unnest("  # noqa: S608 - our columns
    "?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])"
    " ON CONFLICT DO NOTHING RETURNING source, event_id"
)
_LAST = Statement.of("SELECT max(seq) FROM journal")
_KEYS_AFTER = Statement.of("SELECT source, event_id FROM journal WHERE seq > ?")
_OF_ORDERS = Statement.of(
    f"SELECT {names(_WRITTEN)} FROM journal WHERE order_no IN ? AND type IN ?"  # noqa: S608 - our columns
)
_OF_ORDER = Statement.of(
    f"SELECT {names(_WRITTEN)} FROM journal WHERE order_no = ? ORDER BY at, seq"  # noqa: S608
)
_LATEST = Statement.of(
    f"SELECT {names(_WRITTEN)} FROM journal ORDER BY seq DESC LIMIT ?"  # noqa: S608 - our columns
)
#: So many of the newest events are looked at for each order that is asked for.
_EVENTS_OF_ORDER = 20
_LAST_ORDERS = Statement.of(
    "SELECT order_no FROM (SELECT order_no, seq FROM journal ORDER BY seq DESC LIMIT ?) AS newest"
    " WHERE order_no IS NOT NULL GROUP BY order_no ORDER BY max(seq) DESC LIMIT ?"
)
#: Orders on which something happened, the latest rows first. Only so much of the journal's end is
#: walked: no index is by type alone, and one would be written with every event.
_ON_WHICH = Statement.of(
    "SELECT j.order_no, j.at FROM journal j"
    " WHERE j.seq > ? AND j.type = ? AND j.at >= ? AND j.at <= ?"
    " AND j.order_no IS NOT NULL AND (? = 1 OR EXISTS"
    " (SELECT 1 FROM orders o WHERE o.order_no = j.order_no AND o.shop IN ?))"
    " ORDER BY j.seq DESC LIMIT ?"
)
_ARRIVED = Statement.of("SELECT received_at FROM journal WHERE seq <= ? ORDER BY seq DESC LIMIT 1")
_MOVERS = Statement.of(
    "SELECT DISTINCT o.customer_id, o.order_no"
    " FROM orders o JOIN journal j ON j.order_no = o.order_no"
    " WHERE o.customer_id IN ? AND j.type = 'order.address_changed'"
)


def _event(row: Sequence[Any]) -> Event:
    source, event_id, kind, order_no, at, received_at, data = row
    times = instant(at), instant(received_at)
    return Event(source, event_id, kind, order_no, *times, from_json(data))


#: Journal rows for each order looked for: enough for a busy hour, and it never reads a whole day.
_ROWS_AN_ORDER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How far back a look over all orders goes: a time, and never more than so many rows."""

    since: datetime
    until: datetime
    rows: int  #: Of the journal's end.
    found: int  #: Of those that are looked for.


class Journal:
    """Reads and appends events; nothing is ever changed or removed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def add(self, events: Sequence[Event]) -> list[Event]:
        """Append events and return those that were new; source + id is the idempotency key."""
        first: dict[tuple[str, str], Event] = {}
        for event in events:
            first.setdefault((event.source, event.id), event)
        if not first:
            return []
        rows = [
            _JOURNAL.row((e.source, e.id, e.type, e.order_no, e.at, e.received_at, to_json(e.data)))
            for e in first.values()
        ]
        if self._connection.dialect.name != "sqlite":
            written = set(self._lane.rows(_APPEND_ALL, *map(list, zip(*rows, strict=True))))
            return [event for key, event in first.items() if key in written]
        # RETURNING would cost as much again as the insert.
        # SQLite has one writer: what is behind `last` is ours.
        last = self._lane.rows(_LAST)[0][0] or 0
        if self._lane.write(_APPEND, rows) == len(rows):
            return list(first.values())
        new = set(self._lane.rows(_KEYS_AFTER, last))
        return [event for key, event in first.items() if key in new]

    def of_orders(
        self, order_nos: Collection[str], types: Collection[str]
    ) -> dict[str, list[Event]]:
        """Return the events of these types for each order that has any."""
        found: dict[str, list[Event]] = {}
        if not order_nos:
            return found
        wanted = self._lane.listed(order_nos), self._lane.listed(types)
        for row in self._lane.rows(_OF_ORDERS, *wanted):
            event = _event(row)
            known = found.get(row[3])
            if known is None:
                found[row[3]] = [event]
            else:
                known.append(event)
        return found

    def of_order(self, order_no: str) -> list[Event]:
        """Return everything about one order, in order of time."""
        return [_event(row) for row in self._lane.rows(_OF_ORDER, order_no)]

    def latest(self, limit: int) -> list[Event]:
        """Return what arrived last, the newest first."""
        return [_event(row) for row in self._lane.rows(_LATEST, limit)]

    def orders_last_heard_of(self, limit: int) -> list[str]:
        """Return the orders that the newest events are about, the one heard of last first."""
        rows = self._lane.rows(_LAST_ORDERS, limit * _EVENTS_OF_ORDER, limit)
        return [order_no for (order_no,) in rows]

    def each(self) -> Iterator[Event]:
        """Yield everything that was ever written down, in order of writing, read as it is asked."""
        query = select(*(_journal.c[name] for name in _WRITTEN)).order_by(_journal.c.seq)
        for row in self._connection.execution_options(stream_results=True).execute(query):
            source, event_id, kind, order_no, at, received_at, data = row
            yield Event(source, event_id, kind, order_no, at, received_at, from_json(data))

    def movers_of(self, customer_ids: Collection[str]) -> list[tuple[str, str]]:
        """Return each customer with those of their orders whose address was ever changed."""
        rows = self._lane.rows(_MOVERS, self._lane.listed(customer_ids))
        return [(customer, order_no) for customer, order_no in rows]

    def orders_on_which(
        self, kind: str, stretch: Stretch, shops: Collection[str] | None
    ) -> tuple[list[str], datetime]:
        """
        Return the orders of some shops on which a type of event happened, the latest first.

        And since when they are all there: later than asked for where the rows did not reach back.
        """
        start = (self._lane.rows(_LAST)[0][0] or 0) - stretch.rows
        rows = self._lane.rows(
            _ON_WHICH, start, kind, micros(stretch.since), micros(stretch.until),
            int(shops is None), self._lane.listed(tuple(shops or ())), stretch.found,
        )  # fmt: skip
        left_out = self._lane.rows(_ARRIVED, start) if start > 0 else ()
        cut = len(rows) == stretch.found or any(r[0] >= micros(stretch.since) for r in left_out)
        reached = rows[-1][1] if rows else micros(stretch.until)
        since = instant(reached) if cut else stretch.since
        return list(dict.fromkeys(row[0] for row in rows)), since

    def orders_heard_of(self, *, after: datetime, until: datetime, at_most: int) -> int:
        """Return how many orders something arrived of, looking no further than `at_most` need."""
        latest = (
            select(_journal.c.order_no, _journal.c.received_at)
            .order_by(_journal.c.seq.desc())
            .limit(at_most * _ROWS_AN_ORDER)
            .subquery()
        )
        query = select(func.count(latest.c.order_no.distinct())).where(
            latest.c.received_at > after, latest.c.received_at <= until
        )
        return min(int(self._connection.execute(query).scalar_one()), at_most)
