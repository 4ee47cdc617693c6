"""On call: who is on duty for a shop or warehouse at a moment, by shifts, rotation and swaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from rules.people.calendar import Days, Hours, Span, at_local, falls_on

#: How far ahead the next shift is looked for: over the longest stretch of days off.
_AHEAD = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One line of the table: who answers for what, and when."""

    name: str
    people: tuple[str, ...]
    shops: tuple[str, ...] = ()  #: Empty is all.
    warehouses: tuple[str, ...] = ()
    days: Days = "all"
    hours: Span | None = None  #: None is the whole day.
    rotate: int | None = None  #: One person at a time, for so many days; None is all of them.
    since: date = date(2026, 1, 5)  #: The rotation's first day, a Monday.

    def covers(self, shop: str | None, warehouse: str | None) -> bool:
        """Say whether an order of this shop and warehouse is theirs."""
        return (not self.shops or shop in self.shops) and (
            not self.warehouses or warehouse in self.warehouses
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Somebody who stands in for a shift until it ends."""

    shift: str
    person: str
    since: datetime
    until: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A shift with who does it, from when until when."""

    shift: Shift
    people: tuple[str, ...]
    backup: tuple[str, ...]  #: Who is next in the rotation.
    start: datetime
    until: datetime
    swapped_by: str | None = None


def on_duty(
    shifts: Sequence[Shift], hours: Hours, now: datetime, tz: tzinfo, swaps: Iterable[Swap] = ()
) -> tuple[Duty, ...]:
    """Return every shift that is on now; the latest swap in force decides who does it."""
    today = now.astimezone(tz).date()
    latest = {s.shift: s for s in sorted(swaps, key=_since) if s.since <= now < s.until}
    found = []
    for shift in shifts:
        for day in (today - timedelta(days=1), today):
            duty = _on_day(shift, day, hours, tz)
            if duty is not None and duty.start <= now < duty.until:
                found.append(_swapped(duty, latest.get(shift.name)))
                break
    return tuple(found)


def next_duty(shift: Shift, hours: Hours, now: datetime, tz: tzinfo) -> Duty | None:
    """Return the shift's next turn that begins after now."""
    today = now.astimezone(tz).date()
    turns = (_on_day(shift, today + timedelta(days=n), hours, tz) for n in range(_AHEAD))
    return next((d for d in turns if d is not None and d.start > now), None)


def on_days(
    shift: Shift, hours: Hours, days: Iterable[date], tz: tzinfo, swaps: Iterable[Swap] = ()
) -> tuple[Duty | None, ...]:
    """Return who has a shift on each of these days; a swap counts for the turn it was made in."""
    mine = sorted((swap for swap in swaps if swap.shift == shift.name), key=_since)
    found = []
    for day in days:
        duty = _on_day(shift, day, hours, tz)
        if duty is not None:
            within = [swap for swap in mine if duty.start <= swap.since < duty.until]
            duty = _swapped(duty, within[-1] if within else None)
        found.append(duty)
    return tuple(found)


def who_is_on(
    duties: Iterable[Duty], shop: str | None, warehouse: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is on duty for an order, and who backs them up, each once."""
    mine = [duty for duty in duties if duty.shift.covers(shop, warehouse)]
    people = tuple(dict.fromkeys(name for duty in mine for name in duty.people))
    backups = dict.fromkeys(name for duty in mine for name in duty.backup if name not in people)
    return people, tuple(backups)


def _since(swap: Swap) -> datetime:
    return swap.since


def _on_day(shift: Shift, day: date, hours: Hours, tz: tzinfo) -> Duty | None:
    if not falls_on(day, shift.days, hours):
        return None
    span = shift.hours or Span(start=time(0), until=time(0))
    ends = day if span.start < span.until else day + timedelta(days=1)
    people = shift.people
    backup: tuple[str, ...] = ()
    if shift.rotate is not None and shift.people:
        turn = (day - shift.since).days // shift.rotate
        order = [shift.people[(turn + n) % len(shift.people)] for n in range(2)]
        people, backup = (order[0],), tuple(p for p in order[1:] if p != order[0])
    return Duty(
        shift=shift,
        people=people,
        backup=backup,
        start=at_local(day, span.start, tz),
        until=at_local(ends, span.until, tz),
    )


def _swapped(duty: Duty, swap: Swap | None) -> Duty:
    if swap is None:
        return duty
    return Duty(
        shift=duty.shift,
        people=(swap.person,),
        backup=tuple(p for p in (*duty.people, *duty.backup) if p != swap.person),
        start=duty.start,
        until=duty.until,
        swapped_by=swap.by,
    )
