"""The table of call-backs."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, serial, text_column

_UNREAD = text("state = 'quarantined'")
_WHOLE = text("body IS NOT NULL")
_READ_WHOLE = text("state = 'read' AND body IS NOT NULL")


class CallBackRow(SQLModel, table=True):
    """What a provider posted, as it came, and what became of it."""

    __tablename__ = "call_backs"
    __table_args__ = (
        Index("ux_call_backs_body", "provider", "digest", unique=True),
        Index("ix_call_backs_notice", "provider", "notice_id"),
        Index("ix_call_backs_transaction", "provider", "transaction_id"),
        Index(
            "ix_call_backs_unread", "provider", "id", "state", "size",
            sqlite_where=_UNREAD, postgresql_where=_UNREAD,
        ),
        Index(
            "ix_call_backs_whole", "provider", "id", sqlite_where=_WHOLE, postgresql_where=_WHOLE
        ),
        Index(
            "ix_call_backs_read_whole", "provider", "received_at",
            sqlite_where=_READ_WHOLE, postgresql_where=_READ_WHOLE,
        ),
    )  # fmt: skip

    id: int | None = serial()
    provider: str
    digest: str  #: Of the body.
    headers: str = text_column()
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    received_at: datetime = instant_column(index=True)
    last_at: datetime = instant_column()
    size: int  #: Of body and headers, in bytes.
    times: int = 1
    state: str
    reason: str | None = None
    field: str = ""
    signed: bool = False
    asked: bool = False
    contract: str | None = None
    notice_id: str | None = None
    transaction_id: str | None = None
    order_no: str | None = None
    fen: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    paid_at: datetime | None = instant_column(nullable=True)


class UnpaidRow(SQLModel, table=True):
    """An order of which its provider is asked whether it was paid."""

    __tablename__ = "unpaid"

    order_no: str = Field(primary_key=True)
    created_at: datetime = instant_column()
    asked: int = 0
    due_at: datetime | None = instant_column(index=True, nullable=True)
