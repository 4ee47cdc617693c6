"""The inbox: what platforms have delivered to us, each once, with the answer we gave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.mapping import from_json, insert_or_skip, table, to_json
from storage.tables import InboxRow

_inbox = table(InboxRow)


class Inbox:
    """Remembers deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def admit(self, channel: str, message_id: str, now: datetime) -> bool:
        """Say whether this delivery is new, and remember it; a second process waits for False."""
        statement = insert_or_skip(self._connection, _inbox, returning=(_inbox.c.message_id,))
        row = {"channel": channel, "message_id": message_id, "at": now, "answer": "{}"}
        return self._connection.execute(statement, [row]).first() is not None

    def answered(self, channel: str, message_id: str, answer: dict[str, Any]) -> None:
        """Remember the answer for the next delivery of the same message."""
        self._connection.execute(
            _inbox.update()
            .where(_inbox.c.channel == channel, _inbox.c.message_id == message_id)
            .values(answer=to_json(answer))
        )

    def answer_to(self, channel: str, message_id: str) -> dict[str, Any]:
        """Return the answer given before."""
        query = select(_inbox.c.answer).where(
            _inbox.c.channel == channel, _inbox.c.message_id == message_id
        )
        found: dict[str, Any] = from_json(self._connection.execute(query).scalar_one())
        return found

    def told(self, channel: str, message_ids: Iterable[str]) -> None:
        """Remember that these answers have left: they are not given again."""
        for message_id in message_ids:
            answer = self.answer_to(channel, message_id)
            self.answered(channel, message_id, {**answer, "told": True})
