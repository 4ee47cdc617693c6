"""How values cross into SQL: JSON texts, upserts, and lists cut to what a statement takes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Executable, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

T = TypeVar("T")

#: Parameters of one IN list; SQLite takes 32,766 in a statement.
IN_LIMIT = 5_000


def table(model: type[SQLModel]) -> Table:
    """Return the Core table behind a SQLModel class."""
    found: Table = model.__table__  # type: ignore[attr-defined]  # set by SQLModel at class creation
    return found


def row_of(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any of storage's dataclasses
    """
    Return a dataclass's fields as a row.

    `dataclasses.asdict` would copy every value inside, at a third of intake.
    """
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def to_json(value: object) -> str:
    """Write JSON text."""
    return orjson.dumps(value).decode()


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON is any of six shapes
    """Read JSON text that we wrote."""
    return orjson.loads(text)


def portions(values: Sequence[T], size: int = IN_LIMIT) -> Iterator[Sequence[T]]:
    """Cut a long list into portions that fit a statement."""
    rest = iter(values)
    while portion := tuple(islice(rest, size)):
        yield portion


def insert_or_skip(
    connection: Connection, into: Table, *, returning: Sequence[ColumnElement[Any]] = ()
) -> Executable:
    """Build an INSERT that leaves existing rows alone, returning columns of those it wrote."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(into).on_conflict_do_nothing()
    built: Executable = statement.returning(*returning) if returning else statement
    return built


def upsert(
    connection: Connection,
    into: Table,
    *,
    keys: Sequence[str],
    add: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> Executable:
    """
    Build an INSERT that overwrites the row with the same keys.

    `add` columns are summed, `keep` columns stay as they are.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(into)
    new: Mapping[str, Any] = {
        c.name: (into.c[c.name] + literal_column(f"excluded.{c.name}"))
        if c.name in add
        else literal_column(f"excluded.{c.name}")
        for c in into.columns
        if c.name not in keys and c.name not in keep
    }
    built: Executable = statement.on_conflict_do_update(index_elements=list(keys), set_=new)
    return built
