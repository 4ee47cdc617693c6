"""Chat: the console channel's own messages, which it keeps as DingTalk keeps its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.mapping import from_json, insert_or_skip, table, to_json
from storage.tables import ChatRow

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
    text: str
    card: dict[str, Any] | None


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
        seen_by: str | None = None,
    ) -> int:
        """Post a message once under its key and return its id."""
        row = {
            "key": key,
            "conversation": conversation,
            "at": at,
            "author": author,
            "text": text,
            "card": to_json(card) if card is not None else None,
            "seen_by": seen_by,
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

    def latest(self, conversation: str, *, reader: str | None, limit: int) -> list[ChatLine]:
        """Return the newest messages that this reader may see, oldest first."""
        query = (
            select(*_COLUMNS)
            .where(
                _chat.c.conversation == conversation,
                _chat.c.seen_by.is_(None) | (_chat.c.seen_by == reader),
            )
            .order_by(_chat.c.id.desc())
            .limit(limit)
        )
        return [
            ChatLine(**{**row._mapping, "card": from_json(row.card) if row.card else None})
            for row in reversed(self._connection.execute(query).all())
        ]
