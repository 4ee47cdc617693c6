"""How values cross into SQL: JSON texts, upserts, and lists cut to what a statement takes."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Executable, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from rules.codes import code_key

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


def reversed_key(code: str) -> str:
    """Return the key of a code as tables keep it: backwards, so that an index knows its end."""
    return code_key(code)[::-1]


def insert_or_skip(
    connection: Connection, into: Table, *, returning: tuple[ColumnElement[Any], ...] = ()
) -> Executable:
    """Return an INSERT that leaves existing rows alone, returning columns of those it wrote."""
    return _insert_or_skip(connection.dialect.name, into, returning)


def upsert(
    connection: Connection,
    into: Table,
    *,
    keys: tuple[str, ...],
    add: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
) -> Executable:
    """
    Return an INSERT that overwrites the row with the same keys.

    `add` columns are summed, `keep` columns stay as they are.
    """
    return _upsert(connection.dialect.name, into, keys, add, keep)


# Building a statement costs more than running it, and there are but a few of them.
@cache
def _insert_or_skip(
    dialect: str, into: Table, returning: tuple[ColumnElement[Any], ...]
) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(into).on_conflict_do_nothing()
    built: Executable = statement.returning(*returning) if returning else statement
    return built


@cache
def _upsert(
    dialect: str, into: Table, keys: tuple[str, ...], add: tuple[str, ...], keep: tuple[str, ...]
) -> Executable:
    new: dict[str, Any] = {
        c.name: (into.c[c.name] + literal_column(f"excluded.{c.name}"))
        if c.name in add
        else literal_column(f"excluded.{c.name}")
        for c in into.columns
        if c.name not in keys and c.name not in keep
    }
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    built: Executable = insert(into).on_conflict_do_update(index_elements=list(keys), set_=new)
    return built
