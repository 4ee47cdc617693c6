"""Tables of health: what was wrong around us, which orders ended badly, what days came to."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, text_column


class TroubleRow(SQLModel, table=True):
    """What is or was wrong with a system around us."""

    __tablename__ = "troubles"

    id: str = Field(primary_key=True)
    wrong: str
    name: str
    since: datetime = instant_column()
    facts: str = text_column()
    over_at: datetime | None = instant_column(index=True, nullable=True)


class ImprovementRow(SQLModel, table=True):
    """A list of orders that made a figure bad, as it was sent."""

    __tablename__ = "improvements"
    __table_args__ = BY_KEY

    id: str = Field(primary_key=True)
    metric: str
    part: int
    whole: int
    orders: str = text_column()  #: JSON.
    at: datetime = instant_column()


class OutcomeRow(SQLModel, table=True):
    """An order that ended badly, and when that first reached us."""

    __tablename__ = "bad_outcomes"

    order_no: str = Field(primary_key=True)
    at: datetime = instant_column(index=True)


class HealthDayRow(SQLModel, table=True):
    """What a figure of one day came to, for one shop and warehouse; "" is none that is known."""

    __tablename__ = "health_days"
    __table_args__ = BY_KEY

    day: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    shop: str = Field(primary_key=True)
    warehouse: str = Field(primary_key=True)
    part: int
    whole: int
