"""Locked orders: open holds with the orders that they keep, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.engine import Connection

from rules.shipping.holds import Hold
from storage.mapping import table
from storage.orders.tables import OrderRow
from storage.shipping.holds import COLUMNS, hold_of
from storage.shipping.tables import HoldRow

_holds, _orders = table(HoldRow), table(OrderRow)


class By(StrEnum):
    """What stands on top."""

    AGE = "age"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of them; an empty text is any."""

    reason: str = ""
    shop: str = ""
    warehouse: str = ""
    owner: str = ""
    order: str = ""  #: What the number begins with.
    by: By = By.AGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """An open hold and the order that it keeps."""

    hold: Hold
    shop: str | None
    warehouse: str | None
    amount: str | None


class LockedOrders:
    """Reads what is locked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, now: datetime, shops: Collection[str] | None, *, limit: int) -> list[Hold]:
        """Return open holds on orders of these shops (None: all), the oldest first."""
        return [one.hold for one in self.page(now, shops, Wanted(), limit=limit, skip=0)]

    def page(
        self, now: datetime, shops: Collection[str] | None, wanted: Wanted, *, limit: int, skip: int
    ) -> list[Locked]:
        """Return a page of them."""
        first = (
            (_holds.c.expires.is_(None), _holds.c.expires)
            if wanted.by is By.END
            else (_holds.c.since,)
        )
        query = (
            select(*COLUMNS, _orders.c.shop, _orders.c.warehouse, _orders.c.amount)
            .select_from(_joined())
            .where(_open(now, shops), _is(wanted))
            .order_by(*first, _holds.c.id)
            .limit(limit)
            .offset(skip)
        )
        found = []
        for row in self._connection.execute(query):
            values = dict(row._mapping)
            of = {name: values.pop(name) for name in ("shop", "warehouse", "amount")}
            found.append(Locked(hold=hold_of(values), **of))
        return found

    def count(self, now: datetime, shops: Collection[str] | None, wanted: Wanted) -> int:
        """Return how many there are."""
        query = select(func.count()).select_from(_joined()).where(_open(now, shops), _is(wanted))
        return int(self._connection.execute(query).scalar_one())

    def counts(
        self, now: datetime, shops: Collection[str] | None
    ) -> list[tuple[str, str | None, str | None, str, int]]:
        """Count them by reason, shop, warehouse and who set them: what there is to choose from."""
        by = (_holds.c.reason, _orders.c.shop, _orders.c.warehouse, _holds.c.owner)
        query = (
            select(*by, func.count()).select_from(_joined()).where(_open(now, shops)).group_by(*by)
        )
        return [
            (row[0], row[1], row[2], row[3], int(row[4])) for row in self._connection.execute(query)
        ]


def _joined() -> Any:  # noqa: ANN401 - a join, which SQLAlchemy types as one of two
    return _holds.outerjoin(_orders, _orders.c.order_no == _holds.c.order_no)


def _open(now: datetime, shops: Collection[str] | None) -> ColumnElement[bool]:
    lives = and_(
        _holds.c.released_at.is_(None), or_(_holds.c.expires.is_(None), _holds.c.expires > now)
    )
    return lives if shops is None else and_(lives, _orders.c.shop.in_(list(shops)))


def _is(wanted: Wanted) -> ColumnElement[bool]:
    named = {
        _holds.c.reason: wanted.reason,
        _orders.c.shop: wanted.shop,
        _orders.c.warehouse: wanted.warehouse,
        _holds.c.owner: wanted.owner,
    }
    conditions = [column == value for column, value in named.items() if value]
    if wanted.order:
        conditions.append(_holds.c.order_no.startswith(wanted.order, autoescape=True))
    return and_(_holds.c.id.is_not(None), *conditions)
