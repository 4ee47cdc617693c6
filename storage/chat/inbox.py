"""The inbox: what platforms have delivered to us, each once, with the answer we gave."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, micros
from storage.mapping import from_json, to_json

_ADMIT = Statement.insert("inbox", ("channel", "message_id", "at", "answer"))
_ANSWERED = Statement.of("UPDATE inbox SET answer = ? WHERE channel = ? AND message_id = ?")
_ANSWER_TO = Statement.of("SELECT answer FROM inbox WHERE channel = ? AND message_id = ?")
_ANSWERS_TO = Statement.of(
    "SELECT message_id, answer FROM inbox WHERE channel = ? AND message_id IN ?"
)


class Inbox:
    """Remembers deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def admit(self, channel: str, message_id: str, now: datetime) -> bool:
        """Say whether this delivery is new, and remember it; a second process waits for False."""
        return self._lane.write(_ADMIT, [(channel, message_id, micros(now), "{}")]) == 1

    def answered(self, channel: str, message_id: str, answer: dict[str, Any]) -> None:
        """Remember the answer for the next delivery of the same message."""
        self._lane.write(_ANSWERED, [(to_json(answer), channel, message_id)])

    def answer_to(self, channel: str, message_id: str) -> dict[str, Any]:
        """Return the answer given before."""
        ((answer,),) = self._lane.rows(_ANSWER_TO, channel, message_id)
        found: dict[str, Any] = from_json(answer)
        return found

    def told(self, channel: str, message_ids: Collection[str]) -> None:
        """Remember that these answers have left: they are not given again."""
        known = self._lane.rows(_ANSWERS_TO, channel, self._lane.listed(message_ids))
        rows = [(to_json({**from_json(answer), "told": True}), channel, no) for no, answer in known]
        self._lane.write(_ANSWERED, rows)
