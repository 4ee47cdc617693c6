"""Tables of orders, of the codes their parcels carry, and of when they were signed for."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import instant_column


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


class SignatureRow(SQLModel, table=True):
    """When a carrier, and when the order centre, had an order as signed for."""

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_awaited", "centre_at", "signed_at"),)

    order_no: str = Field(primary_key=True)
    carrier: str | None = None
    signed_at: datetime | None = instant_column(nullable=True)
    centre_at: datetime | None = instant_column(nullable=True)
    known_at: datetime = instant_column(index=True)
