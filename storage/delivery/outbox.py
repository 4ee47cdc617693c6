"""The outbox: promises to tell someone something, kept until they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from storage.delivery.tables import OutboxRow
from storage.mapping import from_json, insert_or_skip, portions, table, to_json

_outbox = table(OutboxRow)


class Delivery(StrEnum):
    """Where a promise stands."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    MUTED = "muted"  #: Not sent on purpose; the code says why.
    THROTTLED = "throttled"  #: Not sent here since a limit was reached; shown elsewhere.
    GROUPED = "grouped"  #: It stands on a storm card.
    UNKNOWN = "unknown"  #: It may have been sent; it waits for evidence, or for its second try.
    HELD = "held"  #: Waits for the digest at the end of a quiet time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something to send; what it says is drawn when it is sent."""

    key: str  #: Idempotency key: the same promise is made once.
    kind: str  #: card, redraw, notice, storm or storm_redraw
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
    last_code: str | None = None  #: Why it is not to be sent, where it is settled from the start.
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
    resent: bool
    created_at: datetime
    next_at: datetime
    settled_at: datetime | None
    last_code: str | None
    last_error: str | None
    body: dict[str, Any]


COLUMNS = tuple(_outbox.c[name] for name in Entry.__dataclass_fields__)


def entry_of(values: dict[str, Any]) -> Entry:
    """Read a row."""
    return Entry(
        **{**values, "state": Delivery(values["state"]), "body": from_json(values["body"])}
    )


class Outbox:
    """Makes, settles and looks up promises; storage.delivery.queue takes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_promised = False  #: Once this transaction is committed, there may be work.

    def promise(self, promises: Sequence[Promise]) -> None:
        """Make promises; one already made under the same key is not made again."""
        rows = [
            {
                **{name: getattr(p, name) for name in Promise.__dataclass_fields__},
                "body": to_json(p.body),
                "state": p.state.value,
                "attempts": 0,
                "resent": False,
            }
            for p in promises
        ]
        if rows:
            self.has_promised = True
            self._connection.execute(insert_or_skip(self._connection, _outbox), rows)

    def pictures(self, card_ids: Sequence[str]) -> dict[str, tuple[int, set[tuple[str, str]]]]:
        """Return how many pictures each card was promised, and the (kind, state) they have."""
        found: dict[str, tuple[int, set[tuple[str, str]]]] = {}
        for portion in portions(card_ids):
            query = select(_outbox.c.card_id, _outbox.c.kind, _outbox.c.state).where(
                _outbox.c.card_id.in_(portion)
            )
            for card_id, kind, state in self._connection.execute(query):
                number, stands = found.get(card_id, (0, set()))
                found[card_id] = (number + 1, stands | {(kind, state)})
        return found

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
            .where(_is_ours(entry_id, owner))
            .values(
                state=state.value,
                settled_at=now,
                last_code=code,
                last_error=error,
                lease_until=None,
            )
        )
        return done.rowcount == 1

    def try_later(
        self,
        entry_id: int,
        *,
        owner: str,
        at: datetime,
        code: str,
        error: str,
        state: Delivery = Delivery.QUEUED,
    ) -> bool:
        """Put a claimed promise back until `at`; UNKNOWN waits for evidence and is sent marked."""
        unknown = state is Delivery.UNKNOWN
        done = self._connection.execute(
            _outbox.update()
            .where(_is_ours(entry_id, owner))
            .values(
                state=state.value,
                next_at=at,
                last_code=code,
                last_error=error,
                # Evidence of an unknown one may still come from who sent it.
                lease_owner=owner if unknown else None,
                lease_until=None,
                **({"resent": True} if unknown else {}),
            )
        )
        return done.rowcount == 1

    def withdraw(self, entry_id: int, *, owner: str, **values: Any) -> None:  # noqa: ANN401 - columns
        """Write what became of a claimed promise that is not to be sent after all."""
        if "body" in values:
            values["body"] = to_json(values["body"])
        self._connection.execute(
            _outbox.update()
            .where(_is_ours(entry_id, owner))
            .values(lease_owner=None, lease_until=None, **values)
        )

    def get(self, entry_id: int) -> Entry | None:
        """Return one promise."""
        row = self._connection.execute(select(*COLUMNS).where(_outbox.c.id == entry_id)).first()
        return entry_of(dict(row._mapping)) if row else None

    def recent(self, limit: int) -> list[Entry]:
        """Return the latest promises, newest first."""
        query = select(*COLUMNS).order_by(_outbox.c.id.desc()).limit(limit)
        return [entry_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def of_order(self, order_no: str) -> list[Entry]:
        """Return the delivery ledger of one order (A-20)."""
        query = select(*COLUMNS).where(_outbox.c.order_no == order_no).order_by(_outbox.c.id)
        return [entry_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """Return how many promises stand where."""
        query = select(_outbox.c.state, func.count()).group_by(_outbox.c.state)
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def has_due(self, now: datetime) -> bool:
        """Say whether anything waits to be sent, without taking it."""
        return (
            self._connection.execute(select(_outbox.c.id).where(is_due(now)).limit(1)).first()
            is not None
        )


def _is_ours(entry_id: int, owner: str) -> ColumnElement[bool]:
    return (
        (_outbox.c.id == entry_id)
        & (_outbox.c.lease_owner == owner)
        & _outbox.c.state.in_((Delivery.LEASED.value, Delivery.UNKNOWN.value))
    )


def is_waiting() -> ColumnElement[bool]:
    """Queued, or of unknown fate until its second try."""
    return _outbox.c.state.in_((Delivery.QUEUED.value, Delivery.UNKNOWN.value))


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition of what is due, or was taken by somebody whose lease ran out."""
    return (is_waiting() & (_outbox.c.next_at <= now) & _outbox.c.settled_at.is_(None)) | (
        (_outbox.c.state == Delivery.LEASED.value) & (_outbox.c.lease_until <= now)
    )
