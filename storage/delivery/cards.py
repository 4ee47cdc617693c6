"""Cards: which copy of what stands in which conversation, and what the platform calls it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, or_, select
from sqlalchemy.engine import Connection

from storage.delivery.tables import CardRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import portions, table

_cards = table(CardRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCopy:
    """One copy of a card; a subject has at most one in a conversation."""

    id: str  #: Opaque; it travels in buttons.
    subject: str  #: What it is about: see handlers.cards.
    subject_id: str
    order_no: str | None = None
    channel: str
    conversation: str
    message_ref: str | None = None
    drawn: int = 0
    sent_at: datetime | None = None
    shown: str | None = None  #: How what it is about stood in the last picture.
    storm_id: str | None = None
    merged: bool = False  #: It stands on a storm card and has no message of its own.

    @property
    def about(self) -> dict[str, str | None]:
        """What a promise of this card is about, as its row names it."""
        return {
            "order_no": self.order_no,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "card_id": self.id,
        }


#: The name of a message that arrived, as a press told, though its platform never named it.
UNNAMED = ""


_FIELDS = Columns(_cards, *CardCopy.__dataclass_fields__)
_COLUMNS = tuple(_cards.c[name] for name in _FIELDS.names)
_ONE = Statement.of(f"SELECT {_FIELDS.listed} FROM cards WHERE id = ?")  # noqa: S608 - our columns
_ABOUT = Statement.of(
    f"SELECT {_FIELDS.listed} FROM cards"  # noqa: S608 - our columns
    " WHERE subject = ? AND subject_id IN ? ORDER BY id"
)
_ADD = Statement.insert("cards", _FIELDS.names)
_DRAWN = Statement.of(
    "UPDATE cards SET drawn = drawn + 1, sent_at = ?, shown = ?,"
    " message_ref = coalesce(?, message_ref) WHERE id = ?"
)


class Cards:
    """Reads and writes card copies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def add(self, copies: list[CardCopy]) -> None:
        """Remember copies that are not there yet."""
        if copies:
            self._lane.write(_ADD, [_FIELDS.of(copy) for copy in copies])

    def get(self, card_id: str) -> CardCopy | None:
        """Return one copy."""
        rows = self._lane.rows(_ONE, card_id)
        return CardCopy(**_FIELDS.read(rows[0])) if rows else None

    def called(self, channel: str, names: Collection[str]) -> CardCopy | None:
        """Return the copy that its platform calls by one of these names, the latest of several."""
        words = literal(" ") + _cards.c.message_ref + " "
        named = [words.contains(f" {name} ", autoescape=True) for name in names if name]
        if not named:
            return None
        query = (
            select(*_COLUMNS)
            .where(_cards.c.channel == channel, or_(*named))
            .order_by(_cards.c.sent_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return CardCopy(**row._mapping) if row else None

    def of_alert(self, alert_id: str) -> list[CardCopy]:
        """Return every copy of an alert's card."""
        return self.of_alerts((alert_id,))

    def of_alerts(self, alert_ids: Collection[str]) -> list[CardCopy]:
        """Return every copy of these alerts' cards."""
        return self.about("alert", alert_ids)

    def all_about(self, subject: str) -> list[CardCopy]:
        """Return every copy of the cards about things of this kind."""
        query = select(*_COLUMNS).where(_cards.c.subject == subject).order_by(_cards.c.id)
        return [CardCopy(**row._mapping) for row in self._connection.execute(query)]

    def about(self, subject: str, subject_ids: Collection[str]) -> list[CardCopy]:
        """Return every copy of the cards about these."""
        if not subject_ids:
            return []
        rows = self._lane.rows(_ABOUT, subject, self._lane.listed(subject_ids))
        return [CardCopy(**_FIELDS.read(row)) for row in rows]

    def mark_drawn(
        self, card_id: str, *, message_ref: str | None, shown: str, now: datetime
    ) -> None:
        """Remember what people see of this copy now; None keeps the platform's name for it."""
        self._lane.change(_DRAWN, micros(now), shown, message_ref, card_id)

    def promised(self, card_id: str, shown: str) -> None:
        """Remember how it will stand in the picture that is promised."""
        change = _cards.update().where(_cards.c.id == card_id).values(shown=shown)
        self._connection.execute(change)

    def arrived(self, card_id: str) -> None:
        """Remember that a copy is there though we do not know its name."""
        self._connection.execute(
            _cards.update()
            .where(_cards.c.id == card_id, _cards.c.message_ref.is_(None))
            .values(message_ref=UNNAMED)
        )

    def forget(self, card_id: str) -> None:
        """Forget a copy that was never shown."""
        self._connection.execute(
            _cards.delete().where(_cards.c.id == card_id, _cards.c.message_ref.is_(None))
        )

    def apart(self, card_ids: Collection[str]) -> None:
        """Take copies off their storm card: each is to have a message of its own."""
        for portion in portions(list(card_ids)):
            self._connection.execute(
                _cards.update().where(_cards.c.id.in_(portion)).values(merged=False)
            )

    def hand_over(self, card_ids: Collection[str], alert_id: str) -> None:
        """Let copies show a later alert of the same order from now on."""
        self._connection.execute(
            _cards.update().where(_cards.c.id.in_(list(card_ids))).values(subject_id=alert_id)
        )

    def of_storm(self, storm_id: str) -> list[CardCopy]:
        """Return the copies that stand on a storm card only."""
        query = (
            select(*_COLUMNS)
            .where(_cards.c.storm_id == storm_id, _cards.c.merged.is_(True))
            .order_by(_cards.c.id)
        )
        return [CardCopy(**row._mapping) for row in self._connection.execute(query)]
