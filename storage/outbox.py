"""The outbox: promises to tell someone something, kept until they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from storage.mapping import from_json, insert_or_skip, table, to_json
from storage.tables import OutboxRow

_outbox = table(OutboxRow)


class Delivery(StrEnum):
    """Where a promise stands."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    MUTED = "muted"  #: Somebody did not want it sent; `last_code` says who.
    HELD = "held"  #: Waits for the digest at the end of a quiet time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something to send; what it says is drawn when it is sent."""

    key: str  #: Idempotency key: the same promise is made once.
    kind: str  #: card or notice
    channel: str
    conversation: str
    order_no: str | None = None
    alert_id: str | None = None
    card_id: str | None = None
    priority: int = 1
    next_at: datetime
    created_at: datetime
    body: dict[str, Any]
    state: Delivery = Delivery.QUEUED
    last_code: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A promise as it stands in the ledger."""

    id: int
    key: str
    kind: str
    channel: str
    conversation: str
    order_no: str | None
    alert_id: str | None
    card_id: str | None
    priority: int
    state: Delivery
    attempts: int
    created_at: datetime
    next_at: datetime
    settled_at: datetime | None
    last_code: str | None
    last_error: str | None
    body: dict[str, Any]


_COLUMNS = tuple(_outbox.c[name] for name in Entry.__dataclass_fields__)


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(
        **{**values, "state": Delivery(values["state"]), "body": from_json(values["body"])}
    )


class Outbox:
    """Makes, claims and settles promises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def promise(self, promises: Sequence[Promise]) -> None:
        """Make promises; one already made under the same key is not made again."""
        rows = [
            {
                **{name: getattr(p, name) for name in Promise.__dataclass_fields__},
                "body": to_json(p.body),
                "state": p.state.value,
                "attempts": 0,
            }
            for p in promises
        ]
        if rows:
            self._connection.execute(insert_or_skip(self._connection, _outbox), rows)

    def pictures(self, card_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
        """Return how many pictures each card was promised, and whether one waits to be drawn."""
        found: dict[str, tuple[int, bool]] = {}
        if card_ids:
            query = select(_outbox.c.card_id, _outbox.c.state).where(
                _outbox.c.card_id.in_(list(card_ids))
            )
            for card_id, state in self._connection.execute(query):
                number, waiting = found.get(card_id, (0, False))
                found[card_id] = (number + 1, waiting or state == Delivery.QUEUED.value)
        return found

    def claim(self, *, owner: str, now: datetime, until: datetime, limit: int) -> list[Entry]:
        """
        Take what is due, red first and then in order, until `until`.

        What another process took and did not settle by the end of its lease is due again.
        """
        query = (
            select(_outbox.c.id)
            .where(_is_due(now))
            .order_by(_outbox.c.priority, _outbox.c.id)
            .limit(limit)
        )
        if self._connection.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True)
        ids = [row[0] for row in self._connection.execute(query)]
        if not ids:
            return []
        self._connection.execute(
            _outbox.update()
            .where(_outbox.c.id.in_(ids))
            .values(
                state=Delivery.LEASED.value,
                lease_owner=owner,
                lease_until=until,
                attempts=_outbox.c.attempts + 1,
            )
        )
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(_outbox.c.id.in_(ids))
            .order_by(_outbox.c.priority, _outbox.c.id)
        )
        return [_entry(dict(row._mapping)) for row in rows]

    def settle(
        self,
        entry_id: int,
        *,
        owner: str,
        state: Delivery,
        now: datetime,
        code: str,
        error: str | None,
    ) -> bool:
        """Write how a claimed promise ended; False where the lease went to someone else."""
        done = self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.id == entry_id,
                _outbox.c.lease_owner == owner,
                _outbox.c.state == Delivery.LEASED.value,
            )
            .values(
                state=state.value,
                settled_at=now,
                last_code=code,
                last_error=error,
                lease_until=None,
            )
        )
        return done.rowcount == 1

    def try_later(self, entry_id: int, *, owner: str, at: datetime, code: str, error: str) -> bool:
        """Put a claimed promise back until `at`."""
        done = self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.id == entry_id,
                _outbox.c.lease_owner == owner,
                _outbox.c.state == Delivery.LEASED.value,
            )
            .values(
                state=Delivery.QUEUED.value,
                next_at=at,
                last_code=code,
                last_error=error,
                lease_owner=None,
                lease_until=None,
            )
        )
        return done.rowcount == 1

    def get(self, entry_id: int) -> Entry | None:
        """Return one promise."""
        row = self._connection.execute(select(*_COLUMNS).where(_outbox.c.id == entry_id)).first()
        return _entry(dict(row._mapping)) if row else None

    def recent(self, limit: int) -> list[Entry]:
        """Return the latest promises, newest first."""
        query = select(*_COLUMNS).order_by(_outbox.c.id.desc()).limit(limit)
        return [_entry(dict(row._mapping)) for row in self._connection.execute(query)]

    def of_order(self, order_no: str) -> list[Entry]:
        """Return the delivery ledger of one order (A-20)."""
        query = select(*_COLUMNS).where(_outbox.c.order_no == order_no).order_by(_outbox.c.id)
        return [_entry(dict(row._mapping)) for row in self._connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """Return how many promises stand where."""
        query = select(_outbox.c.state, func.count()).group_by(_outbox.c.state)
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def has_due(self, now: datetime) -> bool:
        """Say whether anything waits to be sent, without taking it."""
        return (
            self._connection.execute(select(_outbox.c.id).where(_is_due(now)).limit(1)).first()
            is not None
        )


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Queued and due, or taken by somebody who did not settle it by the end of the lease."""
    return ((_outbox.c.state == Delivery.QUEUED.value) & (_outbox.c.next_at <= now)) | (
        (_outbox.c.state == Delivery.LEASED.value) & (_outbox.c.lease_until <= now)
    )
