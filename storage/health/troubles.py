"""Troubles: what is wrong with systems around us, and what was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.health.troubles import BLINDING, Trouble, Wrong
from storage.health.tables import TroubleRow
from storage.lane import Lane, Statement, instant, maybe, names
from storage.mapping import from_json, row_of, table, to_json, upsert

_troubles = table(TroubleRow)
_FIELDS = tuple(Trouble.__dataclass_fields__)
#: Asked for each batch of events, so it is a statement of the lane.
_LASTING = Statement.of(
    f"SELECT {names(_FIELDS)} FROM troubles WHERE over_at IS NULL ORDER BY since, id"  # noqa: S608 - our columns
)


class Troubles:
    """Reads and writes troubles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def get(self, trouble_id: str) -> Trouble | None:
        """Return one of them."""
        columns = [_troubles.c[name] for name in _FIELDS]
        query = select(*columns).where(_troubles.c.id == trouble_id)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _trouble(row)

    def lasting(self) -> list[Trouble]:
        """Return all that is wrong, the oldest first."""
        return [
            Trouble(
                id=row[0],
                wrong=Wrong(row[1]),
                name=row[2],
                since=instant(row[3]),
                facts=from_json(row[4]),
                over_at=maybe(row[5]),
            )
            for row in self._lane.rows(_LASTING)
        ]

    def since(self, after: datetime) -> list[Trouble]:
        """Return all that is wrong, and was at any time after one, the oldest first."""
        over = _troubles.c.over_at
        columns = [_troubles.c[name] for name in _FIELDS]
        query = select(*columns).where(over.is_(None) | (over > after))
        rows = self._connection.execute(query.order_by(_troubles.c.since, _troubles.c.id))
        return [_trouble(row) for row in rows.mappings()]

    def blinding(self) -> list[Trouble]:
        """Return those by which less may be counted than there is."""
        return [trouble for trouble in self.lasting() if trouble.wrong in BLINDING]

    def over(self, wrong: Wrong, after: datetime) -> list[Trouble]:
        """Return what was wrong in one way and ended after a time."""
        columns = [_troubles.c[name] for name in _FIELDS]
        query = select(*columns).where(_troubles.c.wrong == wrong, _troubles.c.over_at > after)
        return [_trouble(row) for row in self._connection.execute(query).mappings()]

    def save(self, troubles: list[Trouble]) -> None:
        """Write troubles as they stand."""
        if troubles:
            rows = [{**row_of(t), "facts": to_json(dict(t.facts))} for t in troubles]
            self._connection.execute(upsert(self._connection, _troubles, keys=("id",)), rows)


def _trouble(row: Mapping[Any, Any]) -> Trouble:
    return Trouble(**{**row, "wrong": Wrong(row["wrong"]), "facts": from_json(row["facts"])})
