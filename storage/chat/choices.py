"""Choices: what somebody was offered in a conversation, until they choose or it is too late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Text, select
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.columns import Instant
from storage.mapping import from_json, table, to_json, upsert


class ChoiceRow(SQLModel, table=True):
    """The latest list that a person was shown somewhere."""

    __tablename__ = "choices"

    channel: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    until: datetime = Field(sa_column=Column(Instant, nullable=False))
    command: str = Field(sa_column=Column(Text, nullable=False))
    options: str = Field(sa_column=Column(Text, nullable=False))
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A command that waits for its orders."""

    channel: str
    conversation: str
    user_id: str  #: The person's id on that channel.
    until: datetime
    command: Mapping[str, Any]
    options: Mapping[str, tuple[str, ...]]  #: What to answer -> the orders it stands for.
    taken: bool = False  #: It was answered; kept so that a second delivery finds it.


_choices = table(ChoiceRow)
_KEYS = ("channel", "conversation", "user_id")


class Choices:
    """Remembers one list for each person and conversation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, choice: Choice) -> None:
        """Remember a list in the place of an earlier one."""
        row = {name: getattr(choice, name) for name in Choice.__dataclass_fields__}
        row |= {"command": to_json(choice.command), "options": to_json(choice.options)}
        self._connection.execute(upsert(self._connection, _choices, keys=_KEYS), [row])

    def of(self, channel: str, conversation: str, user_id: str, now: datetime) -> Choice | None:
        """Return the list that this person may still answer, or has answered just now."""
        row = self._connection.execute(
            select(_choices).where(
                _choices.c.channel == channel,
                _choices.c.conversation == conversation,
                _choices.c.user_id == user_id,
                _choices.c.until > now,
            )
        ).first()
        if row is None:
            return None
        options = {key: tuple(nos) for key, nos in from_json(row.options).items()}
        found = dict(row._mapping) | {"command": from_json(row.command), "options": options}
        return Choice(**found)
