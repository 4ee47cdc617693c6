"""Work on what is unshipped: an order is taken by one person at a time, and done by one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from rules.unshipped.work import TAKEN_FOR, Work
from storage.lane import Lane, Statement, maybe, micros, names
from storage.mapping import table
from storage.unshipped.tables import WorkRow

_FIELDS = tuple(table(WorkRow).columns.keys())
_TIMES = tuple(_FIELDS.index(name) for name in ("taken_at", "done_at"))
_MINE = names(_FIELDS)
#: What nobody did is carried over; what somebody did and is there again begins anew.
_PUT_ON = Statement.of(
    "INSERT INTO unshipped_work (order_no, sheet, first_sheet) VALUES (?, ?, ?)"
    " ON CONFLICT (order_no) DO UPDATE SET sheet = excluded.sheet,"
    " first_sheet = CASE WHEN unshipped_work.done_at IS NULL AND unshipped_work.first_sheet <> ''"
    "  THEN unshipped_work.first_sheet ELSE excluded.first_sheet END,"
    " done_by = NULL, done_at = NULL WHERE unshipped_work.sheet < excluded.sheet"
)
_ON = Statement.of(f"SELECT {_MINE} FROM unshipped_work WHERE sheet = ? ORDER BY order_no")  # noqa: S608 - our columns
_LEFT = Statement.of(
    f"SELECT {_MINE} FROM unshipped_work"  # noqa: S608 - our columns
    " WHERE sheet = ? AND done_at IS NULL ORDER BY order_no LIMIT ?"
)
_OF = Statement.of(f"SELECT {_MINE} FROM unshipped_work WHERE order_no IN ?")  # noqa: S608
_TAKEN_BY = Statement.of(
    f"SELECT {_MINE} FROM unshipped_work"  # noqa: S608
    " WHERE taken_by = ? AND taken_at > ? AND done_at IS NULL ORDER BY taken_at, order_no"
)
#: One statement, so that of two who take it at once the second finds it taken.
_TAKE = Statement.of(
    "INSERT INTO unshipped_work (order_no, sheet, first_sheet, taken_by, taken_at)"
    " VALUES (?, '', '', ?, ?) ON CONFLICT (order_no) DO UPDATE"
    " SET taken_by = excluded.taken_by, taken_at = excluded.taken_at"
    " WHERE unshipped_work.done_at IS NULL AND (unshipped_work.taken_by IS NULL"
    "  OR unshipped_work.taken_by = excluded.taken_by OR unshipped_work.taken_at <= ?)"
)
_FINISH = Statement.of(
    "INSERT INTO unshipped_work (order_no, sheet, first_sheet, done_by, done_at)"
    " VALUES (?, '', '', ?, ?) ON CONFLICT (order_no) DO UPDATE"
    " SET done_by = excluded.done_by, done_at = excluded.done_at"
    " WHERE unshipped_work.done_at IS NULL"
)
#: Two who take turns at the same orders would wait for each other; SQLite has one writer anyway.
_ONE_AT_A_TIME = Statement("SELECT 1", "SELECT pg_advisory_xact_lock(7801)")
_GIVE_BACK = Statement.of(
    "UPDATE unshipped_work SET taken_by = NULL, taken_at = NULL WHERE order_no = ? AND taken_by = ?"
)


def _work(row: Sequence[Any]) -> Work:
    values = list(row)
    for place in _TIMES:
        values[place] = maybe(values[place])
    return Work(**dict(zip(_FIELDS, values, strict=True)))


class Worklist:
    """Reads and writes who does what."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def put_on(self, day: str, order_nos: Collection[str]) -> None:
        """Note that orders are on the sheet of a day; noted twice it is the same."""
        if order_nos:
            self._lane.write(_PUT_ON, [(no, day, day) for no in sorted(order_nos)])

    def left(self, day: str, limit: int) -> list[Work]:
        """Return what is on the sheet of a day and nobody has done, so many at most."""
        return [_work(row) for row in self._lane.rows(_LEFT, day, limit)]

    def on(self, day: str) -> list[Work]:
        """Return what is on the sheet of a day, as far as that is the latest."""
        return [_work(row) for row in self._lane.rows(_ON, day)]

    def of(self, order_nos: Collection[str]) -> dict[str, Work]:
        """Return what people did about those of these orders about which they did anything."""
        rows = self._lane.rows(_OF, self._lane.listed(order_nos))
        return {work.order_no: work for work in map(_work, rows)}

    def queue_up(self) -> None:
        """Wait until nobody else chooses an order, to the end of this transaction."""
        self._lane.rows(_ONE_AT_A_TIME)

    def taken_by(self, person: str, now: datetime) -> list[Work]:
        """Return what somebody has now, the first taken first."""
        rows = self._lane.rows(_TAKEN_BY, person, micros(now - TAKEN_FOR))
        return [_work(row) for row in rows]

    def take(self, order_no: str, person: str, now: datetime) -> bool:
        """Take an order; False where somebody else has it, or somebody has done it."""
        row = (order_no, person, micros(now), micros(now - TAKEN_FOR))
        return self._lane.write(_TAKE, [row]) > 0

    def finish(self, order_no: str, person: str, now: datetime) -> bool:
        """Note that somebody has done an order; False where it was done before."""
        return self._lane.write(_FINISH, [(order_no, person, micros(now))]) > 0

    def give_back(self, order_no: str, person: str) -> None:
        """Let others have an order that this person took."""
        self._lane.write(_GIVE_BACK, [(order_no, person)])
