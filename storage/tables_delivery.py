"""Tables of delivery: storms, late lanes, quotas and outages. They never leave storage/."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables import BY_KEY, instant_column, text_column


class StormRow(SQLModel, table=True):
    """One card for many alerts of one conversation."""

    __tablename__ = "storms"

    id: str = Field(primary_key=True)
    channel: str
    conversation: str
    opened_at: datetime = instant_column()
    last_at: datetime = instant_column()  #: When the latest alert was added.
    drawn_at: datetime | None = instant_column(nullable=True)
    message_ref: str | None = None
    pictures: int = 0  #: Promised so far; it makes their keys.
    causes: str = text_column()  #: How often each kind counted, as JSON.
    closed_at: datetime | None = instant_column(index=True, nullable=True)
    reminded_at: datetime | None = instant_column(nullable=True)


class LaneRow(SQLModel, table=True):
    """A conversation whose people were told that messages are late."""

    __tablename__ = "lanes"
    __table_args__ = BY_KEY

    channel: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    delayed_at: datetime | None = instant_column(nullable=True)


class QuotaRow(SQLModel, table=True):
    """Messages of a channel in a local calendar month."""

    __tablename__ = "quotas"
    __table_args__ = BY_KEY

    channel: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    count: int = 0


class OutageRow(SQLModel, table=True):
    """A source that has been silent for longer than allowed, once people were told."""

    __tablename__ = "outages"
    __table_args__ = BY_KEY

    source: str = Field(primary_key=True)
    since: datetime = instant_column()
    ended_at: datetime | None = instant_column(nullable=True)
