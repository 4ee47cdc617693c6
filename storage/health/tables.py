"""The table of troubles."""

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
