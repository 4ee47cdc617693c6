"""Moments: times as RFC 3339 writes them, read in full."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

#: Small letters, a blank between day and time (section 5.6) and any number of digits are allowed.
_RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]"
    r"((?:[01][0-9]|2[0-3]):[0-5][0-9]):([0-5][0-9]|60)(?:(\.[0-9]{1,6})[0-9]*)?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_A_DAY = 24 * 60
_LAST_MINUTE = _A_DAY - 1


def read_moment(text: str) -> datetime | None:
    """
    Return the moment that is written, in its own zone; None where it is no RFC 3339 time.

    Of the fraction microseconds are kept. A leap second is the last one of a day in UTC, and is
    the same as the first one of the next, as in all clocks that know none.
    """
    found = _RFC_3339.fullmatch(text)
    if found is None:
        return None
    day, clock, second, fraction, zone = found.groups()
    leaps = second == "60"
    zone = "+00:00" if zone in "Zz" else zone
    try:
        at = datetime.fromisoformat(
            f"{day}T{clock}:{'59' if leaps else second}{fraction or ''}{zone}"
        )
        return _after_leap(at) if leaps else at
    except (ValueError, OverflowError):  # No such day, or none that can be counted.
        return None


@lru_cache(maxsize=4_000)
def as_utc(text: str) -> datetime:
    """
    Return a moment that has been checked, in UTC.

    OverflowError where that is in no year that can be counted. Every judging of an order reads its
    promises, several times, so they are remembered, and the library is asked first: what it can
    read of the standard it reads alike, in less than half the time.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        found = read_moment(text)
    if found is None:
        message = f"no RFC 3339 time: {text!r}"
        raise ValueError(message)
    return found.astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """Write a UTC time as RFC 3339 with Z."""
    return moment.isoformat().replace("+00:00", "Z")


def _after_leap(at: datetime) -> datetime | None:
    offset = at.utcoffset() or timedelta()
    minute = (at.hour * 60 + at.minute - offset // timedelta(minutes=1)) % _A_DAY
    return at + timedelta(seconds=1) if minute == _LAST_MINUTE else None
