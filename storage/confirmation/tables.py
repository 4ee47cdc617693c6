"""Tables of confirmation: who has to say how a parcel came, what waits with them, photos."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column


class ConfirmationRow(SQLModel, table=True):
    """One order that was signed for, or confirmed, or both."""

    __tablename__ = "confirmations"
    __table_args__ = (
        Index("ix_confirmations_waiting", "answered_at", "signed_at"),
        BY_KEY,
    )

    order_no: str = Field(primary_key=True)
    signed_at: datetime | None = instant_column(index=True, nullable=True)
    fen: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    linked: bool = False
    calls: int = 0
    called_at: datetime | None = instant_column(nullable=True)
    asked: int = 0
    by_person: bool = False
    due_at: datetime | None = instant_column(index=True, nullable=True)
    result: str | None = None
    by: str | None = None
    answered_at: datetime | None = instant_column(nullable=True)
    platform_at: datetime | None = instant_column(index=True, nullable=True)
    ticket: str | None = None


class UnconfirmedRow(SQLModel, table=True):
    """The virtual warehouse: pieces of orders that nobody has confirmed."""

    __tablename__ = "unconfirmed_stock"
    __table_args__ = BY_KEY

    sku: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True, index=True)
    qty: int = Field(sa_column=Column(BigInteger, nullable=False))


class CountRow(SQLModel, table=True):
    """The last count of a SKU."""

    __tablename__ = "stock_counts"
    __table_args__ = BY_KEY

    sku: str = Field(primary_key=True)
    on_hand: int = Field(sa_column=Column(BigInteger, nullable=False))
    counted_at: datetime = instant_column()


class PhotoRow(SQLModel, table=True):
    """A photo, once, whoever sent it."""

    __tablename__ = "photos"

    digest: str = Field(primary_key=True)
    jpeg: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OrderPhotoRow(SQLModel, table=True):
    """That a photo shows how an order came."""

    __tablename__ = "order_photos"
    __table_args__ = BY_KEY

    order_no: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    at: datetime = instant_column()


class NoCallRow(SQLModel, table=True):
    """A customer who wants no calls, by the digest of the number: the number itself is not kept."""

    __tablename__ = "no_calls"
    __table_args__ = BY_KEY

    phone_digest: str = Field(primary_key=True)
    since: datetime = instant_column()


class TicketRow(SQLModel, table=True):
    """An after-sales question, and when it was answered; what is null was not told yet."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_waiting", "answered_at", "opened_at"),)

    ticket_id: str = Field(primary_key=True)
    order_no: str | None = None
    opened_at: datetime | None = instant_column(nullable=True, index=True)
    answered_at: datetime | None = instant_column(nullable=True)
