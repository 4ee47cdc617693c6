"""Alerts by the time they were raised: pages that stay in place while new ones come in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.engine import Connection

from rules.alerts.alert import Alert
from rules.vocabulary import AlertState, Level
from storage.alerts.alerts import alert_of
from storage.alerts.tables import AlertRow
from storage.mapping import table
from storage.orders.tables import OrderRow

_alerts, _orders = table(AlertRow), table(OrderRow)
#: An order may have told its shop after its alert.
_SHOP = func.coalesce(_orders.c.shop, _alerts.c.shop)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Which alerts are meant; what is empty or None does not matter."""

    states: Collection[AlertState] = ()
    levels: Collection[Level] = ()
    shop: str | None = None
    order_no: str | None = None
    since: datetime | None = None  #: Raised then or later.
    until: datetime | None = None  #: Raised before then.


class AlertHistory:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def patterns(self, since: datetime, until: datetime) -> dict[str, int]:
        """Return how many alerts of each pattern were raised in [since, until)."""
        query = (
            select(_alerts.c.pattern, func.count())
            .where(_alerts.c.opened_at >= since, _alerts.c.opened_at < until)
            .group_by(_alerts.c.pattern)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def raised_since(self, since: datetime) -> list[tuple[str, bool]]:
        """Return the order of each alert raised since, and whether people called it false."""
        query = select(_alerts.c.order_no, _alerts.c.state).where(_alerts.c.opened_at >= since)
        return [
            (order_no, state == AlertState.FALSE_ALARM)
            for order_no, state in self._connection.execute(query)
        ]

    def page(
        self, wanted: AlertFilter, *, limit: int, after: tuple[datetime, str] | None
    ) -> list[tuple[Alert, str | None]]:
        """
        Return alerts with their shops, the latest raised first.

        `after` is when the last one of the page before was raised, and its id.
        """
        place = (_alerts.c.opened_at, _alerts.c.id)
        query = (
            select(_alerts, _SHOP.label("of_shop"))
            .select_from(_alerts.outerjoin(_orders, _orders.c.order_no == _alerts.c.order_no))
            .order_by(*(column.desc() for column in place))
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*place) < after)
        if wanted.states:
            query = query.where(_alerts.c.state.in_([state.value for state in wanted.states]))
        if wanted.levels:
            query = query.where(_alerts.c.level.in_([level.value for level in wanted.levels]))
        if wanted.shop is not None:
            query = query.where(_SHOP.in_([wanted.shop]))
        if wanted.order_no is not None:
            query = query.where(_alerts.c.order_no == wanted.order_no)
        if wanted.since is not None:
            query = query.where(_alerts.c.opened_at >= wanted.since)
        if wanted.until is not None:
            query = query.where(_alerts.c.opened_at < wanted.until)
        found = [dict(row._mapping) for row in self._connection.execute(query)]
        return [(alert_of(values), values.pop("of_shop")) for values in found]
