"""Moments: the time that somebody asks about, as they type it."""

import re
from datetime import datetime, timedelta, tzinfo

_CLOCK = re.compile(
    r"(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})[\sT]+)?(?P<hour>\d{1,2})[:：点](?P<minute>\d{2})?分?"
)
_DAY = timedelta(days=1)
#: Nothing ever happened in others, and close to year 1 or 9999 no zone can be reckoned with.
_YEARS = range(2000, 2100)


def moment_of(text: str, now: datetime, tz: tzinfo) -> datetime | None:
    """
    Return the moment that `10:30` or `2026-05-01 10:30` means in the shop's time, None if none.

    Nothing is now. Without a date it is the latest such time that is not to come.
    """
    if not text.strip():
        return now
    told = _CLOCK.fullmatch(text.strip())
    if told is None:
        return None
    local = now.astimezone(tz)
    try:
        at = local.replace(
            hour=int(told["hour"]), minute=int(told["minute"] or 0), second=0, microsecond=0
        )
        if told["date"]:
            year, month, day = map(int, told["date"].split("-"))
            at = at.replace(year=year, month=month, day=day)
            return at if year in _YEARS else None
    except ValueError:
        return None
    return at if at <= local else at - _DAY
