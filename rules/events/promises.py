"""Promises: until when something was promised, as a time or as a whole day."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from rules.events.moments import as_utc

#: Fields of `order.created` that hold one.
PROMISES = frozenset({"promised_ship_at", "promised_pickup_at", "promised_delivery_at"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = timedelta(days=1)


def is_date(text: str) -> bool:
    """Say whether a promise names a day that exists, and no time of it."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def promised(value: object, timezone: tzinfo) -> datetime | None:
    """
    Return until when a promise that intake has checked is kept; None where nothing was promised.

    A time means that time, a day its end by the shop's calendar: it may be used up.
    """
    return _until(value, timezone) if isinstance(value, str) else None


@lru_cache(maxsize=4_000)  # every judging of an order reads its promises, several times
def _until(text: str, timezone: tzinfo) -> datetime:
    return _end(date.fromisoformat(text), timezone) if is_date(text) else as_utc(text)


@lru_cache(maxsize=4_000)
def end_of_day(promise: datetime, timezone: tzinfo) -> datetime:
    """Return the end of the local day of a promise, itself where it is the end of one."""
    return _end((promise - timedelta.resolution).astimezone(timezone).date(), timezone)


def _end(day: date, timezone: tzinfo) -> datetime:
    # Wall time: a day on which clocks change has 23 or 25 hours, and ends at midnight all the same.
    return datetime.combine(day + _DAY, time(), timezone).astimezone(UTC)
