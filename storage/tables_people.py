"""Tables of what people set for a while: silences and swapped shifts. They never leave storage/."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Text
from sqlmodel import Field, SQLModel

from storage.tables import Instant


def _serial() -> Any:  # noqa: ANN401 - SQLModel types its columns as the value they hold
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Field(default=None, sa_column=Column(kind, primary_key=True, autoincrement=True))


def _instant(*, nullable: bool = False) -> Any:  # noqa: ANN401
    return Field(default=None, sa_column=Column(Instant, nullable=nullable))


class SilenceRow(SQLModel, table=True):
    """What somebody asked not to be told of for a while; debug mode is one too."""

    __tablename__ = "silences"

    id: int | None = _serial()
    field: str
    value: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    by: str
    role: str
    shops: str = Field(sa_column=Column(Text, nullable=False))
    channel: str
    conversation: str
    since: datetime = _instant()
    until: datetime = _instant()  #: Moved to the present when somebody ends it early.
    red_until: datetime | None = _instant(nullable=True)
    warned: bool = False  #: Whether its end was announced.
    settled: bool = Field(default=False, index=True)  #: Whether what it kept back was sent.


class SwapRow(SQLModel, table=True):
    """Somebody who stands in for a shift."""

    __tablename__ = "duty_swaps"

    id: int | None = _serial()
    shift: str
    person: str
    since: datetime = _instant()
    until: datetime = Field(sa_column=Column(Instant, index=True, nullable=False))
    by: str
