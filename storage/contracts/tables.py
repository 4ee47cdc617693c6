"""Tables of contracts: what was counted of each partner's messages, window by window."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, Instant, text_column


class ContractCountRow(SQLModel, table=True):
    """How many messages of a window had something in common; never a row for a message."""

    __tablename__ = "contract_counts"
    __table_args__ = BY_KEY

    partner: str = Field(primary_key=True)
    start: datetime = Field(sa_column=Column(Instant, primary_key=True, index=True))
    aspect: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    number: int = 0
    order_no: str | None = None


class ContractUsualRow(SQLModel, table=True):
    """What the messages of a partner usually are."""

    __tablename__ = "contract_usuals"

    partner: str = Field(primary_key=True)
    learned: str = text_column()
