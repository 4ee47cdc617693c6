"""Tables of delivery: cards, the outbox, storms, quotas. They never leave storage/."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, serial, text_column


class CardRow(SQLModel, table=True):
    """One copy of a card in one conversation."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "channel", "conversation"),)

    id: str = Field(primary_key=True)
    subject: str  #: What the card is about: alert, storm, digest …
    subject_id: str = Field(index=True)
    order_no: str | None = None
    channel: str
    conversation: str
    message_ref: str | None = None  #: What the platform calls our message.
    drawn: int = 0  #: Counts redraws; an older picture never replaces a newer one.
    sent_at: datetime | None = instant_column(nullable=True)
    shown: str | None = None  #: Level and state of the last picture, for channels without redraws.
    storm_id: str | None = Field(default=None, index=True)
    merged: bool = False  #: It stands on a storm card only and has no message of its own.


class OutboxRow(SQLModel, table=True):
    """A promise of one outward effect: a message, a picture of it, or a call of another system."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "next_at"),)

    id: int | None = serial()
    key: str = Field(unique=True)
    kind: str  #: card, redraw, notice or call
    channel: str
    conversation: str
    order_no: str | None = Field(default=None, index=True)
    subject: str | None = None  #: What it is about, as on cards; None is the machine itself.
    subject_id: str | None = Field(default=None, index=True)
    card_id: str | None = Field(default=None, index=True)
    priority: int = 1  #: 0 red, 1 orange, 2 the rest
    state: str = "queued"  #: See storage.delivery.outbox.Delivery.
    resent: bool = False  #: An earlier try may have gone through; the next one is marked.
    attempts: int = 0
    next_at: datetime = instant_column()
    lease_owner: str | None = None
    lease_until: datetime | None = instant_column(nullable=True)
    created_at: datetime = instant_column()
    settled_at: datetime | None = instant_column(nullable=True)
    last_code: str | None = None
    last_error: str | None = text_column(nullable=True)
    tries: str = text_column()  #: What came of each, a line of JSON each, newest last.
    body: str = text_column()


class StormRow(SQLModel, table=True):
    """One card for many alerts of one conversation."""

    __tablename__ = "storms"

    id: str = Field(primary_key=True)
    channel: str
    conversation: str
    opened_at: datetime = instant_column()
    last_at: datetime = instant_column()  #: When the latest alert was added.
    causes: str = text_column()  #: How often each kind counted, as JSON.
    closed_at: datetime | None = instant_column(index=True, nullable=True)
    reminded_at: datetime | None = instant_column(nullable=True)


class QuotaRow(SQLModel, table=True):
    """Messages of a channel in a local calendar month."""

    __tablename__ = "quotas"
    __table_args__ = BY_KEY

    channel: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    count: int = 0
