"""Marks: switches that people set, and when something was last done, one row under each name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Text, bindparam, func, select
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.columns import Instant
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
_COLUMNS = tuple(_marks.c[name] for name in Mark.__dataclass_fields__)

# Every look asks; building a statement costs more than running it.
_ONE = select(*_COLUMNS).where(_marks.c.name == bindparam("mark"))
_PREFIX = bindparam("prefix", type_=String())
_CALLED = (
    select(*_COLUMNS)
    .where(func.substr(_marks.c.name, 1, func.length(_PREFIX)) == _PREFIX)
    .order_by(_marks.c.name)
)


class Marks:
    """Reads and sets marks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Mark | None:
        """Return one mark."""
        row = self._connection.execute(_ONE, {"mark": name}).first()
        return Mark(**row._mapping) if row else None

    def called(self, prefix: str) -> list[Mark]:
        """Return the marks whose names begin so, in the order of their names."""
        found = self._connection.execute(_CALLED, {"prefix": prefix})
        return [Mark(**row._mapping) for row in found]

    def clear(self, name: str) -> None:
        """Take a mark away."""
        self._connection.execute(_marks.delete().where(_marks.c.name == name))

    def set(self, mark: Mark) -> None:
        """Set a mark, over an earlier one of the same name."""
        self._connection.execute(upsert(self._connection, _marks, keys=("name",)), [row_of(mark)])
