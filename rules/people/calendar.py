"""The calendar: Chinese workdays with their make-up days, and hours in which nobody is woken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

import chinese_calendar

#: Longer than any stretch of days off, so that looking for its end comes to an end.
_LONGEST_REST = 20
_SATURDAY = 5

Days = Literal["all", "workdays", "restdays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of the day in local time; one that ends before it begins goes over midnight."""

    start: time
    until: time

    def holds(self, at: time) -> bool:
        """Say whether a time of day is in it; the end is not, and equal ends are the whole day."""
        if self.start < self.until:
            return self.start <= at < self.until
        return at >= self.start or at < self.until

    def rest(self) -> "Span | None":
        """Return the other part of the day, None where there is none."""
        return None if self.start == self.until else Span(start=self.until, until=self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promo:
    """Days on which everybody works, such as 双11; both ends are included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When people work, and when only red may wake them."""

    work: Span | None = None
    days: Literal["all", "workdays"] = "all"
    quiet: Span | None = None  #: Without it the hours outside `work` are quiet.
    promos: tuple[Promo, ...] = ()


def knows(year: int) -> bool:
    """Say whether the year's days off have been published in the version we have."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date, hours: Hours) -> bool:
    """Say whether people work on a day; of a year that nobody knows yet, Monday to Friday."""
    if any(promo.first <= day <= promo.last for promo in hours.promos):
        return True
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


def falls_on(day: date, days: Days, hours: Hours) -> bool:
    """Say whether a day is one of these."""
    return days == "all" or is_workday(day, hours) == (days == "workdays")


def at_local(day: date, moment: time, tz: tzinfo) -> datetime:
    """Return the instant of a local time."""
    return datetime.combine(day, moment, tz).astimezone(UTC)


def quiet_until(hours: Hours, now: datetime, tz: tzinfo) -> datetime | None:
    """Return when the present quiet time ends, None where it is not quiet now."""
    if not _is_quiet(hours, now, tz):
        return None
    today = now.astimezone(tz).date()
    window = _window(hours)
    ends = {time(0)} | ({window.until} if window is not None else set())
    later = now
    for number in range(_LONGEST_REST):
        for end in sorted(ends):
            later = at_local(today + timedelta(days=number), end, tz)
            if later > now and not _is_quiet(hours, later, tz):
                return later
    return later


def _window(hours: Hours) -> Span | None:
    return hours.quiet or (hours.work.rest() if hours.work is not None else None)


def _is_quiet(hours: Hours, now: datetime, tz: tzinfo) -> bool:
    local, window = now.astimezone(tz), _window(hours)
    if window is not None and window.holds(local.time()):
        return True
    return hours.days == "workdays" and not is_workday(local.date(), hours)


def public_holidays(since: datetime, until: datetime, tz: tzinfo) -> int:
    """Count the public holidays, not plain weekends, on the local days after `since` to `until`."""
    day, last, found = since.astimezone(tz).date(), until.astimezone(tz).date(), 0
    while day < last:
        day += timedelta(days=1)
        is_off, name = chinese_calendar.get_holiday_detail(day) if knows(day.year) else (False, "")
        found += is_off and name is not None
    return found
