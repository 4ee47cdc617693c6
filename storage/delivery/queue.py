"""The queue of the outbox: which lanes wait, who takes what is first, what is put back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.engine import Connection

from storage.delivery.outbox import COLUMNS, Delivery, Entry, Try, entry_of, is_waiting, line_of
from storage.delivery.tables import CardRow, OutboxRow
from storage.mapping import table

_outbox = table(OutboxRow)
_cards = table(CardRow)


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
                oldest=row[6],
            )
            for row in self._connection.execute(_WAITING, {"now": now})
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
        query = _FIRST[redraws]
        if self._connection.dialect.name == "postgresql":
            query = _FIRST_FREE[redraws]
        where = {"channel": channel, "conversation": conversation, "now": now, "most": limit}
        ids = [row[0] for row in self._connection.execute(query, where)]
        if not ids:
            return []
        self._connection.execute(_TAKE, {"ids": ids, "owner": owner, "until": until})
        rows = self._connection.execute(_TAKEN, {"ids": ids})
        return [entry_of(dict(row._mapping)) for row in rows]

    def put_back(
        self, entry_ids: Collection[int], *, owner: str, until: datetime | None = None
    ) -> None:
        """Put back, untried, what was taken and does not go now, or not before `until`."""
        later = {} if until is None else {"next_at": until}
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
                **later,
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
        return self._connection.execute(_ABANDONED, {"now": now}).first() is not None


def _ready() -> ColumnElement[bool]:
    """Return the condition that there is a message to redraw; until then the first one waits."""
    card = select(_cards.c.id).where(
        _cards.c.id == _outbox.c.card_id, _cards.c.message_ref.is_not(None)
    )
    return (_outbox.c.kind != "redraw") | card.exists()


def _kinds(*, redraws: bool | None) -> tuple[ColumnElement[bool], ...]:
    if redraws is None:
        return ()
    return (_outbox.c.kind == "redraw" if redraws else _outbox.c.kind != "redraw",)


def _first(*, redraws: bool | None) -> Select[tuple[int]]:
    return (
        select(_outbox.c.id)
        .where(
            is_waiting(),
            _outbox.c.next_at <= bindparam("now"),
            _outbox.c.settled_at.is_(None),
            _outbox.c.channel == bindparam("channel"),
            _outbox.c.conversation == bindparam("conversation"),
            *_kinds(redraws=redraws),
            _ready(),
        )
        .order_by(_outbox.c.priority, _outbox.c.id)
        .limit(bindparam("most"))
    )


# Every look and every message runs these; building one costs four times what running it does.
_LANE = (_outbox.c.channel, _outbox.c.conversation)
_GROUP = (*_LANE, _outbox.c.kind, _outbox.c.subject, _outbox.c.priority)
_WAITING = (
    select(
        *_GROUP,
        func.count(),
        func.min(
            case((_outbox.c.resent.is_(False), _outbox.c.created_at)),
            type_=_outbox.c.created_at.type,
        ),
    )
    .where(
        is_waiting(),
        _outbox.c.next_at <= bindparam("now"),
        _outbox.c.settled_at.is_(None),
        _ready(),
    )
    .group_by(*_GROUP)
    .order_by(*_LANE)
)
_FIRST = {redraws: _first(redraws=redraws) for redraws in (None, False, True)}
_FIRST_FREE = {
    redraws: query.with_for_update(of=_outbox, skip_locked=True)
    for redraws, query in _FIRST.items()
}
_AMONG = _outbox.c.id.in_(bindparam("ids", expanding=True))
_TAKE = (
    _outbox.update()
    .where(_AMONG)
    .values(
        state=Delivery.LEASED.value,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        attempts=_outbox.c.attempts + 1,
    )
)
_TAKEN = select(*COLUMNS).where(_AMONG).order_by(_outbox.c.priority, _outbox.c.id)
_ABANDONED = (
    select(_outbox.c.id)
    .where(_outbox.c.state == Delivery.LEASED.value, _outbox.c.lease_until <= bindparam("now"))
    .limit(1)
)
