"""Improvements: which orders were on each list of what to do about a figure of health."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.health.figures import Metric
from rules.health.improving import Improvement
from storage.health.tables import ImprovementRow
from storage.mapping import from_json, row_of, table, to_json

_improvements = table(ImprovementRow)


class Improvements:
    """Keeps what was sent; nothing of it changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, found: Collection[Improvement]) -> None:
        """Keep lists that are sent."""
        rows = [{**row_of(one), "orders": to_json(list(one.orders))} for one in found]
        if rows:
            self._connection.execute(_improvements.insert(), rows)

    def get(self, improvement_id: str) -> Improvement | None:
        """Return one of them."""
        query = select(_improvements).where(_improvements.c.id == improvement_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        orders, metric = tuple(from_json(row["orders"])), Metric(row["metric"])
        return Improvement(**{**row, "orders": orders, "metric": metric})
