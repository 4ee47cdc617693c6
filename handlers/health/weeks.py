"""Weeks of health at work: seven days beside the seven before, and what nobody had to check."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from handlers.deps import Deps
from handlers.health.days import Kept, kept_of
from handlers.health.figures import Asked
from rules.health.figures import Figure, Metric, together
from storage.tx import Tx

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week came to."""

    first: date  #: A Monday.
    figures: Mapping[Metric, Figure]  #: Its days added up.
    before: Mapping[Metric, Figure]  #: Those of the week before.
    orders: int  #: Paid in it.
    looked_at: int  #: Of these, what had an alert or a hold.
    missed: int
    billed: Decimal  #: CNY that platforms took.

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + _WEEK - _DAY

    @property
    def saved(self) -> int:
        """How many orders nobody had to check by hand (S-74)."""
        return self.orders - self.looked_at


def last_monday(now: datetime, deps: Deps) -> date:
    """Return when the week began that is over."""
    today = now.astimezone(deps.timezone).date()
    return today - timedelta(days=today.weekday()) - _WEEK


def week_of(tx: Tx, deps: Deps, first: date, shops: Collection[str] | None, now: datetime) -> Week:
    """Return a week as it is known now."""
    since = datetime.combine(first, time.min, deps.timezone)
    until = datetime.combine(first + _WEEK, time.min, deps.timezone)
    asked = Asked(first=first - _WEEK, last=first + _WEEK - _DAY, shops=shops)
    kept = kept_of(tx, deps, asked)
    orders, looked_at = tx.health.checked(since, until, shops)
    return Week(
        first=first,
        figures=_together(deps, kept, first),
        before=_together(deps, kept, first - _WEEK),
        orders=orders,
        looked_at=looked_at,
        missed=len(tx.progress.missed(since, until, now, shops)),
        billed=sum((one.amount for one in tx.bills.between(since, until, shops)), Decimal(0)),
    )


def _together(deps: Deps, kept: Kept, first: date) -> dict[Metric, Figure]:
    days = [kept.get(first + number * _DAY, {}) for number in range(7)]
    return {
        metric: together(
            metric,
            deps.health.bounds[metric],
            (one for day in days for one in day.get(metric, {}).values()),
        )
        for metric in Metric
    }
