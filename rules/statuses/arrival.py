"""Arrival: on which day the carrier itself expects a parcel to be there, as its traces say."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from rules.events.event import Event
from rules.events.moments import read_moment

#: Fields of a trace in which carriers and their aggregators write their estimate.
_FIELDS = (
    "eta", "estimated_arrival", "estimated_delivery_at", "arrival_time", "arrivalTime",
)  # fmt: skip
_DATE = r"(?P<year>\d{4})[-/年.](?P<month>\d{1,2})[-/月.](?P<day>\d{1,2})"
_WRITTEN = re.compile(_DATE)
_SAID = re.compile(
    r"(?:预计|預計|预期)[^，。；,;]{0,12}?"
    rf"(?:{_DATE}|(?P<month2>\d{{1,2}})(?:月|-|/)(?P<day2>\d{{1,2}})"
    r"|(?P<days>\d{1,2}|[一两二三四五六七])\s*天[后後]?|(?P<word>今[天日]|明[天日]|后天|後天|次日))"
)
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_WORDS = {"今": 0, "明": 1, "后": 2, "後": 2, "次": 1}
_HALF_YEAR = timedelta(days=183)


def expected_on(events: Iterable[Event], tz: tzinfo) -> date | None:
    """Return the day that the latest trace with an estimate names, None where there is none."""
    traces = [event for event in events if event.type == "carrier.trace"]
    for trace in sorted(traces, key=lambda e: (e.at, e.source, e.id), reverse=True):
        found = _field(trace, tz) or _said(trace, tz)
        if found is not None:
            return found
    return None


def _field(trace: Event, tz: tzinfo) -> date | None:
    for name in _FIELDS:
        value = trace.data.get(name)
        if isinstance(value, str):
            moment = read_moment(value)
            if isinstance(moment, datetime):
                return moment.astimezone(tz).date()
            if written := _WRITTEN.match(value.strip()):
                return _date(written["year"], written["month"], written["day"])
    return None


def _said(trace: Event, tz: tzinfo) -> date | None:
    found = _SAID.search(str(trace.data.get("text") or ""))
    if found is None:
        return None
    day = trace.at.astimezone(tz).date()
    if found["year"]:
        return _date(found["year"], found["month"], found["day"])
    if found["month2"]:
        named = _date(str(day.year), found["month2"], found["day2"])
        # Said in December of a day in January.
        if named is not None and day - named > _HALF_YEAR:
            return _date(str(day.year + 1), found["month2"], found["day2"])
        return named
    if found["days"]:
        days = found["days"]
        return day + timedelta(days=_NUMBERS.get(days) or int(days))
    return day + timedelta(days=_WORDS[found["word"][0]])


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
