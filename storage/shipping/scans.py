"""Scans: every answer given at a warehouse scanner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, instant, micros, names
from storage.mapping import from_json, row_of, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One answer at a scanner."""

    source: str
    scan_id: str
    at: datetime
    station: str
    code: str
    order_no: str | None
    verdict: str
    items: list[dict[str, Any]] | None = None


_FIELDS = tuple(Scan.__dataclass_fields__)
_FIND = Statement.of(f"SELECT {names(_FIELDS)} FROM scans WHERE source = ? AND scan_id = ?")  # noqa: S608 - our columns
_OF_ORDER = Statement.of(
    f"SELECT {names(_FIELDS)} FROM scans WHERE order_no = ? ORDER BY at, scan_id"  # noqa: S608
)
_DENIED = Statement.of(
    "SELECT count(*) FROM scans WHERE order_no = ? AND at >= ? AND verdict = 'LOCKED'"
)
_STOPPED = Statement.of(
    "SELECT order_no, min(at) FROM scans WHERE at >= ? AND at < ? AND order_no IS NOT NULL"
    " AND verdict IN ('LOCKED', 'PARCEL_MISMATCH') GROUP BY order_no ORDER BY 2, 1"
)
_SAVE = Statement.insert("scans", _FIELDS, keys=("source", "scan_id"))


def _scan(row: Sequence[Any]) -> Scan:
    values = dict(zip(_FIELDS, row, strict=True))
    values["at"] = instant(values["at"])
    values["items"] = from_json(values["items"]) if values["items"] else None
    return Scan(**values)


class Scans:
    """Remembers answers, by source and scan id."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def find(self, source: str, scan_id: str) -> Scan | None:
        """Return the answer given to this scan before."""
        rows = self._lane.rows(_FIND, source, scan_id)
        return _scan(rows[0]) if rows else None

    def save(self, scan: Scan) -> None:
        """Write the answer down, over an earlier one to the same scan."""
        items = None if scan.items is None else to_json(scan.items)
        row = {**row_of(scan), "at": micros(scan.at), "items": items}
        self._lane.write(_SAVE, [tuple(row[name] for name in _FIELDS)])

    def of_order(self, order_no: str) -> list[Scan]:
        """Return every scan of an order, oldest first."""
        return [_scan(row) for row in self._lane.rows(_OF_ORDER, order_no)]

    def stopped(self, since: datetime, until: datetime) -> dict[str, datetime]:
        """Return orders whose goods were locked or the wrong ones at a scanner, and when first."""
        rows = self._lane.rows(_STOPPED, micros(since), micros(until))
        return {order_no: instant(at) for order_no, at in rows}

    def denied_since(self, order_no: str, since: datetime) -> int:
        """Count scans of an order stopped by a lock since then: the proof line on its card."""
        return int(self._lane.rows(_DENIED, order_no, micros(since))[0][0])
