"""Feeds: when and how often each source sends each type of event, and what was refused from it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.events.tables import FeedHourRow, FeedRow
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import table, upsert


class RefusalRow(SQLModel, table=True):
    """Events refused at the door, counted by source, code and day."""

    __tablename__ = "refusals"

    source: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    count: int = 0


_feeds = table(FeedRow)
_hours = table(FeedHourRow)
_refusals = table(RefusalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source's stream of one type."""

    source: str
    type: str
    received_at: datetime


_FIELDS = tuple(Feed.__dataclass_fields__)
_COLUMNS = tuple(_feeds.c[name] for name in _FIELDS)
_HEARD = Statement.insert("feeds", _FIELDS, keys=("source", "type"))
_COUNT = Statement.insert(
    "feed_hours",
    ("source", "type", "hour", "events"),
    keys=("source", "type", "hour"),
    add=("events",),
)
_HOURS = Statement.of("SELECT DISTINCT hour FROM feed_hours WHERE hour IN ?")
_COUNTS = Statement.of(
    "SELECT hour, source, type, events FROM feed_hours WHERE hour IN ? AND source IN ?"
)


class Feeds:
    """Notes that sources speak."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def heard(self, counts: Mapping[tuple[str, str, datetime], int], now: datetime) -> None:
        """Note that events were received by `now`: how many by source, type and hour."""
        rows = [(source, kind, micros(hour), n) for (source, kind, hour), n in counts.items()]
        if rows:
            at = micros(now)
            self._lane.write(_HEARD, [(source, kind, at) for source, kind in {r[:2] for r in rows}])
            self._lane.write(_COUNT, rows)

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

    def hours(
        self, wanted: Collection[datetime], sources: Collection[str]
    ) -> dict[datetime, dict[tuple[str, str], int]]:
        """Return the hours in which anybody was heard, and how often each type of these sources."""
        if not wanted:
            return {}
        hours = self._lane.listed([micros(hour) for hour in wanted])
        found: dict[datetime, dict[tuple[str, str], int]] = {
            instant(row[0]): {} for row in self._lane.rows(_HOURS, hours)
        }
        rows = self._lane.rows(_COUNTS, hours, self._lane.listed(sources))
        for hour, source, kind, number in rows:
            found[instant(hour)][source, kind] = number
        return found

    def forget_hours(self, before: datetime) -> None:
        """Forget how often sources were heard in the hours before."""
        self._connection.execute(_hours.delete().where(_hours.c.hour < before))

    def refusals(self) -> dict[tuple[str, str], int]:
        """Return how many events were refused, by (source, code)."""
        totals: dict[tuple[str, str], int] = {}
        query = select(_refusals.c.source, _refusals.c.code, _refusals.c["count"])
        for source, code, number in self._connection.execute(query):
            totals[source, code] = totals.get((source, code), 0) + number
        return totals
