"""Figures of health as rows: what is counted of a stretch of time, and which orders that is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.engine import Connection

from rules.health.figures import Metric
from storage.lane import Lane, Statement, micros

#: An order that left longer after it was paid is counted in no day since: it is looked up by when
#: it was paid. One that is still here counts however old it is.
_IN_HOUSE_WITHIN = timedelta(days=21)
#: Orders that were paid and not handed over for a part of [since, until): what is here still by
#: the index of that, what has gone since by when it was paid.
_IN_HOUSE = (
    "SELECT p.* FROM progress p, span WHERE p.paid_at IS NOT NULL AND p.moved_at IS NULL"
    " AND p.ended_at IS NULL AND +p.paid_at < span.until"
    " UNION ALL SELECT p.* FROM progress p, span WHERE p.paid_at >= span.oldest"
    " AND p.paid_at < span.until AND (p.moved_at IS NOT NULL OR p.ended_at IS NOT NULL)"
    " AND coalesce(p.moved_at, span.since) >= span.since"
    " AND coalesce(p.ended_at, span.since) >= span.since"
)
_HELD = (
    "SELECT 1 FROM holds h WHERE h.order_no = p.order_no AND h.since < span.until"
    " AND (h.released_at IS NULL OR h.released_at >= span.until)"
    " AND (h.expires IS NULL OR h.expires >= span.until)"
)
_STILL = (
    "(p.moved_at IS NULL OR p.moved_at >= span.until)"
    " AND (p.ended_at IS NULL OR p.ended_at >= span.until)"
)
_WORDS = "(p.system || '\x1f' || p.warehouse)"
_BOTH_SPEAK = (
    "p.system <> '' AND p.warehouse <> ''"
    " AND p.system_told < span.until AND p.warehouse_told < span.until"
)
_ANSWERED = "c.answered_at >= span.since AND c.answered_at < span.until"
_CLOSED = "c.platform_at >= span.since AND c.platform_at < span.until"

#: What each is counted over: an order, and 1 where it is of the part. The lists are the words that
#: `Spoken` has, in the order in which they stand here.
_OVER: Mapping[Metric, str] = {
    Metric.BLOCKED: (
        f"SELECT p.order_no, CASE WHEN {_STILL} AND (p.due < span.until OR EXISTS ({_HELD}))"  # noqa: S608 - our text
        f" THEN 1 ELSE 0 END FROM ({_IN_HOUSE}) p, span"
    ),
    Metric.DIFFERING: (
        f"SELECT p.order_no, CASE WHEN {_WORDS} IN ? AND p.system_told < span.settled"  # noqa: S608 - as above
        f" AND p.warehouse_told < span.settled THEN 1 ELSE 0 END FROM ({_IN_HOUSE}) p, span"
        f" WHERE {_BOTH_SPEAK}"
    ),
    # Whoever was first ended it: the customer, or the platform.
    Metric.SELF_SERVICE: (
        "SELECT c.order_no, CASE WHEN c.answered_at IS NOT NULL AND c.by IN ?"  # noqa: S608 - as above
        " AND (c.platform_at IS NULL OR c.answered_at <= c.platform_at) THEN 1 ELSE 0 END"
        f" FROM confirmations c, span WHERE (({_ANSWERED}) OR ({_CLOSED}))"
        " AND coalesce(c.answered_at, span.since) >= span.since"
        " AND coalesce(c.platform_at, span.since) >= span.since"
    ),
    # What a rule put before people is decided by whoever decides it; JSON is kept without blanks.
    Metric.AUTOMATED: (
        "SELECT r.order_no, CASE WHEN d.cause = 'person' THEN 0 ELSE 1 END"  # noqa: S608 - as above
        " FROM refund_decisions d JOIN refunds r ON r.id = d.refund_id, span"
        " WHERE d.at >= span.since AND d.at < span.until"
        """ AND replace(d.decision, '"action":"review"', '') = d.decision"""
        " UNION ALL SELECT h.order_no, CASE WHEN h.owner = 'system' THEN 1 ELSE 0 END"
        " FROM holds h, span WHERE h.since >= span.since AND h.since < span.until"
        " UNION ALL SELECT c.order_no, CASE WHEN c.by IN ? THEN 1 ELSE 0 END"
        f" FROM confirmations c, span WHERE {_ANSWERED}"
    ),
    Metric.CAPTURED: (
        "SELECT b.order_no, CASE WHEN EXISTS (SELECT 1 FROM alerts a"
        " WHERE a.order_no = b.order_no AND a.opened_at < b.at) THEN 1 ELSE 0 END"
        " FROM bad_outcomes b, span WHERE b.at >= span.since AND b.at < span.until"
    ),
}


def _with(over: str, rest: str) -> Statement:
    return Statement.of(
        "WITH span(since, until, settled, oldest) AS"
        " (SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT)),"
        f" f(order_no, part) AS ({over}) {rest}"
    )


_JOINED = "FROM f LEFT JOIN orders o ON o.order_no = f.order_no WHERE (? = 1 OR o.shop IN ?)"
_COUNT = {
    metric: _with(
        over,
        f"SELECT coalesce(o.shop, ''), coalesce(o.warehouse, ''), sum(f.part), count(*) {_JOINED}"
        " GROUP BY coalesce(o.shop, ''), coalesce(o.warehouse, '')",
    )
    for metric, over in _OVER.items()
}
_BEHIND = {
    metric: _with(
        over,
        f"SELECT f.order_no {_JOINED} AND (? = 1 OR o.warehouse IN ?) AND f.part = ?"
        " GROUP BY f.order_no, o.amount"
        " ORDER BY CAST(coalesce(o.amount, '0') AS DOUBLE PRECISION) DESC, f.order_no LIMIT ?",
    )
    for metric, over in _OVER.items()
}
_COMBINATIONS = _with(
    f"SELECT {_WORDS}, 1 FROM ({_IN_HOUSE}) p, span WHERE {_BOTH_SPEAK}",  # noqa: S608 - our text
    "SELECT DISTINCT f.order_no FROM f",
)
_BY = Statement.of(
    "SELECT DISTINCT by FROM confirmations WHERE answered_at >= ? AND answered_at < ?"
)
#: Orders that were paid in a stretch of time, and of these what people had to look at.
_CHECKED = Statement.of(
    "SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM alerts a"
    " WHERE a.order_no = p.order_no) OR EXISTS (SELECT 1 FROM holds h"
    " WHERE h.order_no = p.order_no) THEN 1 ELSE 0 END), 0) FROM progress p"
    " LEFT JOIN orders o ON o.order_no = p.order_no"
    " WHERE p.paid_at >= ? AND p.paid_at < ? AND (? = 1 OR o.shop IN ?)"
)
_KEEP = Statement.of(
    "INSERT INTO bad_outcomes (order_no, at) VALUES (?, ?) ON CONFLICT (order_no) DO UPDATE"
    " SET at = excluded.at WHERE excluded.at < bad_outcomes.at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What is counted: facts of [since, until), of what some shops have."""

    since: datetime
    until: datetime
    tolerance: timedelta  #: Words that differ for less do not differ.
    shops: Collection[str] | None = None  #: None: all.
    odd: Collection[tuple[str, str]] = ()  #: System's and warehouse's words that do not agree.
    customers: Collection[str] = ()  #: Who is a customer, as confirmations name them.


class Place(NamedTuple):
    """Where an order belongs; "" is nowhere that anybody named."""

    shop: str
    warehouse: str


class HealthBook:
    """Counts; of what is remembered it keeps which orders ended badly."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def ended_badly(self, told: Iterable[tuple[str, datetime]]) -> None:
        """Remember when orders ended badly; the earliest telling of each counts."""
        first: dict[str, datetime] = {}
        for order_no, at in told:
            first[order_no] = min(at, first.get(order_no, at))
        if first:
            self._lane.write(_KEEP, sorted((no, micros(at)) for no, at in first.items()))

    def combinations(self, stretch: Stretch) -> list[tuple[str, str]]:
        """Return what ERP and warehouse say of orders in the house, each combination once."""
        rows = self._lane.rows(_COMBINATIONS, *_span(stretch))
        return [
            (system, warehouse) for system, _, warehouse in (r[0].partition("\x1f") for r in rows)
        ]

    def confirmed_by(self, stretch: Stretch) -> list[str]:
        """Return who confirmed orders, each once, as it was told."""
        rows = self._lane.rows(_BY, micros(stretch.since), micros(stretch.until))
        return [row[0] for row in rows if row[0] is not None]

    def count(self, metric: Metric, stretch: Stretch) -> dict[Place, tuple[int, int]]:
        """Return part and whole of a metric for each shop and warehouse."""
        rows = self._lane.rows(
            _COUNT[metric],
            *_span(stretch),
            *self._words(metric, stretch),
            *self._seen(stretch.shops),
        )
        return {
            Place(shop, warehouse): (int(part), int(whole)) for shop, warehouse, part, whole in rows
        }

    def checked(
        self, since: datetime, until: datetime, shops: Collection[str] | None
    ) -> tuple[int, int]:
        """Return how many orders were paid, and of how many people had to look at any."""
        rows = self._lane.rows(_CHECKED, micros(since), micros(until), *self._seen(shops))
        return int(rows[0][0]), int(rows[0][1])

    def behind(
        self, metric: Metric, stretch: Stretch, *, part: bool, most: int,
        warehouse: str | None = None,
    ) -> list[str]:  # fmt: skip
        """Return the dearest orders that are of the part, or that are not."""
        return [
            row[0]
            for row in self._lane.rows(
                _BEHIND[metric],
                *_span(stretch),
                *self._words(metric, stretch),
                *self._seen(stretch.shops),
                *self._seen(None if warehouse is None else (warehouse,)),
                int(part),
                most,
            )
        ]

    def _words(self, metric: Metric, stretch: Stretch) -> tuple[object, ...]:
        match metric:
            case Metric.DIFFERING:
                return (self._lane.listed(["\x1f".join(pair) for pair in stretch.odd]),)
            case Metric.SELF_SERVICE | Metric.AUTOMATED:
                return (self._lane.listed(stretch.customers),)
            case _:
                return ()

    def _seen(self, names: Collection[str] | None) -> tuple[int, object]:
        return int(names is None), self._lane.listed(names or ())


def _span(stretch: Stretch) -> tuple[int, int, int, int]:
    return (
        micros(stretch.since),
        micros(stretch.until),
        micros(stretch.until - stretch.tolerance),
        micros(stretch.since - _IN_HOUSE_WITHIN),
    )
