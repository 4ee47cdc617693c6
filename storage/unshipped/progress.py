"""The progress of orders, and which of them are open, differ or were missed; set by set."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.engine import Connection

from rules.unshipped.progress import MILESTONES, WORDS, Progress
from rules.unshipped.sheet import Cells
from storage.lane import Columns, Lane, Statement, maybe, micros, names, quoted
from storage.mapping import table
from storage.unshipped.tables import ProgressRow

_COLUMNS = Columns(table(ProgressRow))
_FIELDS = _COLUMNS.names
_MINE = ", ".join(f"p.{quoted(name)}" for name in _FIELDS)
#: Whose orders are read; None: all.
Shops = Collection[str] | None


class Stretch(StrEnum):
    """By what an order is of a stretch of time."""

    PAID = "paid"
    DUE = "due"  #: When it was promised to leave.


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOrder:
    """An order with what is known of it beside its progress."""

    progress: Progress
    shop: str | None
    warehouse: str | None
    platform: str | None
    amount: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedOrder(PaidOrder):
    """An order that had not left when it was promised to."""

    scanned: str | None  #: The last answer of a scanner by then.


def _merged(column: str) -> str:
    """Return what a column becomes; in words of rules.unshipped.progress.Progress.note."""
    new, old = f"excluded.{quoted(column)}", f"progress.{quoted(column)}"
    if column in MILESTONES:
        return f"CASE WHEN {new} IS NULL OR {old} <= {new} THEN {old} ELSE {new} END"
    word = next(w for w, told in WORDS.items() if column in (w, told))
    said, told = quoted(word), quoted(WORDS[word])
    none = "0" if word == "due" else "''"
    order = "" if word == "due" else ' COLLATE "C"'
    later = (
        f"excluded.{told} > coalesce(progress.{told}, 0) OR (excluded.{told} = progress.{told}"
        f" AND coalesce(excluded.{said}, {none}){order} > coalesce(progress.{said}, {none}))"
    )
    return f"CASE WHEN {later} THEN {new} ELSE {old} END"


def _note() -> Statement:
    new = ", ".join(f"{quoted(c)} = {_merged(c)}" for c in _FIELDS if c != "order_no")
    places = ", ".join("?" * len(_FIELDS))
    made = Statement.of(
        f"INSERT INTO progress ({names(_FIELDS)}) VALUES ({places})"  # noqa: S608 - our columns
        f" ON CONFLICT (order_no) DO UPDATE SET {new}"
    )
    # Codepoints decide in both: SQLite's own order is that, PostgreSQL's is the place's.
    return Statement(made.sqlite.replace(' COLLATE "C"', ""), made.postgresql)


_NOTE = _note()
_FIND = Statement.of(f"SELECT {_MINE} FROM progress p WHERE p.order_no IN ?")  # noqa: S608
#: Orders of some shops, or of all.
_SEEN = "(? = 1 OR EXISTS (SELECT 1 FROM orders s WHERE s.order_no = p.order_no AND s.shop IN ?))"
_NOT_MOVED = "p.moved_at IS NULL AND p.ended_at IS NULL"
#: The + keeps SQLite from walking through all that was ever paid to find what is open.
_OPEN = f"+p.paid_at <= ? AND p.left_at IS NULL AND {_NOT_MOVED} AND {_SEEN}"
_COMBINATIONS = Statement.of(
    "SELECT p.mark, p.system, p.warehouse, count(*) FROM progress p"  # noqa: S608
    f" WHERE {_OPEN} GROUP BY p.mark, p.system, p.warehouse"
)
_KNOWN = f"{_MINE}, o.shop, o.warehouse, o.platform, o.amount"
_READ = (
    f"SELECT {_KNOWN}"  # noqa: S608
    " FROM progress p LEFT JOIN orders o ON o.order_no = p.order_no"
)
#: What is due first, then what nobody knows when.
_ORDER = " ORDER BY p.due IS NULL, p.due, p.order_no LIMIT ?"
_SAID = "(p.mark || '\x1f' || p.system || '\x1f' || p.warehouse)"
_DIFFERING = Statement.of(f"{_READ} WHERE {_OPEN} AND {_SAID} IN ?{_ORDER}")
_THESE = Statement.of(f"{_READ} WHERE p.order_no IN ?")
_DUE = Statement.of(
    f"{_READ} WHERE {_OPEN} AND p.due <= ? ORDER BY p.due <= ?, p.due, p.order_no LIMIT ?"
)
_ALL_OPEN = Statement.of(f"{_READ} WHERE {_OPEN}{_ORDER}")
_WAS_PAID = "p.paid_at >= ? AND p.paid_at < ?"
#: Orders that were paid, or were promised to leave, in a stretch of time.
_STRETCHES = {
    Stretch.PAID: f"{_WAS_PAID} AND {_SEEN}",
    Stretch.DUE: f"{_WAS_PAID} AND p.due >= ? AND p.due < ? AND {_SEEN}",
}
#: The longest that is promised, a presale's, with a day to spare: what is due is found by when it
#: was paid. An index of its own would be written with every event, for one line a day.
_PROMISED_WITHIN = timedelta(days=16)
_PAID = Statement.of(
    "SELECT coalesce(o.warehouse, ''), count(*) FROM progress p"  # noqa: S608
    f" LEFT JOIN orders o ON o.order_no = p.order_no WHERE {_STRETCHES[Stretch.PAID]}"
    " GROUP BY coalesce(o.warehouse, '')"
)
#: Where nobody asks for the warehouse, orders need not be looked up: the index alone is counted.
_COUNTED = {
    stretch: Statement.of(f"SELECT count(*) FROM progress p WHERE {within}")  # noqa: S608
    for stretch, within in _STRETCHES.items()
}
_DUE_IN = Statement.of(f"SELECT {_MINE} FROM progress p WHERE {_STRETCHES[Stretch.DUE]}")  # noqa: S608
_FIRST_PAID = Statement.of("SELECT min(paid_at) FROM progress")
_MISSED_SINCE = Statement.of(
    "SELECT count(*) FROM progress p WHERE p.due > ? AND p.due <= ?"  # noqa: S608
    f" AND p.paid_at IS NOT NULL AND {_NOT_MOVED}"
)
_IS_MISSED = (
    "p.due <= ? AND (p.moved_at IS NULL OR p.moved_at > p.due)"
    " AND (p.ended_at IS NULL OR p.ended_at > p.due)"
)
_MISSED = {
    stretch: Statement.of(
        f"SELECT {_KNOWN},"  # noqa: S608
        " (SELECT s.verdict FROM scans s WHERE s.order_no = p.order_no AND s.at <= p.due"
        "  AND s.verdict <> 'ALREADY_SHIPPED' ORDER BY s.at DESC, s.scan_id DESC LIMIT 1)"
        " FROM progress p LEFT JOIN orders o ON o.order_no = p.order_no"
        f" WHERE {within} AND {_IS_MISSED} ORDER BY p.due, p.order_no"
    )
    for stretch, within in _STRETCHES.items()
}


def _progress(row: Sequence[Any]) -> Progress:
    return Progress(**_COLUMNS.read(row[: len(_FIELDS)]))


def _between(stretch: Stretch, since: datetime, until: datetime) -> Sequence[int | None]:
    first, after = micros(since), micros(until)
    if stretch is Stretch.PAID:
        return first, after
    return micros(since - _PROMISED_WITHIN), after, first, after


class ProgressBook:
    """Notes how far orders have come, and reads it."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def note(self, found: Iterable[Progress]) -> None:
        """Add what is known to what was known, in any order and however often."""
        rows = sorted(map(_COLUMNS.of, found))
        if rows:
            self._lane.write(_NOTE, rows)

    def find(self, order_nos: Collection[str]) -> dict[str, Progress]:
        """Return the progress of those of these orders that have made any."""
        rows = self._lane.rows(_FIND, self._lane.listed(order_nos))
        return {row[0]: _progress(row) for row in rows}

    def combinations(self, until: datetime, shops: Shops = None) -> dict[Cells, int]:
        """Return what the sides say of orders that were paid by then and are open, counted."""
        rows = self._lane.rows(_COMBINATIONS, micros(until), *self._seen(shops))
        return {Cells(*row[:3]): int(row[3]) for row in rows}

    def saying(
        self, cells: Collection[Cells], until: datetime, limit: int, shops: Shops = None
    ) -> list[PaidOrder]:
        """Return open orders of which the sides say one of these, what is due first on top."""
        keys = self._lane.listed(["\x1f".join(one) for one in cells])
        rows = self._lane.rows(_DIFFERING, micros(until), *self._seen(shops), keys, limit)
        return [PaidOrder(**_known(row)) for row in rows]

    def open(self, until: datetime, limit: int, shops: Shops = None) -> list[PaidOrder]:
        """Return orders that were paid by then and are open, what is due first on top."""
        rows = self._lane.rows(_ALL_OPEN, micros(until), *self._seen(shops), limit)
        return [PaidOrder(**_known(row)) for row in rows]

    def due(self, by: datetime, now: datetime, limit: int, shops: Shops = None) -> list[PaidOrder]:
        """Return open orders that were promised to leave by then: due next, then overdue."""
        seen, moment = self._seen(shops), micros(now)
        rows = self._lane.rows(_DUE, moment, *seen, micros(by), moment, limit)
        return [PaidOrder(**_known(row)) for row in rows]

    def these(self, order_nos: Collection[str]) -> list[PaidOrder]:
        """Return orders with what is known of them, open or not."""
        return [
            PaidOrder(**_known(row))
            for row in self._lane.rows(_THESE, self._lane.listed(order_nos))
        ]

    def count(
        self, since: datetime, until: datetime, shops: Shops = None, stretch: Stretch = Stretch.PAID
    ) -> int:
        """Count what is of a stretch of time; its end is not part of it."""
        between = _between(stretch, since, until)
        return int(self._lane.rows(_COUNTED[stretch], *between, *self._seen(shops))[0][0])

    def paid(self, since: datetime, until: datetime, shops: Shops = None) -> Counter[str]:
        """Count by warehouse what was paid in a stretch of time; its end is not part of it."""
        rows = self._lane.rows(_PAID, micros(since), micros(until), *self._seen(shops))
        return Counter({warehouse: int(number) for warehouse, number in rows})

    def missed(
        self,
        since: datetime,
        until: datetime,
        now: datetime,
        shops: Shops = None,
        *,
        stretch: Stretch = Stretch.PAID,
    ) -> list[MissedOrder]:
        """Return those of them that had no carrier's trace when they were promised to leave."""
        between = _between(stretch, since, until)
        rows = self._lane.rows(_MISSED[stretch], *between, *self._seen(shops), micros(now))
        return [MissedOrder(**_known(row), scanned=row[-1]) for row in rows]

    def due_in(self, since: datetime, until: datetime) -> list[Progress]:
        """Return paid orders that were promised to leave in a stretch of time."""
        between = _between(Stretch.DUE, since, until)
        return [_progress(row) for row in self._lane.rows(_DUE_IN, *between, *self._seen(None))]

    def first_paid(self) -> datetime | None:
        """Return when the first order was paid."""
        return maybe(self._lane.rows(_FIRST_PAID)[0][0])

    def missed_since(self, since: datetime, now: datetime) -> int:
        """Count paid orders that were to leave in a stretch of time, and that no carrier has."""
        return int(self._lane.rows(_MISSED_SINCE, micros(since), micros(now))[0][0])

    def _seen(self, shops: Shops) -> tuple[int, object]:
        return int(shops is None), self._lane.listed(shops or ())


def _known(row: Sequence[Any]) -> dict[str, Any]:
    fields = ("shop", "warehouse", "platform", "amount")
    return {"progress": _progress(row), **dict(zip(fields, row[len(_FIELDS) :], strict=False))}
