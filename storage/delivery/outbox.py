"""The outbox: promises of every outward effect, kept until they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Connection

from storage.delivery.tables import OutboxRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import from_json, table, to_json

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


#: Tries that are read back. The text is short as it is: after some 70 tries, an hour, all is over.
LATEST_TRIES = 20
#: What a platform may have been given.
SENT = (Delivery.SENT.value, Delivery.UNKNOWN.value, Delivery.LEASED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something to send; what it says is composed when it is sent."""

    key: str  #: Idempotency key: the same promise is made once.
    kind: str  #: card, redraw, notice or call
    channel: str  #: Or a gateway, of a call.
    conversation: str
    order_no: str | None = None
    subject: str | None = None  #: What it is about; None is the machine itself.
    subject_id: str | None = None
    card_id: str | None = None
    priority: int = 1
    next_at: datetime
    created_at: datetime
    body: dict[str, Any]
    state: Delivery = Delivery.QUEUED
    last_code: str | None = None  #: Why it is not to be sent, where it is settled from the start.
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One end of a try: what came of it, or was learned of it later."""

    at: datetime  #: In UTC.
    state: Delivery  #: Where it left the promise; queued waits for the next try.
    code: str
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A promise as it stands in the ledger."""

    id: int
    key: str
    kind: str
    channel: str
    conversation: str
    order_no: str | None
    subject: str | None
    subject_id: str | None
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
    tries: tuple[Try, ...]  #: The latest of them, newest last.
    body: dict[str, Any]


FIELDS = Columns(_outbox, *Entry.__dataclass_fields__)
COLUMNS = tuple(_outbox.c[name] for name in FIELDS.names)


def entry_of(values: dict[str, Any]) -> Entry:
    """Read a row."""
    # Not splitlines: an error may hold other ends of lines than the one that JSON escapes.
    *lines, _ = values["tries"].split("\n")
    tries = tuple(_try_of(line) for line in lines[-LATEST_TRIES:])
    state, body = Delivery(values["state"]), from_json(values["body"])
    return Entry(**{**values, "state": state, "tries": tries, "body": body})


def line_of(one: Try) -> str:
    """Write a try as the line that an UPDATE appends, on either database and unread."""
    return to_json(one) + "\n"


def _try_of(line: str) -> Try:
    values = from_json(line)
    at, state = datetime.fromisoformat(values["at"]), Delivery(values["state"])
    return Try(**{**values, "at": at, "state": state})


_PLAIN = tuple(n for n in Promise.__dataclass_fields__ if n not in ("body", "state"))
_PROMISED = Columns(_outbox, *_PLAIN, "body", "state", "attempts", "tries", "resent")
_PROMISE = Statement.insert("outbox", _PROMISED.names)
_SETTLE = Statement.of(
    "UPDATE outbox SET state = ?, settled_at = ?, last_code = ?, last_error = ?,"
    " tries = tries || ?, lease_until = NULL"
    " WHERE id = ? AND lease_owner = ? AND state IN ('leased', 'unknown')"
)


class Outbox:
    """Makes and settles promises; storage.delivery.queue takes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)
        self.has_promised = False  #: Once this transaction is committed, there may be work.

    def promise(self, promises: Sequence[Promise]) -> None:
        """Make promises; one already made under the same key is not made again."""
        rows = [
            _PROMISED.row((
                *(getattr(p, name) for name in _PLAIN),
                to_json(p.body), p.state.value, 0, "", False,
            ))
            for p in promises
        ]  # fmt: skip
        if rows:
            self.has_promised = True
            self._lane.write(_PROMISE, rows)

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
        tried = line_of(Try(at=now, state=state, code=code, error=error))
        how = state.value, micros(now), code, error, tried
        return self._lane.change(_SETTLE, *how, entry_id, owner) == 1

    def try_later(
        self,
        entry_id: int,
        *,
        owner: str,
        now: datetime,
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
                tries=_outbox.c.tries + line_of(Try(at=now, state=state, code=code, error=error)),
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


def _is_ours(entry_id: int, owner: str) -> ColumnElement[bool]:
    return (
        (_outbox.c.id == entry_id)
        & (_outbox.c.lease_owner == owner)
        & _outbox.c.state.in_((Delivery.LEASED.value, Delivery.UNKNOWN.value))
    )


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition of what is due, or was taken by somebody whose lease ran out."""
    waits = _outbox.c.state.in_((Delivery.QUEUED.value, Delivery.UNKNOWN.value))
    return (waits & (_outbox.c.next_at <= now) & _outbox.c.settled_at.is_(None)) | (
        (_outbox.c.state == Delivery.LEASED.value) & (_outbox.c.lease_until <= now)
    )
