"""Chat: the console channel's own messages, which it keeps as DingTalk keeps its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.engine import Connection

from storage.chat.tables import ChatRow
from storage.mapping import from_json, insert_or_skip, portions, table, to_json

_chat = table(ChatRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """One message of a conversation."""

    id: int
    key: str
    conversation: str
    at: datetime
    edited_at: datetime | None
    author: str
    seen_by: str | None
    about: tuple[str, ...]  #: The orders it names.
    text: str
    card: dict[str, Any] | None
    image: dict[str, Any] | None = None


_COLUMNS = tuple(_chat.c[name] for name in ChatLine.__dataclass_fields__)


class Chat:
    """Posts, edits and reads messages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def post(
        self,
        *,
        key: str,
        conversation: str,
        at: datetime,
        author: str,
        text: str,
        card: dict[str, Any] | None = None,
        image: dict[str, Any] | None = None,
        seen_by: str | None = None,
        about: Collection[str] = (),
    ) -> int:
        """Post a message once under its key and return its id."""
        row = {
            "key": key,
            "conversation": conversation,
            "at": at,
            "author": author,
            "text": text,
            "card": to_json(card) if card is not None else None,
            "image": to_json(image) if image is not None else None,
            "seen_by": seen_by,
            "about": to_json(sorted(set(about))) if about else None,
        }
        self._connection.execute(insert_or_skip(self._connection, _chat), [row])
        return int(
            self._connection.execute(select(_chat.c.id).where(_chat.c.key == key)).scalar_one()
        )

    def find(self, key: str) -> int | None:
        """Return the id of the message that was posted under a key."""
        return self._connection.execute(select(_chat.c.id).where(_chat.c.key == key)).scalar()

    def edit(
        self, message_id: int, *, at: datetime, text: str, card: dict[str, Any] | None
    ) -> bool:
        """Show a new picture in place of the old one; False where there is no such message."""
        done = self._connection.execute(
            _chat.update()
            .where(_chat.c.id == message_id)
            .values(text=text, card=to_json(card) if card is not None else None, edited_at=at)
        )
        return done.rowcount == 1

    def latest(
        self,
        conversation: str,
        *,
        reader: str | None,
        limit: int,
        before: int | None = None,
        after: int = 0,
    ) -> list[ChatLine]:
        """Return the newest messages between two ids that this reader may see, oldest first."""
        condition = (_chat.c.conversation == conversation) & _for(reader) & (_chat.c.id > after)
        if before is not None:
            condition &= _chat.c.id < before
        query = select(*_COLUMNS).where(condition).order_by(_chat.c.id.desc()).limit(limit)
        return self._lines(query)

    def some(self, message_ids: Collection[int], *, reader: str | None) -> list[ChatLine]:
        """Return those of these messages that this reader may see, oldest first."""
        found: list[ChatLine] = []
        for portion in portions(sorted(message_ids)):
            condition = _chat.c.id.in_(portion) & _for(reader)
            found += self._lines(select(*_COLUMNS).where(condition).order_by(_chat.c.id.desc()))
        return found

    def stamps(self, conversation: str, *, since: int, limit: int) -> dict[int, datetime | None]:
        """Return when each message from one id on was edited last, of the newest ones."""
        query = (
            select(_chat.c.id, _chat.c.edited_at)
            .where(_chat.c.conversation == conversation, _chat.c.id >= since)
            .order_by(_chat.c.id.desc())
            .limit(limit)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def newest(self, conversation: str) -> int:
        """Return the id of the last message of a conversation, 0 where there is none."""
        query = select(func.max(_chat.c.id)).where(_chat.c.conversation == conversation)
        return int(self._connection.execute(query).scalar() or 0)

    def _lines(self, query: Select[Any]) -> list[ChatLine]:
        return [_line(row._mapping) for row in reversed(self._connection.execute(query).all())]


def _line(row: Mapping[Any, Any]) -> ChatLine:
    read = {
        "card": from_json(row["card"]) if row["card"] else None,
        "image": from_json(row["image"]) if row["image"] else None,
        "about": tuple(from_json(row["about"])) if row["about"] else (),
    }
    return ChatLine(**{**row, **read})


def _for(reader: str | None) -> ColumnElement[bool]:
    return _chat.c.seen_by.is_(None) | (_chat.c.seen_by == reader)
