"""Tables: what is remembered. They never leave storage/."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A UTC time as whole microseconds since 1970: exact, sortable, alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Write an aware datetime; a naive one raises TypeError."""
        return None if value is None else (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


#: SQLite counts up only in INTEGER primary keys; PostgreSQL wants eight bytes.
_Serial = BigInteger().with_variant(Integer(), "sqlite")


def serial() -> Any:  # noqa: ANN401 - SQLModel types its columns as the value they hold
    """Return a key that counts up."""
    return Field(default=None, sa_column=Column(_Serial, primary_key=True, autoincrement=True))


def instant_column(*, index: bool = False, nullable: bool = False) -> Any:  # noqa: ANN401
    """Return a column for a time."""
    return Field(default=None, sa_column=Column(Instant, index=index, nullable=nullable))


def text_column(*, nullable: bool = False) -> Any:  # noqa: ANN401
    """Return a column for a text of any length."""
    return Field(default=None if nullable else "", sa_column=Column(Text, nullable=nullable))


#: A table found by its own key alone; with SQLite's hidden row number it would be kept twice.
#: Not orders and codes: in order of arrival the latest share pages, and a batch writes fewer.
BY_KEY = {"sqlite_with_rowid": False}
