"""Tables: what is remembered. They never leave storage/."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, Index, Integer, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

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


class OrderRow(SQLModel, table=True):
    """What must be searched about an order. Everything else is read from the journal."""

    __tablename__ = "orders"

    order_no: str = Field(primary_key=True)
    key_reversed: str = Field(index=True)  #: Its `code_key` backwards: whole, or its last digits.
    shop: str | None = None
    warehouse: str | None = None
    platform: str | None = None
    amount: str | None = None
    customer_id: str | None = Field(default=None, index=True)
    phone_tail: str | None = Field(default=None, index=True)
    created_at: datetime | None = instant_column(nullable=True)
    received_at: datetime = instant_column()
    score: str = "0.0"
    level: str = "calm"
    cancelled: bool = False
    over: bool = False
    left_at: datetime | None = instant_column(nullable=True)
    rebased_at: datetime | None = instant_column(nullable=True)
    #: When time alone may change its level.
    due_at: datetime | None = instant_column(index=True, nullable=True)


class CodeRow(SQLModel, table=True):
    """What a scanner may read, and the order it belongs to."""

    __tablename__ = "codes"

    key_reversed: str = Field(primary_key=True)  #: See OrderRow.
    order_no: str = Field(primary_key=True, index=True)
    code: str  #: As it was written first, or by whoever knows best.
    kind: str  #: parcel or tracking
    parcel_id: str
    carrier: str | None = None


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


class HoldRow(SQLModel, table=True):
    """The ledger of reasons why an order may not ship."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_reason", "reason", "since"),)

    id: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    reason: str
    owner: str
    note: str = text_column()
    scope: str = "order"
    since: datetime = instant_column()
    expires: datetime | None = instant_column(index=True, nullable=True)
    release_role: str
    released_at: datetime | None = instant_column(nullable=True)
    released_by: str | None = None
    expiry_seen: bool = False  #: Whether people were told that it ended by itself.


class AlertRow(SQLModel, table=True):
    """What people were told about an order."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_state", "state", "opened_at"),
        Index("ix_alerts_pattern", "pattern", "shop", "opened_at"),
    )

    id: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    shop: str | None = None
    level: str
    state: str
    opened_at: datetime = instant_column()
    updated_at: datetime = instant_column()
    score: str
    body: str = text_column()  #: parts, hard rules, evidence, missing, season, policy as JSON
    revision: int = 1
    claimed_by: str | None = None
    claimed_at: datetime | None = instant_column(nullable=True)
    decided_by: str | None = None
    decided_at: datetime | None = instant_column(nullable=True)
    decision: str | None = None
    snoozed_until: datetime | None = instant_column(nullable=True)
    next_step_at: datetime | None = instant_column(index=True, nullable=True)
    ended_at: datetime | None = instant_column(nullable=True)
    pattern: str = ""  #: The sorted kinds it is made of, to find its like (A-27).


class CardRow(SQLModel, table=True):
    """One copy of an alert's card in one conversation."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("alert_id", "channel", "conversation"),)

    id: str = Field(primary_key=True)
    alert_id: str = Field(index=True)
    order_no: str
    channel: str
    conversation: str
    message_ref: str | None = None  #: What the platform calls our message.
    drawn: int = 0  #: Counts redraws; an older picture never replaces a newer one.
    sent_at: datetime | None = instant_column(nullable=True)
    shown: str | None = None  #: Level and state of the last picture, for channels without redraws.
    storm_id: str | None = Field(default=None, index=True)
    merged: bool = False  #: It stands on a storm card only and has no message of its own.


class OutboxRow(SQLModel, table=True):
    """A promise to tell someone something."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "next_at"),)

    id: int | None = serial()
    key: str = Field(unique=True)
    kind: str  #: card, redraw, notice, storm or storm_redraw
    channel: str
    conversation: str
    order_no: str | None = Field(default=None, index=True)
    alert_id: str | None = Field(default=None, index=True)
    card_id: str | None = Field(default=None, index=True)
    priority: int = 1  #: 0 red, 1 orange, 2 the rest
    state: str = "queued"  #: See storage.outbox.Delivery.
    resent: bool = False  #: An earlier try may have gone through; the next one is marked.
    attempts: int = 0
    next_at: datetime = instant_column()
    lease_owner: str | None = None
    lease_until: datetime | None = instant_column(nullable=True)
    created_at: datetime = instant_column()
    settled_at: datetime | None = instant_column(nullable=True)
    last_code: str | None = None
    last_error: str | None = text_column(nullable=True)
    body: str = text_column()


class InboxRow(SQLModel, table=True):
    """What a platform has delivered, with our answer, so that a second delivery changes nothing."""

    __tablename__ = "inbox"
    __table_args__ = BY_KEY

    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = instant_column()
    answer: str = text_column()


class AuditRow(SQLModel, table=True):
    """Every attempt, allowed or refused."""

    __tablename__ = "audit"

    id: int | None = serial()
    at: datetime = instant_column()
    actor: str
    role: str | None = None
    channel: str
    action: str
    order_no: str | None = Field(default=None, index=True)
    outcome: str
    detail: str = text_column()


class ScanRow(SQLModel, table=True):
    """Every answer at a scanner."""

    __tablename__ = "scans"
    __table_args__ = BY_KEY

    source: str = Field(primary_key=True)
    scan_id: str = Field(primary_key=True)
    at: datetime = instant_column()
    station: str
    code: str
    order_no: str | None = Field(default=None, index=True)
    verdict: str
    items: str | None = text_column(nullable=True)


class ChatRow(SQLModel, table=True):
    """The console channel's own message store, as DingTalk has one."""

    __tablename__ = "chat_messages"
    __table_args__ = (Index("ix_chat_conversation", "conversation", "id"),)

    id: int | None = serial()
    key: str = Field(unique=True)
    conversation: str
    at: datetime = instant_column()
    edited_at: datetime | None = instant_column(nullable=True)
    author: str
    seen_by: str | None = None  #: Only this person sees it; None is everybody.
    text: str = text_column()
    card: str | None = text_column(nullable=True)


class FeedRow(SQLModel, table=True):
    """When each source last sent each type of event."""

    __tablename__ = "feeds"
    __table_args__ = BY_KEY

    source: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    received_at: datetime = instant_column()
    events: int = 0


class WordRow(SQLModel, table=True):
    """Urgent words that people added or removed in chat."""

    __tablename__ = "urgent_words"

    word: str = Field(primary_key=True)
    added: bool
    by: str
    at: datetime = instant_column()


class ListRow(SQLModel, table=True):
    """Customers and addresses that people put on a list, with reason and end."""

    __tablename__ = "lists"

    name: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    reason: str = text_column()
    expires: datetime = instant_column()
    by: str
    at: datetime = instant_column()


class LeaseRow(SQLModel, table=True):
    """Who may do what only one may right now."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = instant_column()


class SecretRow(SQLModel, table=True):
    """Keys this installation made for itself, such as the one that signs buttons."""

    __tablename__ = "secrets"

    name: str = Field(primary_key=True)
    value: str
