"""The queue of the outbox: which lanes wait, and who takes what is first in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.engine import Connection

from storage.delivery.outbox import COLUMNS, Delivery, Entry, entry_of, is_waiting
from storage.delivery.tables import CardRow, OutboxRow, StormRow
from storage.mapping import portions, table

_outbox = table(OutboxRow)
_cards = table(CardRow)
_storms = table(StormRow)

#: Kinds that change a message instead of sending one.
REDRAWS = ("redraw", "storm_redraw")
SENT = (Delivery.SENT.value, Delivery.UNKNOWN.value, Delivery.LEASED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many promises of one kind and priority are due in one conversation."""

    channel: str
    conversation: str
    kind: str
    priority: int
    number: int
    oldest: datetime | None  #: None: each waits on purpose, for news of an earlier try.


class Queue:
    """Takes promises, first things first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self, channels: Collection[str] | None, now: datetime) -> list[Waiting]:
        """Return what is due and can be sent, by conversation, kind and priority."""
        query = (
            select(
                _outbox.c.channel,
                _outbox.c.conversation,
                _outbox.c.kind,
                _outbox.c.priority,
                func.count(),
                func.min(
                    case((_outbox.c.resent.is_(False), _outbox.c.created_at)),
                    type_=_outbox.c.created_at.type,
                ),
            )
            .where(is_waiting(), _outbox.c.next_at <= now, _outbox.c.settled_at.is_(None), _ready())
            .group_by(_outbox.c.channel, _outbox.c.conversation, _outbox.c.kind, _outbox.c.priority)
            .order_by(_outbox.c.channel, _outbox.c.conversation)
        )
        if channels is not None:
            query = query.where(_outbox.c.channel.in_(list(channels)))
        return [
            Waiting(
                channel=row[0],
                conversation=row[1],
                kind=row[2],
                priority=row[3],
                number=int(row[4]),
                oldest=row[5],
            )
            for row in self._connection.execute(query)
        ]

    def queued_cards(self, channel: str, conversation: str) -> dict[int, int]:
        """Return how many new cards wait in a conversation, due or not, by priority."""
        query = (
            select(_outbox.c.priority, func.count())
            .where(_new_cards(channel, conversation))
            .group_by(_outbox.c.priority)
        )
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def unsent(self, channel: str, conversation: str) -> int:
        """Return how many messages of a conversation are promised and not sent."""
        query = select(func.count()).where(
            _outbox.c.state.in_((Delivery.QUEUED.value, Delivery.LEASED.value)),
            _outbox.c.channel == channel,
            _outbox.c.conversation == conversation,
            _outbox.c.kind.in_(("card", "notice", "storm")),
        )
        return int(self._connection.execute(query).scalar_one())

    def recent_cards(self, channel: str, conversation: str, since: datetime) -> list[str]:
        """Return the cards of a conversation that left, or are leaving, since then."""
        query = select(_outbox.c.card_id).where(
            _outbox.c.state.in_(SENT),
            _outbox.c.next_at >= since,
            _outbox.c.channel == channel,
            _outbox.c.conversation == conversation,
            _outbox.c.kind == "card",
        )
        return [row[0] for row in self._connection.execute(query)]

    def first_cards(self, channel: str, conversation: str, *, skip_red: int) -> list[str]:
        """Return the ids of all new cards that wait, but for so many red ones that go first."""
        query = (
            select(_outbox.c.card_id)
            .where(_new_cards(channel, conversation))
            .order_by(_outbox.c.priority, _outbox.c.id)
            .offset(skip_red)
        )
        if self._connection.dialect.name == "sqlite":
            query = query.limit(-1)
        return [row[0] for row in self._connection.execute(query)]

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
        query = (
            select(_outbox.c.id)
            .where(
                is_waiting(),
                _outbox.c.next_at <= now,
                _outbox.c.settled_at.is_(None),
                _outbox.c.channel == channel,
                _outbox.c.conversation == conversation,
                *_kinds(redraws=redraws),
                _ready(),
            )
            .order_by(_outbox.c.priority, _outbox.c.id)
            .limit(limit)
        )
        if self._connection.dialect.name == "postgresql":
            query = query.with_for_update(of=_outbox, skip_locked=True)
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
            select(*COLUMNS).where(_outbox.c.id.in_(ids)).order_by(_outbox.c.priority, _outbox.c.id)
        )
        return [entry_of(dict(row._mapping)) for row in rows]


def _new_cards(channel: str, conversation: str) -> ColumnElement[bool]:
    """Return the condition of cards that wait and were never tried."""
    return (
        (_outbox.c.state == Delivery.QUEUED.value)
        & (_outbox.c.kind == "card")
        & (_outbox.c.attempts == 0)
        & (_outbox.c.channel == channel)
        & (_outbox.c.conversation == conversation)
    )


def _ready() -> ColumnElement[bool]:
    """Return the condition that there is a message to redraw; until then the first one waits."""
    card = select(_cards.c.id).where(
        _cards.c.id == _outbox.c.card_id, _cards.c.message_ref.is_not(None)
    )
    storm = select(_storms.c.id).where(
        _storms.c.id == _outbox.c.card_id, _storms.c.message_ref.is_not(None)
    )
    return (
        _outbox.c.kind.not_in(REDRAWS)
        | ((_outbox.c.kind == "redraw") & card.exists())
        | ((_outbox.c.kind == "storm_redraw") & storm.exists())
    )


def _kinds(*, redraws: bool | None) -> tuple[ColumnElement[bool], ...]:
    if redraws is None:
        return ()
    return (_outbox.c.kind.in_(REDRAWS) if redraws else _outbox.c.kind.not_in(REDRAWS),)
