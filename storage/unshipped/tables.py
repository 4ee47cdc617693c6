"""Tables of what is unshipped: how far each order has come. They never leave storage/."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field, SQLModel

from storage.columns import instant_column, text_column

#: Orders that no carrier has yet are few among all that ever were.
_OPEN = text("moved_at IS NULL AND ended_at IS NULL AND paid_at IS NOT NULL")
_LEFT = text("left_at IS NOT NULL")

_EVER_MARKED = text("mark <> ''")
_MARKED = text(f"{_EVER_MARKED} AND left_at IS NULL AND ended_at IS NULL")

#: What is open, and the few that did not leave in time: all others were never missed. In words of
#: `storage.unshipped.progress`, so that both databases see that it answers.
_MISSED = text("(moved_at IS NULL OR moved_at > due) AND (ended_at IS NULL OR ended_at > due)")


class ProgressRow(SQLModel, table=True):
    """How far an order has come, as three sides say; see rules.unshipped.progress."""

    __tablename__ = "progress"
    __table_args__ = (
        Index("ix_progress_open", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_progress_paid_at", "paid_at"),
        Index("ix_progress_missed", "paid_at", sqlite_where=_MISSED, postgresql_where=_MISSED),
        Index("ix_progress_left_at", "left_at", sqlite_where=_LEFT, postgresql_where=_LEFT),
        Index("ix_progress_marked", "order_no", sqlite_where=_MARKED, postgresql_where=_MARKED),
        Index(
            "ix_progress_marked_paid",
            "paid_at",
            sqlite_where=_EVER_MARKED,
            postgresql_where=_EVER_MARKED,
        ),
    )

    order_no: str = Field(primary_key=True)
    paid_at: datetime | None = instant_column(nullable=True)
    left_at: datetime | None = instant_column(nullable=True)
    moved_at: datetime | None = instant_column(nullable=True)
    ended_at: datetime | None = instant_column(nullable=True)
    oms_at: datetime | None = instant_column(nullable=True)
    erp_at: datetime | None = instant_column(nullable=True)
    wms_at: datetime | None = instant_column(nullable=True)
    due: datetime | None = instant_column(nullable=True)
    due_told: datetime | None = instant_column(nullable=True)
    mark: str = text_column()
    mark_told: datetime | None = instant_column(nullable=True)
    system: str = text_column()
    system_told: datetime | None = instant_column(nullable=True)
    warehouse: str = text_column()
    warehouse_told: datetime | None = instant_column(nullable=True)


class LostMarkRow(SQLModel, table=True):
    """An order whose mark an imported sheet lacked."""

    __tablename__ = "lost_marks"

    sheet: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True, index=True)
    mark: str
    told: datetime = instant_column()  #: When it was marked.
    system: str
    by: str
    at: datetime = instant_column()  #: When the sheet was as it is.


class PickListRow(SQLModel, table=True):
    """An order that was put onto a pick list, once."""

    __tablename__ = "pick_lists"

    order_no: str = Field(primary_key=True)
    list: str = Field(index=True)
    at: datetime = instant_column()


class WorkRow(SQLModel, table=True):
    """What people did about an order that is unshipped; see rules.unshipped.work."""

    __tablename__ = "unshipped_work"

    order_no: str = Field(primary_key=True)
    sheet: str = Field(default="", index=True)
    first_sheet: str = ""
    taken_by: str | None = Field(default=None, index=True)
    taken_at: datetime | None = instant_column(nullable=True)
    done_by: str | None = None
    done_at: datetime | None = instant_column(nullable=True)


class OddsRow(SQLModel, table=True):
    """How many of a day's orders stood somewhere, and were missed; see rules.unshipped.odds."""

    __tablename__ = "odds"

    day: str = Field(primary_key=True)  #: On which they were to leave, by the shop's calendar.
    step: str = Field(primary_key=True)
    time_left: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    orders: int
    missed: int


class PenaltyBillRow(SQLModel, table=True):
    """A line of a platform's bill of penalties."""

    __tablename__ = "penalty_bills"

    line: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    at: datetime = instant_column(index=True)
    told_at: datetime = instant_column()
    head: str
    fen: int = Field(sa_column=Column(BigInteger, nullable=False))
