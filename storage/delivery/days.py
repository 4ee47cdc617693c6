"""Days: what became of the alerts that a conversation was told of, counted for the digest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, func, select, true
from sqlalchemy.engine import Connection

from rules.alerts.alert import Alert
from rules.vocabulary import ALIVE, AlertState, Level
from storage.alerts.alerts import alert_of
from storage.alerts.tables import AlertRow
from storage.delivery.tables import OutboxRow
from storage.mapping import table
from storage.orders.tables import OrderRow
from storage.shipping.tables import HoldRow

_alerts, _orders = table(AlertRow), table(OrderRow)
_visible = _orders.alias()  #: Of its own: the orders of a query are joined to its alerts.
_holds, _outbox = table(HoldRow), table(OutboxRow)
_UNDECIDED = [state.value for state in ALIVE - {AlertState.FROZEN}]
_DECIDED = [
    state.value for state in (AlertState.FROZEN, AlertState.RELEASED, AlertState.FALSE_ALARM)
]
_ENDED = [state.value for state in (AlertState.RESOLVED, AlertState.EXPIRED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Whose alerts are counted: what a conversation was ever promised to hear of, or shops'."""

    place: tuple[str, str] | None = None  #: Channel and conversation.
    shops: Collection[str] | None = None  #: None: all.

    def includes(self, order_no: "Column[str]") -> ColumnElement[bool]:
        """Return the condition on the number of an order."""
        told = select(_outbox.c.id).where(_outbox.c.order_no == order_no)
        theirs = select(_visible.c.order_no).where(_visible.c.order_no == order_no)
        if self.place is not None:
            channel, conversation = self.place
            told = told.where(_outbox.c.channel == channel, _outbox.c.conversation == conversation)
            return told.exists()
        return (
            true() if self.shops is None else theirs.where(_visible.c.shop.in_(self.shops)).exists()
        )


class Days:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raised(self, seen: Seen, since: datetime, until: datetime) -> dict[Level, int]:
        """Return how many alerts were raised in a stretch of time, by their level now."""
        query = (
            select(_alerts.c.level, func.count())
            .where(_within(_alerts.c.opened_at, since, until), seen.includes(_alerts.c.order_no))
            .group_by(_alerts.c.level)
        )
        return {Level(row[0]): int(row[1]) for row in self._connection.execute(query)}

    def over(self, seen: Seen, since: datetime, until: datetime) -> dict[AlertState, int]:
        """
        Return what became of alerts that waited in a stretch of time, however late it did.

        They were raised before its end, and nobody had decided them before it began.
        """
        state = _alerts.c.state
        decided = state.in_(_DECIDED) & (_alerts.c.decided_at >= since)
        ended = state.in_(_ENDED) & (_alerts.c.ended_at >= since)
        query = (
            select(state, func.count())
            .where(decided | ended, _alerts.c.opened_at < until, seen.includes(_alerts.c.order_no))
            .group_by(state)
        )
        return {AlertState(row[0]): int(row[1]) for row in self._connection.execute(query)}

    def locked(self, seen: Seen, since: datetime, until: datetime) -> int:
        """Return how many orders were held by anybody in a stretch of time."""
        query = select(func.count(_holds.c.order_no.distinct())).where(
            _within(_holds.c.since, since, until), seen.includes(_holds.c.order_no)
        )
        return int(self._connection.execute(query).scalar_one())

    def made_by(self, seen: Seen, owner: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many holds somebody set in a stretch of time, and how many anybody did."""
        query = select(func.count().filter(_holds.c.owner == owner), func.count()).where(
            _within(_holds.c.since, since, until), seen.includes(_holds.c.order_no)
        )
        theirs, all_ = self._connection.execute(query).one()
        return int(theirs), int(all_)

    def open_count(self, seen: Seen, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many alerts raised by then nobody has decided, and how many before `since`."""
        query = select(func.count(), func.count().filter(_alerts.c.opened_at < since)).where(
            _alerts.c.state.in_(_UNDECIDED),
            _alerts.c.opened_at < until,
            seen.includes(_alerts.c.order_no),
        )
        all_, older = self._connection.execute(query).one()
        return int(all_), int(older)

    def closed(self, seen: Seen, level: Level, since: datetime, until: datetime) -> list[str]:
        """Return the orders whose alert of a level ended in a stretch of time, the latest first."""
        query = (
            select(_alerts.c.order_no)
            .where(
                _alerts.c.level == level.value,
                _within(_alerts.c.ended_at, since, until),
                seen.includes(_alerts.c.order_no),
            )
            .order_by(_alerts.c.ended_at.desc(), _alerts.c.id)
        )
        return list(dict.fromkeys(row[0] for row in self._connection.execute(query)))

    def undecided(self, seen: Seen, until: datetime, limit: int) -> list[tuple[Alert, str | None]]:
        """Return the first alerts that nobody has decided, red then oldest, with amounts in CNY."""
        query = (
            select(_alerts, _orders.c.amount)
            .select_from(_alerts.outerjoin(_orders, _orders.c.order_no == _alerts.c.order_no))
            .where(
                _alerts.c.state.in_(_UNDECIDED),
                _alerts.c.opened_at < until,
                seen.includes(_alerts.c.order_no),
            )
            .order_by(_alerts.c.level.desc(), _alerts.c.opened_at, _alerts.c.id)
            .limit(limit)
        )
        found = [dict(row._mapping) for row in self._connection.execute(query)]
        return [(alert_of(values), values["amount"]) for values in found]


def _within(column: "Column[datetime]", since: datetime, until: datetime) -> ColumnElement[bool]:
    return (column >= since) & (column < until)
