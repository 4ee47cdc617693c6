"""Amends: changes to promises that wait, when something happened since they were made."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Connection

from storage.delivery.outbox import Delivery
from storage.delivery.tables import OutboxRow
from storage.mapping import portions, table

_outbox = table(OutboxRow)


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
                _outbox.c.kind.in_(("card", "storm")),
                _outbox.c.state == Delivery.UNKNOWN.value,
            )
            .values(
                state=Delivery.SENT.value, settled_at=now, last_code="pressed", lease_owner=None
            )
        )
        return done.rowcount > 0

    def hasten(self, card_ids: Collection[str], now: datetime) -> None:
        """Let waiting redraws of these cards go at once: a person has just pressed."""
        for portion in portions(list(card_ids)):
            self._connection.execute(
                _outbox.update()
                .where(
                    _outbox.c.card_id.in_(portion),
                    _outbox.c.kind == "redraw",
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

    def mute_orders(self, order_nos: Collection[str], keep: Collection[str], now: datetime) -> None:
        """Mute what is not red and still waits of these orders, but for the alerts to keep."""
        for portion in portions(list(order_nos)):
            self._mute(
                _outbox.c.order_no.in_(portion)
                & (_outbox.c.priority > 0)
                & _outbox.c.kind.in_(("card", "notice"))
                & (_outbox.c.alert_id.is_(None) | _outbox.c.alert_id.not_in(list(keep))),
                "red",
                now,
            )

    def mute_redraws(self, card_id: str, code: str, now: datetime) -> None:
        """Mute redraws of a card that will not be shown."""
        self._mute((_outbox.c.card_id == card_id) & (_outbox.c.kind == "redraw"), code, now)

    def _mute(self, which: ColumnElement[bool], code: str, now: datetime) -> None:
        self._connection.execute(
            _outbox.update()
            .where(which, _outbox.c.state == Delivery.QUEUED.value)
            .values(state=Delivery.MUTED.value, last_code=code, settled_at=now)
        )
