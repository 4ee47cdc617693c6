"""The table of alerts."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, text_column


class AlertRow(SQLModel, table=True):
    """What people were told about an order."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ix_alerts_opened_at", "opened_at", "id"),
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
