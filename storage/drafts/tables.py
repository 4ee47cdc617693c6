"""Tables of drafts: what somebody proposes, who opened it, and what was published."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, serial, text_column


class DraftRow(SQLModel, table=True):
    """A change that waits for a second person, or did."""

    __tablename__ = "drafts"

    number: int | None = serial()
    kind: str = Field(index=True)
    content: str = text_column()  #: What changes, in the kind's own JSON.
    based_on: int  #: The version that it changes.
    author: str
    at: datetime = instant_column()
    expires: datetime = instant_column()
    state: str
    closed_by: str | None = None
    closed_at: datetime | None = instant_column(nullable=True)
    version: int | None = None  #: As which it was published.
    rejected_for: str = text_column()  #: Why it was rejected.
    because: str = text_column()  #: What speaks for it.
    picture: str = text_column()  #: The same as SVG; empty where there is none.


class DraftOpeningRow(SQLModel, table=True):
    """That somebody has opened a draft and seen whom it flips."""

    __tablename__ = "draft_openings"
    __table_args__ = BY_KEY

    number: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime = instant_column()


class VersionRow(SQLModel, table=True):
    """What was published under a number; rows are only added."""

    __tablename__ = "versions"
    __table_args__ = BY_KEY

    kind: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content: str = text_column()  #: All of it, so that nothing outside can change it.
    at: datetime = instant_column()
    author: str
    approved_by: str
    draft: int | None = None
    same_as: int | None = None  #: The version that was brought back by it.
