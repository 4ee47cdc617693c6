"""Storms: one card for many alerts of one conversation, and what stands on it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Float, cast, func, select
from sqlalchemy.engine import Connection

from rules.vocabulary import ALIVE, AlertState
from storage.alerts.tables import AlertRow
from storage.delivery.tables import CardRow, StormRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import from_json, portions, row_of, table, to_json, upsert
from storage.orders.tables import OrderRow

_storms = table(StormRow)
_cards = table(CardRow)
_alerts = table(AlertRow)
_orders = table(OrderRow)
_ALIVE = tuple(state.value for state in ALIVE)
_COLUMNS = Columns(_storms)
_OPEN = Statement.of(
    f"SELECT {_COLUMNS.listed} FROM storms WHERE closed_at IS NULL ORDER BY opened_at"  # noqa: S608 - our columns
)
_OPEN_LOCKED = Statement(sqlite=_OPEN.sqlite, postgresql=f"{_OPEN.postgresql} FOR UPDATE")
#: Cards that wait in a conversation and were never tried.
_NEW_CARDS = (
    "FROM outbox WHERE state = 'queued' AND kind = 'card' AND subject = 'alert' AND attempts = 0"
    " AND channel = ? AND conversation = ?"
)
_QUEUED = Statement.of(f"SELECT priority, count(*) {_NEW_CARDS} GROUP BY priority")
_FIRST = Statement.of(f"SELECT card_id {_NEW_CARDS} ORDER BY priority, id")
_RECENT = Statement.of(
    "SELECT card_id FROM outbox WHERE state IN ('sent', 'unknown', 'leased') AND next_at >= ?"
    " AND kind = 'card' AND subject = 'alert' AND channel = ? AND conversation = ?"
)


@dataclass(slots=True, kw_only=True)
class Storm:
    """One storm of one conversation."""

    id: str
    channel: str
    conversation: str
    opened_at: datetime
    last_at: datetime
    causes: dict[str, int] = field(default_factory=dict)
    closed_at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What stands on a storm card, counted exactly."""

    red: int = 0
    orange: int = 0
    alone: int = 0  #: Had a card of their own.
    merged: int = 0
    handled: int = 0  #: Somebody decided, or they are over.
    unhandled: int = 0  #: Alive, and nobody has taken them.

    @property
    def total(self) -> int:
        """Return how many alerts the storm has."""
        return self.alone + self.merged


class Storms:
    """Reads and writes storms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def get(self, storm_id: str) -> Storm | None:
        """Return one storm."""
        row = self._connection.execute(select(_storms).where(_storms.c.id == storm_id)).first()
        return _storm(dict(row._mapping)) if row else None

    def open(self, *, lock: bool = False) -> list[Storm]:
        """Return the storms that are not over, for changing them where `lock` is set."""
        rows = self._lane.rows(_OPEN_LOCKED if lock else _OPEN)
        return [_storm(_COLUMNS.read(row)) for row in rows]

    def to_recall(self, opened_before: datetime) -> list[Storm]:
        """Return the storms whose unhandled alerts were not recalled yet."""
        query = select(_storms).where(
            _storms.c.reminded_at.is_(None), _storms.c.opened_at <= opened_before
        )
        return [_storm(dict(row._mapping)) for row in self._connection.execute(query)]

    def save(self, storm: Storm) -> None:
        """Write a storm."""
        row = {**row_of(storm), "causes": to_json(storm.causes)}
        self._connection.execute(upsert(self._connection, _storms, keys=("id",)), [row])

    def include(self, storm_id: str, card_ids: Collection[str], *, merged: bool) -> None:
        """Count cards to a storm: on its card alone, or beside it with a card of their own."""
        for portion in portions(list(card_ids)):
            self._connection.execute(
                _cards.update()
                .where(_cards.c.id.in_(portion))
                .values(storm_id=storm_id, merged=merged)
            )

    def causes_of(self, card_ids: Collection[str]) -> Counter[str]:
        """Count which signals and rules raised the alerts of these cards."""
        found: Counter[str] = Counter()
        for portion in portions(list(card_ids)):
            query = select(_alerts.c.body).where(
                _alerts.c.id.in_(select(_cards.c.subject_id).where(_cards.c.id.in_(portion)))
            )
            for (text,) in self._connection.execute(query):
                body = from_json(text)
                found.update([p["kind"] for p in body["parts"]] + body["hard"])
        return found

    def red_alone(self, storm_id: str) -> int:
        """Return how many red alerts of a storm have a card of their own."""
        query = select(func.count()).where(
            _cards.c.storm_id == storm_id,
            _cards.c.merged.is_(False),
            _cards.c.subject_id == _alerts.c.id,
            _alerts.c.level == "red",
        )
        return int(self._connection.execute(query).scalar_one())

    def count(self, storm_id: str) -> Count:
        """Count a storm's alerts as they are now."""
        query = (
            select(_alerts.c.level, _alerts.c.state, _cards.c.merged, func.count())
            .where(_cards.c.storm_id == storm_id, _cards.c.subject_id == _alerts.c.id)
            .group_by(_alerts.c.level, _alerts.c.state, _cards.c.merged)
        )
        sums: Counter[str] = Counter()
        for level, state, merged, number in self._connection.execute(query):
            sums["red" if level == "red" else "orange"] += number
            sums["merged" if merged else "alone"] += number
            if state == AlertState.OPEN.value:
                sums["unhandled"] += number
            elif state not in _ALIVE or state == AlertState.FROZEN.value:
                sums["handled"] += number
        return Count(**sums)

    def dearest(self, storm_id: str, limit: int) -> list[str]:
        """Return the living orders of a storm that matter most: red, then by amount."""
        query = (
            select(_alerts.c.order_no)
            .select_from(
                _cards.join(_alerts, _cards.c.subject_id == _alerts.c.id).outerjoin(
                    _orders, _orders.c.order_no == _alerts.c.order_no
                )
            )
            .where(_cards.c.storm_id == storm_id, _alerts.c.state.in_(_ALIVE))
            .order_by(
                _alerts.c.level.desc(),
                func.coalesce(cast(_orders.c.amount, Float), 0.0).desc(),
                _alerts.c.order_no,
            )
            .limit(limit)
        )
        return [row[0] for row in self._connection.execute(query)]

    def queued_cards(self, channel: str, conversation: str) -> dict[int, int]:
        """Return how many new alerts' cards wait in a conversation, due or not, by priority."""
        return dict(self._lane.rows(_QUEUED, channel, conversation))

    def recent_cards(self, channel: str, conversation: str, since: datetime) -> list[str]:
        """Return the cards of a conversation that left, or are leaving, since then."""
        where = micros(since), channel, conversation
        return [row[0] for row in self._lane.rows(_RECENT, *where)]

    def first_cards(self, channel: str, conversation: str, *, skip_red: int) -> list[str]:
        """Return the ids of all new cards that wait, but for so many red ones that go first."""
        rows = self._lane.rows(_FIRST, channel, conversation)
        return [row[0] for row in rows[skip_red:]]


def _storm(values: dict[str, Any]) -> Storm:
    return Storm(**{**values, "causes": from_json(values["causes"])})
