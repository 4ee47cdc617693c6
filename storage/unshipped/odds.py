"""Odds: what became of the orders that were due on each day, by where they had stood."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.unshipped.odds import Outcomes, Place
from storage.mapping import insert_or_skip, table
from storage.unshipped.tables import OddsRow

_odds = table(OddsRow)


class OddsBook:
    """Remembers what was counted of a day, once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, day: date, found: Mapping[Place, Outcomes]) -> None:
        """Remember what was counted of a day."""
        rows: list[dict[str, Any]] = [
            {
                "day": day.isoformat(), "step": place.step, "time_left": place.left,
                "orders": outcomes.orders, "missed": outcomes.missed,
            }
            for place, outcomes in found.items()
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert_or_skip(self._connection, _odds), rows)

    def forget(self, before: date) -> None:
        """Drop what was counted of days before one."""
        self._connection.execute(_odds.delete().where(_odds.c.day < before.isoformat()))

    def since(self, day: date) -> dict[Place, Outcomes]:
        """Return what was counted of a day and all after it, added up."""
        query = (
            select(
                _odds.c.step, _odds.c.time_left, func.sum(_odds.c.orders), func.sum(_odds.c.missed)
            )
            .where(_odds.c.day >= day.isoformat())
            .group_by(_odds.c.step, _odds.c.time_left)
        )
        rows = self._connection.execute(query)
        return {
            Place(step, left): Outcomes(int(orders), int(missed))
            for step, left, orders, missed in rows
        }
