"""Tables of shipping: holds, gifts bound to orders, and what scanners were told."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, text_column

#: What is released is most of the ledger, and nobody looks through it.
_OPEN = text("released_at IS NULL")


class HoldRow(SQLModel, table=True):
    """The ledger of reasons why an order may not ship."""

    __tablename__ = "holds"
    __table_args__ = (
        Index("ix_holds_since", "since", "reason"),
        Index("ix_holds_open", "since", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_holds_gateway", "gateway", "gateway_at"),
    )

    id: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    reason: str
    owner: str
    note: str = text_column()
    line: str | None = None  #: The SKU of one line of it; null: the whole order.
    since: datetime = instant_column()
    expires: datetime | None = instant_column(index=True, nullable=True)
    release_role: str
    released_at: datetime | None = instant_column(nullable=True)
    released_by: str | None = None
    expiry_warned: bool = False  #: Whether people were told that it is about to end.
    expiry_seen: bool = False  #: Whether people were told that it ended by itself.
    gateway: str | None = None  #: See rules.shipping.warehouse.AtWarehouse.
    gateway_at: datetime | None = instant_column(nullable=True)  #: When it was promised to be told.


class GiftBondRow(SQLModel, table=True):
    """A gift in an order of its own, and the main order it belongs to."""

    __tablename__ = "gift_bonds"

    main_no: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True, index=True)
    sku: str = Field(primary_key=True)
    qty: int


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
