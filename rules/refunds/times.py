"""Times of refunds: from the application to its settling, by shop and by week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_P95 = 95
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long a shop's settled applications took."""

    shop: str
    count: int
    mean: timedelta
    median: timedelta
    p95: timedelta  #: The nearest rank: one that there was.
    weeks: tuple[timedelta | None, ...]  #: Means, the oldest first; None: nothing was settled.


def times_of(
    settled: Iterable[tuple[str | None, datetime, datetime]], since: datetime, weeks: int
) -> list[Times]:
    """Measure (shop, applied, settled) from `since` on, by shop; weeks count by the settling."""
    by_shop: defaultdict[str, list[tuple[datetime, timedelta]]] = defaultdict(list)
    for shop, applied, done in settled:
        by_shop[shop or ""].append((done, done - applied))
    return [_measured(shop, found, since, weeks) for shop, found in sorted(by_shop.items())]


def _measured(
    shop: str, found: list[tuple[datetime, timedelta]], since: datetime, weeks: int
) -> Times:
    took = sorted(one for _, one in found)
    by_week = [
        [one for done, one in found if since + n * WEEK < done <= since + (n + 1) * WEEK]
        for n in range(weeks)
    ]
    return Times(
        shop=shop,
        count=len(took),
        mean=_mean(took),
        median=(took[(len(took) - 1) // 2] + took[len(took) // 2]) / 2,
        p95=took[-(-len(took) * _P95 // 100) - 1],
        weeks=tuple(_mean(week) if week else None for week in by_week),
    )


def _mean(took: list[timedelta]) -> timedelta:
    return sum(took, timedelta()) / len(took)
