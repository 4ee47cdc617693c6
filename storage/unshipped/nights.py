"""Nights: what is told of the orders that left in a day, or of which that is said; counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from rules.unshipped.nights import Told
from storage.lane import Lane, Statement, micros

#: Between what is told of an order; in none of it.
_BREAK = "\x1f"
#: What left; and what did not although a system's last word came in that time. With the + the
#: latter is looked for among the few orders that are open, not among all ever paid.
_ORDERS = (
    "SELECT order_no FROM progress WHERE left_at >= ? AND left_at < ?"
    " UNION ALL SELECT order_no FROM progress"
    " WHERE moved_at IS NULL AND ended_at IS NULL AND left_at IS NULL"
    " AND system_told >= ? AND system_told < ? AND +paid_at < ?"
)
_WAYBILL = "EXISTS (SELECT 1 FROM codes c WHERE c.order_no = p.order_no AND c.kind = 'tracking')"
_FLAGS = (
    "p.left_at < p.moved_at OR (p.left_at IS NOT NULL AND p.moved_at IS NULL)",
    "p.moved_at IS NOT NULL",
    _WAYBILL,
    "p.ended_at < p.left_at",
)
_TOLD = f" || '{_BREAK}' || ".join([
    "coalesce(o.shop, '')", "coalesce(o.warehouse, '')", "p.system", "p.warehouse",
    *(f"CASE WHEN {flag} THEN '1' ELSE '' END" for flag in _FLAGS),
])  # fmt: skip
_FROM = (
    f"(SELECT p.order_no, {_TOLD} AS told FROM ({_ORDERS}) n"  # noqa: S608 - our columns
    " JOIN progress p ON p.order_no = n.order_no"
    " LEFT JOIN orders o ON o.order_no = p.order_no) t"
)
_COUNTED = Statement.of(f"SELECT told, count(*) FROM {_FROM} GROUP BY told")  # noqa: S608
_SAYING = Statement.of(
    f"SELECT order_no, told FROM {_FROM} WHERE told IN ? ORDER BY order_no LIMIT ?"  # noqa: S608
)


_WITHOUT_WAYBILL = Statement.of(
    "SELECT p.order_no, coalesce(o.warehouse, '') FROM progress p"  # noqa: S608 - our columns
    " LEFT JOIN orders o ON o.order_no = p.order_no"
    " WHERE p.left_at >= ? AND p.left_at < ? AND p.moved_at IS NULL AND p.ended_at IS NULL"
    f" AND NOT {_WAYBILL} ORDER BY p.left_at, p.order_no"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightOrder:
    """An order with what is told of it."""

    order_no: str
    told: Told


class Nights:
    """Reads the orders of a night."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def counted(self, since: datetime, until: datetime) -> dict[Told, int]:
        """Return what is told of the orders of a stretch of time, and of how many each."""
        rows = self._lane.rows(_COUNTED, *self._between(since, until))
        return {_told(row[0]): int(row[1]) for row in rows}

    def saying(
        self, told: Collection[Told], since: datetime, until: datetime, limit: int
    ) -> list[NightOrder]:
        """Return those of which one of these is told, by their numbers."""
        keys = self._lane.listed([_BREAK.join(_texts(one)) for one in told])
        rows = self._lane.rows(_SAYING, *self._between(since, until), keys, limit)
        return [NightOrder(order_no=row[0], told=_told(row[1])) for row in rows]

    def without_waybill(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """Return orders that left then and whose waybill nobody told, each with its warehouse."""
        rows = self._lane.rows(_WITHOUT_WAYBILL, micros(since), micros(until))
        return [(row[0], row[1]) for row in rows]

    def _between(self, since: datetime, until: datetime) -> Sequence[int | None]:
        first, after = micros(since), micros(until)
        return first, after, first, after, after


def _told(text: str) -> Told:
    shop, warehouse, system, log, *flags = text.split(_BREAK)
    return Told(shop, warehouse, system, log, *map(bool, flags))


def _texts(told: Told) -> list[str]:
    return [*told[:4], *("1" if flag else "" for flag in told[4:])]
