"""Weeks of health at work: seven days beside the seven before, and what nobody had to check."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from handlers.deps import Deps
from handlers.health.days import Kept, kept_of
from handlers.health.figures import Asked
from rules.cards.images.image import Image
from rules.cards.images.week import DAYS, WeekScene, draw_week
from rules.health.figures import Figure, Metric, together
from storage.tx import Tx

#: Purpose of the image that comes with a week.
IMAGE = "week"
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week came to."""

    first: date  #: A Monday.
    since: datetime  #: … and when it began there.
    until: datetime
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
        since=since,
        until=until,
        figures=_together(deps, kept, first),
        before=_together(deps, kept, first - _WEEK),
        orders=orders,
        looked_at=looked_at,
        missed=len(tx.progress.missed(since, until, now, shops)),
        billed=sum((one.amount for one in tx.bills.between(since, until, shops)), Decimal(0)),
    )


def about(first: date, shops: Collection[str] | None) -> str:
    """Write which week of which shops an image is of; None: of all."""
    return json.dumps([first.isoformat(), None if shops is None else sorted(shops)])


def image_of(tx: Tx, deps: Deps, about: str, _now: datetime) -> Image:
    """Draw a week with the three before it, as they are kept."""
    named, shops = json.loads(about)
    first = date.fromisoformat(named)
    begin, last = first + _WEEK - DAYS * _DAY, first + _WEEK - _DAY
    kept = kept_of(tx, deps, Asked(first=begin, last=last, shops=shops))
    days = [_together(deps, kept, begin + number * _DAY, days=1) for number in range(DAYS)]
    scene = WeekScene(
        first=first,
        figures=_together(deps, kept, first),
        before=_together(deps, kept, first - _WEEK),
        days={metric: [day[metric] for day in days] for metric in Metric},
    )
    return draw_week(scene, deps.lang)


def _together(deps: Deps, kept: Kept, first: date, days: int = 7) -> dict[Metric, Figure]:
    found = [kept.get(first + number * _DAY, {}) for number in range(days)]
    return {
        metric: together(
            metric,
            deps.health.bounds[metric],
            (one for day in found for one in day.get(metric, {}).values()),
        )
        for metric in Metric
    }
