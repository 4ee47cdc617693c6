"""Amends: changes to promises that wait, when something happened since they were made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import Connection

from rules.people.silences import Silence
from storage.alerts.tables import AlertRow
from storage.delivery.outbox import Delivery
from storage.delivery.tables import CardRow, OutboxRow
from storage.mapping import portions, table

_outbox = table(OutboxRow)
_cards = table(CardRow)
_alerts = table(AlertRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """A message that waits for the end of a quiet time, or of a shift."""

    id: int
    kind: str  #: card, or a notice about a card that stands there already
    subject_id: str  #: The alert's.
    channel: str
    conversation: str
    last_code: str  #: Why it waits: quiet, or budget.


class Amends:
    """Changes waiting promises, many at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def arrived(self, card_id: str, now: datetime) -> bool:
        """Note that somebody pressed a button of a card that we did not know to have arrived."""
        done = self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.card_id == card_id,
                _outbox.c.kind == "card",
                _outbox.c.state == Delivery.UNKNOWN.value,
            )
            .values(
                state=Delivery.SENT.value, settled_at=now, last_code="pressed", lease_owner=None
            )
        )
        return done.rowcount > 0

    def hasten(self, card_ids: Collection[str], now: datetime, *, kind: str = "redraw") -> None:
        """Let waiting redraws of these cards, or the cards, go at once: they wait no longer."""
        for portion in portions(list(card_ids)):
            self._connection.execute(
                _outbox.update()
                .where(
                    _outbox.c.card_id.in_(portion),
                    _outbox.c.kind == kind,
                    _outbox.c.state == Delivery.QUEUED.value,
                    _outbox.c.next_at > now,
                )
                .values(next_at=now)
            )

    def hold_redraw(self, card_id: str, until: datetime) -> None:
        """Let what waits to be said of a card wait on: it is being redrawn where it was pressed."""
        self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.card_id == card_id,
                _outbox.c.kind == "redraw",
                _outbox.c.state == Delivery.QUEUED.value,
                _outbox.c.next_at < until,
            )
            .values(next_at=until)
        )

    def raise_again(
        self, card_ids: Collection[str], now: datetime, *, priority: int | None = None
    ) -> None:
        """Queue cards that were grouped, muted or throttled, and give waiting ones a priority."""
        waiting = {} if priority is None else {"priority": priority}
        for portion in portions(list(card_ids)):
            mine = _outbox.c.card_id.in_(portion) & (_outbox.c.kind == "card")
            if waiting:
                self._connection.execute(
                    _outbox.update()
                    .where(mine, _outbox.c.state == Delivery.QUEUED.value)
                    .values(priority=priority, next_at=now)
                )
            self._connection.execute(
                _outbox.update()
                .where(mine, _outbox.c.state.in_(("grouped", "muted", "throttled")))
                .values(
                    state=Delivery.QUEUED.value,
                    next_at=now,
                    settled_at=None,
                    last_code=None,
                    **waiting,
                )
            )

    def group(self, card_ids: Collection[str], now: datetime) -> None:
        """Settle new cards that stand on a storm card from now on."""
        for portion in portions(list(card_ids)):
            self._connection.execute(
                _outbox.update()
                .where(
                    _outbox.c.card_id.in_(portion),
                    _outbox.c.kind == "card",
                    _outbox.c.state == Delivery.QUEUED.value,
                )
                .values(state=Delivery.GROUPED.value, last_code="storm", settled_at=now)
            )

    def mute_orders(self, order_nos: Collection[str], keep: Collection[str], now: datetime) -> None:
        """Mute what is not red and still waits of these orders, but for the alerts to keep."""
        for portion in portions(list(order_nos)):
            self._mute(
                _outbox.c.order_no.in_(portion)
                & (_outbox.c.priority > 0)
                & _outbox.c.kind.in_(("card", "notice"))
                & (_outbox.c.subject_id.is_(None) | _outbox.c.subject_id.not_in(list(keep))),
                "red",
                now,
            )

    def mute_redraws(self, card_id: str, code: str, now: datetime) -> None:
        """Mute redraws of a card that will not be shown."""
        self._mute((_outbox.c.card_id == card_id) & (_outbox.c.kind == "redraw"), code, now)

    def muted_by_outage(self, states: Collection[str], limit: int) -> list[tuple[str, bool]]:
        """Return cards muted by an outage, and whether their alert is still in these states."""
        query = (
            select(_outbox.c.card_id, _alerts.c.state)
            .where(
                _outbox.c.state == "muted",
                _outbox.c.last_code == "outage",
                _outbox.c.kind == "card",
                _outbox.c.card_id == _cards.c.id,
                _cards.c.subject_id == _alerts.c.id,
            )
            .order_by(_outbox.c.id)
            .limit(limit)
        )
        return [(row[0], row[1] in states) for row in self._connection.execute(query)]

    def outage_is_over(self, card_ids: Collection[str]) -> None:
        """Note that cards muted by an outage need not be sent: their alert ended meanwhile."""
        self._connection.execute(
            _outbox.update()
            .where(_outbox.c.card_id.in_(list(card_ids)), _outbox.c.last_code == "outage")
            .values(last_code="outage_ended")
        )

    def muted_alerts(self, silence: Silence) -> list[str]:
        """Return the alerts of which somebody was not told because of a silence, oldest first."""
        query = (
            select(_outbox.c.subject_id)
            .where(
                _outbox.c.state == Delivery.MUTED.value,
                _outbox.c.last_code == silence.code,
                _outbox.c.created_at >= silence.since,
                _outbox.c.subject == "alert",
            )
            .order_by(_outbox.c.id)
        )
        return list(dict.fromkeys(row[0] for row in self._connection.execute(query)))

    def count_muted(self, silence: Silence) -> int:
        """Return how many messages a silence kept from being sent."""
        return len(
            self._connection.execute(
                select(_outbox.c.id).where(
                    _outbox.c.state == Delivery.MUTED.value,
                    _outbox.c.last_code == silence.code,
                    _outbox.c.created_at >= silence.since,
                )
            ).all()
        )

    def held_back(self, now: datetime, limit: int) -> list[HeldBack]:
        """Return messages whose quiet time is over, in the order in which they came up."""
        columns = (_outbox.c[name] for name in HeldBack.__dataclass_fields__)
        query = (
            select(*columns)
            .where(_outbox.c.state == Delivery.HELD.value, _outbox.c.next_at <= now)
            .order_by(_outbox.c.id)
            .limit(limit)
        )
        return [HeldBack(**row._mapping) for row in self._connection.execute(query)]

    def told_in_digest(self, entry_ids: Collection[int], now: datetime) -> None:
        """Note that these messages went out as lines of a digest."""
        for portion in portions(list(entry_ids)):
            self._connection.execute(
                _outbox.update()
                .where(_outbox.c.id.in_(portion))
                .values(state=Delivery.SENT.value, settled_at=now, last_code="digest")
            )

    def _mute(self, which: ColumnElement[bool], code: str, now: datetime) -> None:
        self._connection.execute(
            _outbox.update()
            .where(which, _outbox.c.state == Delivery.QUEUED.value)
            .values(state=Delivery.MUTED.value, last_code=code, settled_at=now)
        )
