"""Cards: which copy of an alert stands in which conversation, and what the platform calls it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.mapping import insert_or_skip, row_of, table
from storage.tables import CardRow

_cards = table(CardRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCopy:
    """One copy of an alert's card."""

    id: str  #: Opaque; it travels in buttons.
    alert_id: str
    order_no: str
    channel: str
    conversation: str
    message_ref: str | None = None
    drawn: int = 0
    sent_at: datetime | None = None


_COLUMNS = tuple(_cards.c[name] for name in CardCopy.__dataclass_fields__)


class Cards:
    """Reads and writes card copies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, copies: list[CardCopy]) -> None:
        """Remember copies; an alert has at most one in a conversation."""
        if copies:
            self._connection.execute(
                insert_or_skip(self._connection, _cards), [row_of(c) for c in copies]
            )

    def get(self, card_id: str) -> CardCopy | None:
        """Return one copy."""
        row = self._connection.execute(select(*_COLUMNS).where(_cards.c.id == card_id)).first()
        return CardCopy(**row._mapping) if row else None

    def of_alert(self, alert_id: str) -> list[CardCopy]:
        """Return every copy of an alert's card."""
        query = select(*_COLUMNS).where(_cards.c.alert_id == alert_id).order_by(_cards.c.id)
        return [CardCopy(**row._mapping) for row in self._connection.execute(query)]

    def mark_drawn(self, card_id: str, *, message_ref: str, now: datetime) -> None:
        """Remember that the platform shows a new picture of this copy."""
        self._connection.execute(
            _cards.update()
            .where(_cards.c.id == card_id)
            .values(message_ref=message_ref, drawn=_cards.c.drawn + 1, sent_at=now)
        )
