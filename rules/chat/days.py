"""Days: the day that somebody asks about, as they type it."""

import re
from datetime import date, timedelta

_AGO = {
    **dict.fromkeys(("今天", "今日", "today"), 0),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), 1),
    "前天": 2,
}
_DATE = re.compile(
    r"(?:(?P<year>20[0-9]{2})[-/.年])?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?"
)


def day_meant(text: str, today: date) -> date | None:
    """
    Return the day that `昨天`, `11-28`, `11月28日` or `2026-11-28` means; None if none, or to come.

    Without a year it is the latest such day.
    """
    said = text.strip().lower()
    if said in _AGO:
        return today - timedelta(days=_AGO[said])
    told = _DATE.fullmatch(said)
    if told is None:
        return None
    # The 29th of February is the latest within eight years.
    years = [int(told["year"])] if told["year"] else range(today.year, today.year - 9, -1)
    days = (_of(year, int(told["month"]), int(told["day"])) for year in years)
    return next((day for day in days if day is not None and day <= today), None)


def _of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
