"""The table of words: which systems used which words of which orders."""

from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY


class StatusWordRow(SQLModel, table=True):
    """A word that a system used of an order, by the form it is looked up in."""

    __tablename__ = "status_words"
    __table_args__ = BY_KEY

    system: str = Field(primary_key=True)
    word: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
