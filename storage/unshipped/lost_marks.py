"""Lost marks: what each imported sheet lacked, each mark once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.unshipped.lost_marks import Marked
from storage.lane import Lane, Statement, instant
from storage.mapping import insert_or_skip, table
from storage.unshipped.tables import LostMarkRow

_lost = table(LostMarkRow)
#: A mark that was set, or stood in a sheet, after the sheet that lacked it may be lost again.
_MARKED = Statement.of(
    "SELECT order_no, mark, mark_told FROM progress p"
    " WHERE mark <> '' AND left_at IS NULL AND ended_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM lost_marks l WHERE l.order_no = p.order_no AND l.at > p.mark_told)"
    " ORDER BY order_no"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An imported sheet in which marks were missing."""

    id: str
    system: str
    by: str
    at: datetime


class LostMarks:
    """Remembers which orders lost their mark in which sheet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def marked(self) -> list[Marked]:
        """Return the orders with a mark that neither left nor ended, nor are known to lack it."""
        rows = self._lane.rows(_MARKED)
        return [Marked(order_no=no, mark=mark, told=instant(told)) for no, mark, told in rows]

    def add(self, sheet: Sheet, lost: Sequence[Marked]) -> None:
        """Remember what a sheet lacked."""
        rows: list[dict[str, Any]] = [
            {
                "sheet": sheet.id, "order_no": one.order_no, "mark": one.mark, "told": one.told,
                "system": sheet.system, "by": sheet.by, "at": sheet.at,
            }
            for one in lost
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert_or_skip(self._connection, _lost), rows)

    def of_sheet(self, sheet_id: str) -> tuple[Sheet, list[Marked]] | None:
        """Return a sheet with what it lacked."""
        query = select(_lost).where(_lost.c.sheet == sheet_id).order_by(_lost.c.order_no)
        rows = list(self._connection.execute(query))
        if not rows:
            return None
        sheet = Sheet(id=sheet_id, system=rows[0].system, by=rows[0].by, at=rows[0].at)
        return sheet, [Marked(order_no=r.order_no, mark=r.mark, told=r.told) for r in rows]
