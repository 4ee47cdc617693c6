"""Scans: every answer given at a warehouse scanner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.mapping import from_json, insert_or_skip, row_of, table, to_json, upsert
from storage.tables import ScanRow

_scans = table(ScanRow)


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


_COLUMNS = tuple(_scans.c[name] for name in Scan.__dataclass_fields__)


def _scan(values: dict[str, Any]) -> Scan:
    return Scan(**{**values, "items": from_json(values["items"]) if values["items"] else None})


class Scans:
    """Remembers answers, by source and scan id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, source: str, scan_id: str) -> Scan | None:
        """Return the answer given to this scan before."""
        query = select(*_COLUMNS).where(_scans.c.source == source, _scans.c.scan_id == scan_id)
        row = self._connection.execute(query).first()
        return _scan(dict(row._mapping)) if row else None

    def claim(self, scan: Scan) -> bool:
        """Write a scan down; False where another process answers the same scan right now."""
        statement = insert_or_skip(self._connection, _scans, returning=(_scans.c.scan_id,))
        return self._connection.execute(statement, [self._row(scan)]).first() is not None

    def save(self, scan: Scan) -> None:
        """Write the answer down, over an earlier one to the same scan."""
        statement = upsert(self._connection, _scans, keys=("source", "scan_id"))
        self._connection.execute(statement, [self._row(scan)])

    def of_order(self, order_no: str) -> list[Scan]:
        """Return every scan of an order, oldest first."""
        query = (
            select(*_COLUMNS)
            .where(_scans.c.order_no == order_no)
            .order_by(_scans.c.at, _scans.c.scan_id)
        )
        return [_scan(dict(row._mapping)) for row in self._connection.execute(query)]

    def denied_since(self, order_no: str, since: datetime) -> int:
        """Count scans of an order stopped by a lock since then: the proof line on its card."""
        query = select(func.count()).where(
            _scans.c.order_no == order_no, _scans.c.at >= since, _scans.c.verdict == "LOCKED"
        )
        return int(self._connection.execute(query).scalar_one())

    @staticmethod
    def _row(scan: Scan) -> dict[str, Any]:
        return {**row_of(scan), "items": to_json(scan.items) if scan.items is not None else None}
