"""Tables of refunds."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, serial, text_column


class RefundRow(SQLModel, table=True):
    """An application."""

    __tablename__ = "refunds"
    __table_args__ = (
        Index("ux_refunds_named", "source", "named", unique=True),
        Index("ix_refunds_address", "ip", "day"),
    )

    id: str = Field(primary_key=True)
    source: str
    named: str
    order_no: str = Field(index=True)
    at: datetime = instant_column(index=True)
    day: str
    shop: str | None = None
    customer_id: str | None = Field(default=None, index=True)
    ip: str | None = None
    reason: str = text_column()
    settled_at: datetime | None = instant_column(nullable=True)


class RefundDecisionRow(SQLModel, table=True):
    """What was decided about one; a row is written once."""

    __tablename__ = "refund_decisions"

    id: int | None = serial()
    refund_id: str = Field(index=True)
    at: datetime = instant_column(index=True)
    cause: str
    by: str
    reason: str = text_column()
    facts: str = text_column()
    decision: str = text_column()
