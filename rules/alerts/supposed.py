"""Supposed: what people write behind `假如` besides signals: `地址修改=1.0 季节=双11`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from types import MappingProxyType

from rules.chat.phrases import fold, unquoted
from rules.chat.spans import find_duration
from rules.events.types import FIRST_YEAR, LAST_YEAR
from rules.people.calendar import Span
from rules.resonance.supposing import NO_SEASON, Supposed
from rules.resonance.wanted import Unreadable, read_wanted

_DRAFT = frozenset({"草案", "draft"})
_SEASON = frozenset({"季节", "season"})
_NOW = frozenset({"现在", "时间", "now", "at"})
_SHIP = frozenset({"发货时限", "时限", "ship_by", "deadline"})
_QUIET = frozenset({"勿扰", "静默时段", "quiet"})
_NONE = frozenset({"无", "没有", "关", "none", "off"})
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{4}-\d\d-\d\d)[t_])?(\d{1,2}):(\d\d)", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}):(\d\d)[-–~](\d{1,2}):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The hours in which only red wakes anybody; None: there are none."""

    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is supposed of an order, and of the world around it."""

    what: Supposed
    draft: int | None = None  #: By which draft of the policy.
    at: datetime | None = None  #: When it is judged.
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What supposes nothing that we know."""

    word: str


def read_given(said: Iterable[tuple[str, str]], now: datetime, tz: tzinfo) -> Given | Unclear:
    """Read `name=value` pairs; a name that is none of these is a number of the policy."""
    given = Given(what=Supposed())
    for name, value in said:
        found = _one(given, fold(name), value, now, tz)
        if found is None:
            return Unclear(word=f"{name}={value}")
        given = found
    return given


def _one(given: Given, name: str, value: str, now: datetime, tz: tzinfo) -> Given | None:
    """Return what is supposed with one thing more, None where it is not to be read."""
    text, what = fold(value), given.what
    if name in _DRAFT and _DIGITS.fullmatch(text):
        return replace(given, draft=int(text))
    if name in _SEASON:
        return replace(
            given, what=replace(what, season=NO_SEASON if text in _NONE else unquoted(value))
        )
    if name in _NOW:
        at = _moment(text, now, tz, later=False)
        return replace(given, at=at) if at is not None else None
    if name in _SHIP:
        by, later = _moment(text, now, tz, later=True), _signed(text)
        known = by is not None or later is not None
        return replace(given, what=replace(what, ship_by=by, ship_later=later)) if known else None
    if name in _QUIET:
        quiet = Quiet(span=None) if text in _NONE else _quiet(text)
        return replace(given, quiet=quiet) if quiet is not None else None
    wanted = read_wanted(f"{name} {value}")
    if isinstance(wanted, Unreadable):
        return None
    numbers = MappingProxyType({**what.numbers, **wanted.changes})
    return replace(given, what=replace(what, numbers=numbers))


def _moment(text: str, now: datetime, tz: tzinfo, *, later: bool) -> datetime | None:
    """Read `23:30` as today's or, where it has to be `later` and is not, tomorrow's."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    try:
        day = datetime.fromisoformat(found[1]).date() if found[1] else now.astimezone(tz).date()
        at = datetime.combine(day, time(int(found[2]), int(found[3])), tz)
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    at = at.astimezone(now.tzinfo)
    return at + timedelta(days=1) if later and not found[1] and at <= now else at


def _signed(text: str) -> timedelta | None:
    """Read `+2h` or `-30m`."""
    if text[:1] not in ("+", "-"):
        return None
    span, rest = find_duration(text)
    return None if rest.strip() else span


def _quiet(text: str) -> Quiet | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    try:
        start, until = (time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    except ValueError:
        return None
    return Quiet(span=Span(start=start, until=until))
