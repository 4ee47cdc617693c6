"""Tables of health: what was wrong around us, and which orders ended badly."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import instant_column, text_column


class TroubleRow(SQLModel, table=True):
    """What is or was wrong with a system around us."""

    __tablename__ = "troubles"

    id: str = Field(primary_key=True)
    wrong: str
    name: str
    since: datetime = instant_column()
    facts: str = text_column()
    over_at: datetime | None = instant_column(index=True, nullable=True)


class OutcomeRow(SQLModel, table=True):
    """An order that ended badly, and when that first reached us."""

    __tablename__ = "bad_outcomes"

    order_no: str = Field(primary_key=True)
    at: datetime = instant_column(index=True)
