"""Odds: how likely an order is to be missed, by what became of those that stood where it stands."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from rules.unshipped.causes import Cause, cause_of, is_missed
from rules.unshipped.progress import Progress

#: So many days of the shop's own past are looked at, …
DAYS = 30
#: … and so many orders have to have stood somewhere before their share says anything.
ENOUGH = 30

#: Minutes that are left when an order is looked at -> how likely it is to be missed where the past
#: says too little. An assumption: nobody has measured it.
ASSUMED: Mapping[int, Decimal] = MappingProxyType({
    15: Decimal("0.9"), 30: Decimal("0.8"), 60: Decimal("0.6"), 120: Decimal("0.4"),
    240: Decimal("0.25"), 480: Decimal("0.15"), 1440: Decimal("0.05"), 2880: Decimal("0.02"),
})  # fmt: skip
#: The same, the least first, and as times.
_MINUTES = tuple(ASSUMED)
_TIMES = [timedelta(minutes=minutes) for minutes in _MINUTES]


class Place(NamedTuple):
    """Where an order stood: the step that was not made yet, with so many minutes left."""

    step: str
    left: int  #: One of ASSUMED.


class Outcomes(NamedTuple):
    """How many orders stood at a place, and how many of them were missed."""

    orders: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How likely an order is to be missed; `orders` of the past say so, 0 is the assumption."""

    share: Decimal
    orders: int = 0


_ASSUMED = {minutes: Chance(share=share) for minutes, share in ASSUMED.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """What the past of a shop says of where orders stand, as far as it says enough."""

    chances: Mapping[Place, Chance] = field(default_factory=dict)

    def chance(self, step: Cause, left: timedelta) -> Chance:
        """Return that of an order with so much time, as of those that had hardly more."""
        minutes = _looked_at(left)
        return self.chances.get(Place(step, minutes)) or _ASSUMED[minutes]


def odds_of(past: Mapping[Place, Outcomes]) -> Odds:
    """Return what so many outcomes say."""
    chances = {
        place: Chance(share=Decimal(found.missed) / found.orders, orders=found.orders)
        for place, found in past.items()
        if found.orders >= ENOUGH
    }
    return Odds(chances=chances)


def _looked_at(left: timedelta) -> int:
    """Return the most of the looked at minutes that are left; with less it is the least."""
    return _MINUTES[max(0, bisect_right(_TIMES, left) - 1)]


def tally(past: Iterable[Progress], now: datetime) -> dict[Place, Outcomes]:
    """Count where orders whose time is over by `now` stood, and which of them were missed."""
    stood: Counter[Place] = Counter()
    missed: Counter[Place] = Counter()
    for progress in past:
        late = is_missed(progress, now)
        for place in _places(progress):
            stood[place] += 1
            missed[place] += late
    return {place: Outcomes(orders, missed[place]) for place, orders in stood.items()}


def _places(progress: Progress) -> Iterator[Place]:
    """Yield where a paid order stood with each number of minutes left, while no carrier had it."""
    paid_at, due = progress.paid_at, progress.due
    if paid_at is None or due is None or (progress.ended_at and progress.ended_at <= due):
        return
    for minutes, left in zip(_MINUTES, _TIMES, strict=True):
        at = due - left
        if paid_at <= at and (progress.moved_at is None or progress.moved_at > at):
            yield Place(cause_of(progress, at).value, minutes)
