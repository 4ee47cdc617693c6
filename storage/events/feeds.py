"""Feeds: when each source last sent each type of event, and what was refused from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.events.tables import FeedRow
from storage.lane import Lane, Statement, micros
from storage.mapping import table, upsert


class RefusalRow(SQLModel, table=True):
    """Events refused at the door, counted by source, code and day."""

    __tablename__ = "refusals"

    source: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    count: int = 0


_feeds = table(FeedRow)
_refusals = table(RefusalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source's stream of one type."""

    source: str
    type: str
    received_at: datetime
    events: int


_FIELDS = tuple(Feed.__dataclass_fields__)
_COLUMNS = tuple(_feeds.c[name] for name in _FIELDS)
_HEARD = Statement.insert("feeds", _FIELDS, keys=("source", "type"), add=("events",))


class Feeds:
    """Notes that sources speak."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def heard(self, counts: Iterable[tuple[str, str, int]], now: datetime) -> None:
        """Note (source, type, number of events) received at `now`."""
        at = micros(now)
        rows = [(source, kind, at, number) for source, kind, number in counts]
        if rows:
            self._lane.write(_HEARD, rows)

    def refused(self, counts: Iterable[tuple[str, str, int]], day: str) -> None:
        """Count refusals (source, code, number) of a local day (S-83)."""
        rows = [{"source": s, "code": c, "day": day, "count": n} for s, c, n in counts]
        if rows:
            statement = upsert(
                self._connection, _refusals, keys=("source", "code", "day"), add=("count",)
            )
            self._connection.execute(statement, rows)

    def all(self) -> list[Feed]:
        """Return every feed ever heard."""
        query = select(*_COLUMNS).order_by(_feeds.c.source, _feeds.c.type)
        return [Feed(**row._mapping) for row in self._connection.execute(query)]

    def refusals(self) -> dict[tuple[str, str], int]:
        """Return how many events were refused, by (source, code)."""
        totals: dict[tuple[str, str], int] = {}
        query = select(_refusals.c.source, _refusals.c.code, _refusals.c["count"])
        for source, code, number in self._connection.execute(query):
            totals[source, code] = totals.get((source, code), 0) + number
        return totals
