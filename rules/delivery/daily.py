"""Daily: what is said once a day at an hour of the shop's: when it is due, and of which day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one digest tells of: from the hour of the day before until the hour of its own day."""

    date: date  #: Of the shop's calendar.
    since: datetime  #: In UTC, as `until`, which is not part of it.
    until: datetime


def day_on(day: date, at: time, tz: tzinfo) -> Day:
    """Return what the digest of a date tells of; no moment is in two of them."""
    return Day(date=day, since=_moment(day - _DAY, at, tz), until=_moment(day, at, tz))


def day_of(now: datetime, at: time, tz: tzinfo) -> Day:
    """Return the day that `now` lies on by the shop's calendar."""
    return day_on(now.astimezone(tz).date(), at, tz)


def is_due(now: datetime, at: time, tz: tzinfo) -> bool:
    """Say whether today's hour has come: from then on until midnight it is never too late."""
    return now >= day_of(now, at, tz).until


def _moment(day: date, at: time, tz: tzinfo) -> datetime:
    return datetime.combine(day, at, tz).astimezone(UTC)
