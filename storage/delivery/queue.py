"""The queue of the outbox: which lanes wait, who takes what is first, what is put back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.delivery.outbox import FIELDS, Delivery, Entry, Try, entry_of, line_of
from storage.delivery.tables import OutboxRow
from storage.lane import Lane, Statement, maybe, micros
from storage.mapping import table

_outbox = table(OutboxRow)

#: What is due and can be sent: a redraw waits until there is a message to redraw.
_DUE = (
    "state IN ('queued', 'unknown') AND next_at <= ? AND settled_at IS NULL AND (kind <> 'redraw'"
    " OR EXISTS (SELECT 1 FROM cards c WHERE c.id = outbox.card_id AND c.message_ref IS NOT NULL))"
)
_GROUP = "channel, conversation, kind, subject, priority"
_WAITING = Statement.of(
    f"SELECT {_GROUP}, count(*), min(CASE WHEN NOT resent THEN created_at END)"  # noqa: S608 - ours
    f" FROM outbox WHERE {_DUE} GROUP BY {_GROUP} ORDER BY channel, conversation"
)
_ABANDONED = Statement.of(
    "SELECT 1 FROM outbox WHERE state = 'leased' AND lease_until <= ? LIMIT 1"
)


def _taking(kinds: str) -> Statement:
    """Write how the first of a lane are taken, past those that another process is taking."""
    first = (
        f"SELECT id FROM outbox WHERE {_DUE} AND channel = ? AND conversation = ?{kinds}"  # noqa: S608
        " ORDER BY priority, id LIMIT ?"
    )
    take = (
        "UPDATE outbox SET state = 'leased', attempts = attempts + 1, lease_owner = ?,"  # noqa: S608
        f" lease_until = ? WHERE id IN (SELECT id FROM first) RETURNING {FIELDS.listed}"
    )
    return Statement(
        sqlite=Statement.of(f"WITH first AS ({first}) {take}").sqlite,
        # Materialized: a plan that looked for the first ones once for each row would take too many.
        postgresql=Statement.of(
            f"WITH first AS MATERIALIZED ({first} FOR UPDATE OF outbox SKIP LOCKED) {take}"
        ).postgresql,
    )


#: Which kinds of promises are taken: all, all but redraws, or redraws only.
_TAKE = {
    None: _taking(""),
    False: _taking(" AND kind <> 'redraw'"),
    True: _taking(" AND kind = 'redraw'"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many promises of one kind and priority are due in one conversation."""

    channel: str
    conversation: str
    kind: str
    subject: str | None
    priority: int
    number: int
    oldest: datetime | None  #: None: each waits on purpose, for news of an earlier try.


class Queue:
    """Takes promises, first things first, and puts them back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def waiting(self, now: datetime) -> list[Waiting]:
        """Return what is due and can be sent, by conversation, kind and priority."""
        return [
            Waiting(
                channel=row[0],
                conversation=row[1],
                kind=row[2],
                subject=row[3],
                priority=row[4],
                number=int(row[5]),
                oldest=maybe(row[6]),
            )
            for row in self._lane.rows(_WAITING, micros(now))
        ]

    def unsent(self, channel: str, conversation: str) -> int:
        """Return how many messages of a conversation are promised and not sent."""
        query = select(func.count()).where(
            _outbox.c.state.in_((Delivery.QUEUED.value, Delivery.LEASED.value)),
            _outbox.c.channel == channel,
            _outbox.c.conversation == conversation,
            _outbox.c.kind.in_(("card", "notice")),
        )
        return int(self._connection.execute(query).scalar_one())

    def take(
        self,
        channel: str,
        conversation: str,
        *,
        redraws: bool | None,
        owner: str,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> list[Entry]:
        """Take the first of a lane, red before orange and then in order; None takes every kind."""
        given = micros(now), channel, conversation, limit, owner, micros(until)
        rows = map(FIELDS.read, self._lane.rows(_TAKE[redraws], *given))
        return sorted(map(entry_of, rows), key=lambda entry: (entry.priority, entry.id))

    def put_back(
        self,
        entry_ids: Collection[int],
        *,
        owner: str,
        until: datetime | None = None,
        code: str | None = None,
    ) -> None:
        """Put back, untried, what was taken and does not go now, or not before `until`, and why."""
        later = (("next_at", until), ("last_code", code))
        self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.id.in_(list(entry_ids)),
                _outbox.c.lease_owner == owner,
                _outbox.c.state == Delivery.LEASED.value,
            )
            .values(
                state=Delivery.QUEUED.value,
                lease_owner=None,
                lease_until=None,
                attempts=_outbox.c.attempts - 1,
                **{name: value for name, value in later if value is not None},
            )
        )

    def put_back_unsent(self, owner: str) -> None:
        """
        Put back, untried, what a process that is gone had taken and never begun to send.

        It sent strictly in order and settled each before the next, so only the first of each lane
        can have left.
        """
        query = (
            select(_outbox.c.id, _outbox.c.channel, _outbox.c.conversation, _outbox.c.kind)
            .where(_outbox.c.lease_owner == owner, _outbox.c.state == Delivery.LEASED.value)
            .order_by(_outbox.c.priority, _outbox.c.id)
        )
        lanes: dict[tuple[str, str, bool], list[int]] = {}
        for entry_id, channel, conversation, kind in self._connection.execute(query):
            lanes.setdefault((channel, conversation, kind == "redraw"), []).append(entry_id)
        self.put_back([i for ids in lanes.values() for i in ids[1:]], owner=owner)

    def abandoned(
        self, now: datetime, *, owner: str | None, repeatable: Collection[str], wait: timedelta
    ) -> int:
        """
        Put back what was taken and never settled: its lease ran out, or its owner is gone.

        A redraw, or a message of a channel that shows the same key once, is simply due again; any
        other may have been sent and waits for evidence.
        """
        if owner is None and not self.has_abandoned(now):
            return 0
        lost = _outbox.c.state == Delivery.LEASED.value
        lost &= _outbox.c.lease_until <= now if owner is None else _outbox.c.lease_owner == owner
        again = (_outbox.c.kind == "redraw") | _outbox.c.channel.in_(list(repeatable))
        number = 0
        for which, state, values in (
            (again, Delivery.QUEUED, {"next_at": now}),
            (~again, Delivery.UNKNOWN, {"next_at": now + wait, "resent": True}),
        ):
            tried = line_of(Try(at=now, state=state, code="lease_lost"))
            done = self._connection.execute(
                _outbox.update()
                .where(lost, which)
                .values(
                    state=state.value,
                    lease_owner=None,
                    lease_until=None,
                    last_code="lease_lost",
                    tries=_outbox.c.tries + tried,
                    **values,
                )
            )
            number += done.rowcount
        return number

    def has_abandoned(self, now: datetime) -> bool:
        """Say whether a lease ran out."""
        return bool(self._lane.rows(_ABANDONED, micros(now)))
