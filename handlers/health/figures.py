"""Figures of health at work: five shares of a stretch of days, with the orders behind each."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from handlers.deps import Deps
from handlers.statuses.published import published
from rules.confirmation.words import is_customers
from rules.events.event import Event
from rules.health.figures import Figure, Metric, Side
from rules.orders.endings import ended_badly_at
from rules.unshipped.sheet import disagree
from storage.health.figures import Place, Stretch
from storage.tx import Tx

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which days are counted, and of which orders."""

    first: date  #: By the shop's calendar, as `last`, which is one of them.
    last: date
    shops: Collection[str] | None = None  #: None: all.
    warehouse: str | None = None  #: None: all.


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure with its parts, where that is known, and the orders that make it worse."""

    figure: Figure
    places: Mapping[Place, Figure]
    orders: Sequence[str]


def health_of(tx: Tx, deps: Deps, asked: Asked, now: datetime, *, most: int) -> list[Counted]:
    """Return every figure as far as these days have come; of the orders behind each, so many."""
    stretch = _stretch(tx, deps, asked, now)
    return [_counted(tx, deps, metric, stretch, asked.warehouse, most) for metric in Metric]


def behind(
    tx: Tx, deps: Deps, asked: Asked, metric: Metric, now: datetime, *, most: int
) -> list[str]:
    """Return the dearest orders that make one figure worse."""
    return _behind(tx, deps, metric, _stretch(tx, deps, asked, now), asked.warehouse, most)


def places_of(tx: Tx, deps: Deps, asked: Asked, now: datetime) -> set[Place]:
    """Return where the orders belong that anything is counted of."""
    stretch = _stretch(tx, deps, asked, now)
    return {place for metric in Metric for place in tx.health.count(metric, stretch)}


def keep_outcomes(
    tx: Tx, _deps: Deps, told: Sequence[Event], _cases: object = None
) -> Iterable[str]:
    """Remember which orders ended badly, and when."""
    ends = [(event.order_no, ended_badly_at([event])) for event in told]
    tx.health.ended_badly((no, at) for no, at in ends if no is not None and at is not None)
    return ()


def _stretch(tx: Tx, deps: Deps, asked: Asked, now: datetime) -> Stretch:
    """Return what is counted: of days that last still, what is known at this moment."""
    tz = deps.timezone
    bare = Stretch(
        since=datetime.combine(asked.first, time.min, tz),
        until=min(datetime.combine(asked.last + _DAY, time.min, tz), now + _TICK),
        tolerance=deps.health.heartbeat,
        shops=asked.shops,
    )
    words = published(tx, deps)
    return replace(
        bare,
        odd=[pair for pair in tx.health.combinations(bare) if disagree(*pair, words)],
        customers=[by for by in tx.health.confirmed_by(bare) if is_customers(by)],
    )


def _counted(
    tx: Tx, deps: Deps, metric: Metric, stretch: Stretch, warehouse: str | None, most: int
) -> Counted:
    bound, parts, sums = deps.health.bounds[metric], {}, Counter[str]()
    for place, (part, whole) in tx.health.count(metric, stretch).items():
        if warehouse in (None, place.warehouse):
            parts[place] = Figure(metric, part, whole, bound)
            sums.update(part=part, whole=whole)
    figure = Figure(metric, sums["part"], sums["whole"], bound)
    orders = []
    if most and figure.blamed:
        orders = _behind(tx, deps, metric, stretch, warehouse, most)
    return Counted(figure=figure, places=parts, orders=orders)


def _behind(
    tx: Tx, deps: Deps, metric: Metric, stretch: Stretch, warehouse: str | None, most: int
) -> list[str]:
    above = deps.health.bounds[metric].side is Side.ABOVE
    return tx.health.behind(metric, stretch, part=above, most=most, warehouse=warehouse)
