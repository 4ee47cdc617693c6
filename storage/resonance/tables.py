"""Tables of what judging looks up: what is usual, what earlier orders come to, words, lists."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, text_column


class SampleRow(SQLModel, table=True):
    """Print times and dwell times, from which medians and percentiles are taken."""

    __tablename__ = "samples"
    __table_args__ = (Index("ix_samples_scope", "kind", "scope", "at"), BY_KEY)

    kind: str = Field(primary_key=True)
    event_key: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    scope: str  #: warehouse and hour, or shop
    at: datetime = instant_column()
    received_at: datetime = instant_column()
    value: str
    #: What it is measured against; "" where there were too few, None to be worked out anew.
    baseline: str | None = None


class WordRow(SQLModel, table=True):
    """Urgent words that people added or removed in chat."""

    __tablename__ = "urgent_words"

    word: str = Field(primary_key=True)
    added: bool
    by: str
    at: datetime = instant_column()


class TrialRow(SQLModel, table=True):
    """How loud an order ever was, under the published policy and under one that is tried."""

    __tablename__ = "trials"
    __table_args__ = BY_KEY

    draft: int = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    in_share: bool  #: The one that is tried judges it.
    was: int  #: Rank of the level.
    would: int
    failed: int  #: 1: the one that is tried could not judge it.


class RolloutRow(SQLModel, table=True):
    """How far a version of the policy has come into force."""

    __tablename__ = "rollouts"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    draft: int
    share: str
    since: datetime = instant_column()
    stage: str
    ended_at: datetime | None = instant_column(nullable=True)
    why: str = text_column()


class ListRow(SQLModel, table=True):
    """Customers and addresses that people put on a list, with reason and end."""

    __tablename__ = "lists"

    name: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    reason: str = text_column()
    expires: datetime = instant_column()
    by: str
    at: datetime = instant_column()


class TrailRow(SQLModel, table=True):
    """What is kept of an order for those after it, and what those before it said of it."""

    __tablename__ = "trails"

    order_no: str = Field(primary_key=True)
    trail: str = text_column()
    outlooks: str = text_column()


class HistoryRow(SQLModel, table=True):
    """What the orders of a shop, a route or a category come to."""

    __tablename__ = "histories"
    __table_args__ = (BY_KEY,)

    scope: str = Field(primary_key=True)
    tally: str = text_column()
