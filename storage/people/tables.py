"""Tables of what people set for a while: silences and swapped shifts. They never leave storage/."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, serial


class SilenceRow(SQLModel, table=True):
    """What somebody asked not to be told of for a while; debug mode is one too."""

    __tablename__ = "silences"

    id: int | None = serial()
    field: str
    value: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    by: str
    role: str
    shops: str = Field(sa_column=Column(Text, nullable=False))
    channel: str
    conversation: str
    since: datetime = instant_column()
    until: datetime = instant_column()  #: Moved to the present when somebody ends it early.
    red_until: datetime | None = instant_column(nullable=True)
    warned: bool = False  #: Whether its end was announced.
    settled: bool = Field(default=False, index=True)  #: Whether what it kept back was sent.


class SwapRow(SQLModel, table=True):
    """Somebody who stands in for a shift."""

    __tablename__ = "duty_swaps"

    id: int | None = serial()
    shift: str
    person: str
    since: datetime = instant_column()
    until: datetime = instant_column(index=True)
    by: str
