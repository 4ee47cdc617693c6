"""Absence: what is usually heard at an hour of the week, and was not heard now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

HOUR = timedelta(hours=1)
#: What is usual at an hour is learned from the same hour of so many weeks, of so many at least.
WEEKS = 4
_FEWEST = 3
#: Fewer events than this are missed by chance; of 20 at random, once in 500 million hours.
LEAST = 20
#: Silence is measured back so far; by then the first hours of it have said all there is.
_LONGEST = 24
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """How many events a silence lacks: the least, middle and most of the weeks before."""

    least: int
    usual: int
    most: int


def hour_of(at: datetime) -> datetime:
    """Return when the hour of a moment began."""
    return at.replace(minute=0, second=0, microsecond=0)


def missed(
    heard: datetime, counts: Mapping[datetime, int], known: Collection[datetime], now: datetime
) -> Missed | None:
    """
    Return what has been missed of a feed since it was `heard`, None where silence is no news.

    `counts` are its events by the hour they arrived in, of `known` hours: in others nobody was
    listening, or it was silent then, too. Only whole hours count in which it never was silent in
    the weeks before, so that a feed that speaks every other hour is not missed between. A feed of
    LEAST events an hour is found within two hours.
    """
    found = Missed(least=0, usual=0, most=0)
    for hour in silent_hours(heard, now):
        before = [counts.get(week, 0) for week in weeks_before(hour) if week in known]
        if len(before) >= _FEWEST and min(before) > 0:
            found = Missed(
                least=found.least + min(before),
                usual=found.usual + median_low(before),
                most=found.most + max(before),
            )
    return found if found.usual >= LEAST else None


def weeks_before(hour: datetime) -> list[datetime]:
    """Return the same hour of the weeks before."""
    return [hour - _WEEK * number for number in range(1, WEEKS + 1)]


def silent_hours(heard: datetime, now: datetime) -> Iterator[datetime]:
    """Yield the whole hours in which a feed said nothing since it was `heard`, the latest day's."""
    end = hour_of(now)
    hour = max(hour_of(heard) + HOUR, end - HOUR * _LONGEST)
    while hour < end:
        yield hour
        hour += HOUR


def unfired(weeks: Mapping[str, Mapping[int, int]]) -> dict[str, int]:
    """
    Return the signals that took part in no alert of the last seven days, and usually do.

    `weeks` is how many alerts each took part in, by how many weeks ago. Quiet where one of the
    weeks before had fewer than half of LEAST.
    """
    found = {}
    for kind, counts in weeks.items():
        before = [counts.get(week, 0) for week in range(1, WEEKS + 1)]
        if not counts.get(0) and min(before) * 2 >= LEAST:
            found[kind] = median_low(before)
    return found
