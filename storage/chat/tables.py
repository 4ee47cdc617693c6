"""Tables of chat: what was received, and what the console's rooms say."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY, instant_column, serial, text_column


class InboxRow(SQLModel, table=True):
    """What a platform has delivered, with our answer, so that a second delivery changes nothing."""

    __tablename__ = "inbox"
    __table_args__ = BY_KEY

    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = instant_column()
    answer: str = text_column()


class ChatRow(SQLModel, table=True):
    """The console channel's own message store, as DingTalk has one."""

    __tablename__ = "chat_messages"
    __table_args__ = (Index("ix_chat_conversation", "conversation", "id"),)

    id: int | None = serial()
    key: str = Field(unique=True)
    conversation: str
    at: datetime = instant_column()
    edited_at: datetime | None = instant_column(nullable=True)
    author: str
    seen_by: str | None = None  #: Only this person sees it; None is everybody.
    #: The orders it names, as JSON: who may not see all of these does not see it. None: no order.
    about: str | None = text_column(nullable=True)
    text: str = text_column()
    card: str | None = text_column(nullable=True)
    image: str | None = text_column(nullable=True)  #: As JSON: SVG, its size, and what it shows.
