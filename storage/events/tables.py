"""Tables of events: the journal, when each source was heard last, and how often in each hour."""

from datetime import datetime

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, Instant, instant_column, serial, text_column


class JournalRow(SQLModel, table=True):
    """Everything that happened outside, append-only."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        Index("ix_journal_order", "order_no", "type"),
    )

    seq: int | None = serial()
    source: str
    event_id: str
    type: str
    order_no: str | None
    at: datetime = instant_column()
    received_at: datetime = instant_column()
    data: str = text_column()


class FeedRow(SQLModel, table=True):
    """When each source last sent each type of event."""

    __tablename__ = "feeds"
    __table_args__ = BY_KEY

    source: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    received_at: datetime = instant_column()


class FeedHourRow(SQLModel, table=True):
    """How many events of a type a source sent in an hour, by when they arrived."""

    __tablename__ = "feed_hours"
    __table_args__ = BY_KEY

    source: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    hour: datetime = Field(sa_column=Column(Instant, primary_key=True, index=True))
    events: int = 0
