"""The lane: the few statements of the hot path, written out once and run by the driver itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, overload

from sqlalchemy import Boolean, Table
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from storage.columns import EPOCH, Instant
from storage.mapping import reversed_key, to_json

_TICK = timedelta(microseconds=1)
_CURSOR = "lane"


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL text for each database. `?` is a parameter, `IN ?` a list given as one parameter."""

    sqlite: str
    postgresql: str

    @classmethod
    def of(cls, sql: str) -> "Statement":
        """
        Write a statement for both databases.

        A list is one parameter, so that its length changes neither text nor plan.
        """
        return cls(
            sqlite=sql.replace("IN ?", "IN (SELECT value FROM json_each(?))"),
            postgresql=sql.replace("IN ?", "= ANY(%s)").replace("?", "%s"),
        )

    @classmethod
    def insert(
        cls,
        table: str,
        columns: Sequence[str],
        *,
        keys: Sequence[str] = (),
        add: Sequence[str] = (),
    ) -> "Statement":
        """
        Write an INSERT of these columns, in this order.

        With `keys` it overwrites the row that has the same ones (`add` columns are summed), else it
        leaves an existing row alone.
        """
        new = [
            f"{quoted(c)} = {quoted(table)}.{quoted(c)} + excluded.{quoted(c)}"
            if c in add
            else f"{quoted(c)} = excluded.{quoted(c)}"
            for c in columns
            if c not in keys
        ]
        conflict = f"({names(keys)}) DO UPDATE SET {', '.join(new)}" if keys else "DO NOTHING"
        places = ", ".join("?" * len(columns))
        return cls.of(
            # Names are ours, and values are parameters.
            f"INSERT INTO {quoted(table)} ({names(columns)}) VALUES ({places})"  # noqa: S608
            f" ON CONFLICT {conflict}"
        )


def quoted(name: str) -> str:
    """Quote a column or table name."""
    return f'"{name}"'


def names(columns: Sequence[str]) -> str:
    """List columns for a statement."""
    return ", ".join(map(quoted, columns))


class Columns:
    """Columns of a table in the order a statement lists them, and how their values cross."""

    def __init__(self, of: Table, *chosen: str) -> None:
        self.names = chosen or tuple(column.name for column in of.columns)
        self.listed = names(self.names)
        types = [of.c[name].type for name in self.names]
        self._fields = attrgetter(*self.names)
        self._times = [n for n, kind in enumerate(types) if isinstance(kind, Instant)]
        self._truths = [n for n, kind in enumerate(types) if isinstance(kind, Boolean)]

    def read(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a row by name."""
        values = list(row)
        for place in self._times:
            values[place] = maybe(values[place])
        for place in self._truths:
            values[place] = bool(values[place])
        return dict(zip(self.names, values, strict=True))

    def row(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """Return the parameters that write these values, given in this order."""
        row = list(values)
        for place in self._times:
            moment = row[place]
            if moment is not None:
                row[place] = (moment - EPOCH) // _TICK  # `micros`, without a call for each
        return tuple(row)

    def of(self, value: object) -> tuple[Any, ...]:
        """Return the parameters that write the fields of these names."""
        return self.row(self._fields(value))


class Lane:
    """
    Runs statements on the driver's cursor, inside the transaction of a SQLAlchemy connection.

    SQLAlchemy's own way costs 60 to 100 µs a statement and 5 µs a row, which was half the price of
    an event. Values go in and out as the database has them: `instant` and `micros` translate times.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        # Opened once for a connection, however many repositories and transactions use it.
        self._cursor = connection.info.get(_CURSOR) or connection.connection.cursor()
        connection.info[_CURSOR] = self._cursor

    def rows(self, statement: Statement, *parameters: object) -> Sequence[tuple[Any, ...]]:
        """Run a query and return every row."""
        sql = self._run(statement, parameters)
        try:
            return self._cursor.fetchall()
        except Exception as error:
            raise self._told(error, sql) from error

    def change(self, statement: Statement, *parameters: object) -> int:
        """Run a statement once; return how many rows of the table it touched."""
        self._run(statement, parameters)
        return int(self._cursor.rowcount)

    def write(self, statement: Statement, rows: Sequence[tuple[Any, ...]]) -> int:
        """Run a statement for each row; return how many rows of the table it touched in all."""
        if len(rows) == 1:
            return self.change(statement, *rows[0])
        sql = statement.sqlite if self._is_sqlite else statement.postgresql
        try:
            self._cursor.executemany(sql, rows)
        except Exception as error:
            raise self._told(error, sql) from error
        return int(self._cursor.rowcount)

    def _run(self, statement: Statement, parameters: tuple[object, ...]) -> str:
        sql = statement.sqlite if self._is_sqlite else statement.postgresql
        try:
            self._cursor.execute(sql, parameters)
        except Exception as error:
            raise self._told(error, sql) from error
        return sql

    def listed(self, values: Collection[str] | Collection[int]) -> object:
        """Return a list as the one parameter of `IN ?`."""
        return to_json(list(values)) if self._is_sqlite else list(values)

    def _told(self, error: Exception, sql: str) -> BaseException:
        """Turn the driver's error into SQLAlchemy's, which everything above storage/ knows."""
        dialect = self._connection.dialect
        base = dialect.loaded_dbapi.Error
        if not isinstance(error, base):
            return error
        lost = dialect.is_disconnect(error, self._connection.connection, self._cursor)
        if lost:
            self._connection.invalidate(error)
        told: BaseException = DBAPIError.instance(
            sql, (), error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
        )
        return told


def orders_by_key(lane: Lane, statement: Statement, words: Collection[str]) -> dict[str, list[str]]:
    """Run a query of (key, order number) for the keys of these words; answer by word as written."""
    keys = {word: key for word in words if (key := reversed_key(word))}
    found: dict[str, list[str]] = {}
    for key, order_no in lane.rows(statement, lane.listed(set(keys.values()))):
        found.setdefault(key, []).append(order_no)
    return {word: found[key] for word, key in keys.items() if key in found}


@overload
def micros(moment: datetime) -> int: ...
@overload
def micros(moment: datetime | None) -> int | None: ...
def micros(moment: datetime | None) -> int | None:
    """Write a time as tables keep it."""
    return None if moment is None else (moment - EPOCH) // _TICK


def instant(value: int) -> datetime:
    """Read a time as tables keep it, in UTC."""
    return EPOCH + timedelta(0, 0, value)


def maybe(value: int | None) -> datetime | None:
    """Read a time that may be absent."""
    return None if value is None else EPOCH + timedelta(0, 0, value)
