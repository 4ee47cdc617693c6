"""Marks: switches that people set, and when something was last done, one row under each name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Text
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.columns import Instant
from storage.lane import Columns, Lane, Statement
from storage.mapping import row_of, table, upsert


class MarkRow(SQLModel, table=True):
    """A switch or a last time."""

    __tablename__ = "marks"

    name: str = Field(primary_key=True)
    state: str
    by: str
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(Instant, nullable=False))
    until: datetime | None = Field(default=None, sa_column=Column(Instant, nullable=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a switch stands, since when, until when and who set it."""

    name: str
    state: str
    by: str
    note: str = ""
    at: datetime
    until: datetime | None = None

    def holds(self, state: str, now: datetime) -> bool:
        """Say whether it stands so now."""
        return self.state == state and (self.until is None or now < self.until)


_marks = table(MarkRow)
_FIELDS = Columns(_marks, *Mark.__dataclass_fields__)
_ONE = Statement.of(f"SELECT {_FIELDS.listed} FROM marks WHERE name = ?")  # noqa: S608 - our columns
_CALLED = Statement.of(
    f"SELECT {_FIELDS.listed} FROM marks WHERE substr(name, 1, ?) = ? ORDER BY name"  # noqa: S608
)


class Marks:
    """Reads and sets marks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def get(self, name: str) -> Mark | None:
        """Return one mark."""
        rows = self._lane.rows(_ONE, name)
        return Mark(**_FIELDS.read(rows[0])) if rows else None

    def called(self, prefix: str) -> list[Mark]:
        """Return the marks whose names begin so, in the order of their names."""
        rows = self._lane.rows(_CALLED, len(prefix), prefix)
        return [Mark(**_FIELDS.read(row)) for row in rows]

    def clear(self, name: str) -> None:
        """Take a mark away."""
        self._connection.execute(_marks.delete().where(_marks.c.name == name))

    def set(self, mark: Mark) -> None:
        """Set a mark, over an earlier one of the same name."""
        self._connection.execute(upsert(self._connection, _marks, keys=("name",)), [row_of(mark)])
