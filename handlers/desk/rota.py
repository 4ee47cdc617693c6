"""The calendar of duty: which shift is whose, day by day, with who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.deps import Deps
from rules.people.calendar import is_workday
from rules.people.oncall import Duty, Shift, on_days
from storage.tx import Tx

#: Days of one page.
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPage:
    """A week of it."""

    days: tuple[tuple[date, bool], ...]  #: Each with whether people work on it.
    shifts: tuple[tuple[Shift, tuple[Duty | None, ...]], ...]
    present: frozenset[str]  #: The shifts that are on now.


def rota_page(tx: Tx, deps: Deps, first: date, now: datetime) -> RotaPage:
    """Return the week that begins on a day."""
    rules = deps.people
    days: Sequence[date] = [first + timedelta(days=n) for n in range(WEEK)]
    swaps = tx.silences.swaps(now) if rules.shifts else []
    shifts = tuple(
        (shift, on_days(shift, rules.hours, days, deps.timezone, swaps)) for shift in rules.shifts
    )
    present = frozenset(
        shift.name
        for shift, duties in shifts
        if any(duty is not None and duty.start <= now < duty.until for duty in duties)
    )
    return RotaPage(
        days=tuple((day, is_workday(day, rules.hours)) for day in days),
        shifts=shifts,
        present=present,
    )
