"""Rates at work: how many of the orders paid on some days were missed, and why."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from handlers.deps import Deps
from handlers.unshipped.costs import costs_of
from rules.delivery.daily import Day
from rules.unshipped.causes import Cause, cause_of
from rules.unshipped.rate import Rate
from storage.tx import Tx
from storage.unshipped.progress import MissedOrder, Stretch


def rate_of(
    tx: Tx,
    deps: Deps,
    first: date,
    after: date,
    now: datetime,
    *,
    shops: Collection[str] | None = None,
) -> Rate:
    """Return the rate of orders that were paid from one day on and before another, as it is now."""
    tz = deps.timezone
    starts = [
        datetime.combine(first + timedelta(days=number), datetime.min.time(), tz)
        for number in range(max(0, (after - first).days) + 1)
    ]
    missed = tx.progress.missed(starts[0], starts[-1], now, shops)
    paid = tx.progress.paid(starts[0], starts[-1], shops)
    warehouses = Counter(one.warehouse or "" for one in missed)
    days = Counter(
        one.progress.paid_at.astimezone(tz).date() for one in missed if one.progress.paid_at
    )
    return Rate(
        orders=sum(paid.values()),
        causes=_causes(missed, now),
        cost=costs_of(deps, missed),
        by_warehouse={name: (number, paid[name]) for name, number in warehouses.items()},
        by_day={
            f"{start:%m-%d}": (
                days[start.date()],
                tx.progress.count(start, start + timedelta(days=1), shops),
            )
            for start in starts
            if days[start.date()]
        },
    )


def _causes(missed: Iterable[MissedOrder], now: datetime) -> Counter[Cause]:
    return Counter(cause_of(m.progress, m.progress.due or now, m.scanned) for m in missed)


def rate_of_day(
    tx: Tx, deps: Deps, day: Day, now: datetime, *, shops: Collection[str] | None = None
) -> Rate:
    """Return the rate of orders that were promised to leave in a day, as far as that has come."""
    return _total(tx, deps, (day.since, min(day.until, now)), now, shops, Stretch.DUE)


def rate_of_month(
    tx: Tx, deps: Deps, now: datetime, *, shops: Collection[str] | None = None
) -> Rate:
    """Return the rate of this month so far, as `rate_of` has it, without warehouses and days."""
    today = now.astimezone(deps.timezone).date()
    first, after = today.replace(day=1), today + timedelta(days=1)
    since, until = (
        datetime.combine(day, datetime.min.time(), deps.timezone) for day in (first, after)
    )
    return _total(tx, deps, (since, until), now, shops, Stretch.PAID)


def _total(
    tx: Tx,
    deps: Deps,
    between: tuple[datetime, datetime],
    now: datetime,
    shops: Collection[str] | None,
    stretch: Stretch,
) -> Rate:
    missed = tx.progress.missed(*between, now, shops, stretch=stretch)
    orders = tx.progress.count(*between, shops, stretch=stretch)
    return Rate(orders=orders, causes=_causes(missed, now), cost=costs_of(deps, missed))
