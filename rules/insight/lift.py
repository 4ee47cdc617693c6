"""Lift: in which segments of orders something followed more often than in all, beyond chance."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

#: A segment of fewer orders is not looked at, nor is a question about fewer.
FEWEST = 20
#: The chance that a question about mere noise is answered with any segment at all.
CHANCE = 0.01
#: Half hours of a day, the finest that a time of day is looked at.
SLOTS = 48
#: Standard deviations on either side of a 95 % interval.
_Z = Decimal("1.959963984540054")


class Dimension(StrEnum):
    """What orders are told apart by, in the order of a list of equals."""

    HOUR = "hour"
    TIER = "tier"
    METHOD = "method"
    SHOP = "shop"
    CATEGORY = "category"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order on which the first event happened, and whether the second followed in time."""

    slot: int  #: The half hour of the day in which the first happened, by the shop's clock.
    traits: frozenset[tuple[Dimension, str]] = frozenset()  #: All but the time of day.
    followed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Orders that have something in common, and what followed on them."""

    dimension: Dimension
    #: What they have in common. Of a time of day its half hours, as `from-until`: 44-47 is 22:00
    #: to 23:30; one that passes midnight ends after 48.
    value: str
    orders: int
    hits: int  #: On so many of them the second event followed.
    share: Fraction
    low: Decimal  #: The 95 % interval of the share, by Wilson's score.
    high: Decimal
    lift: Fraction  #: The share, as a multiple of the share of all orders.
    of_hits: Fraction  #: The part of all hits that lies in the segment.


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifts:
    """What an analysis found: the segments that stand out, the highest lift first."""

    orders: int
    hits: int
    low: Decimal
    high: Decimal
    tried: int  #: Segments that were compared with the rest.
    segments: tuple[Segment, ...] = ()

    @property
    def share(self) -> Fraction:
        """The share of all orders on which the second event followed."""
        return Fraction(self.hits, self.orders) if self.orders else Fraction(0)


@dataclass(frozen=True, slots=True)
class _Count:
    orders: int
    hits: int

    def __add__(self, other: "_Count") -> "_Count":
        return _Count(self.orders + other.orders, self.hits + other.hits)


_Name = tuple[Dimension, str]


def lifts_of(cases: Iterable[Case]) -> Lifts:
    """
    Rank the segments in which the second event followed more often than on all other orders.

    Each segment of `FEWEST` orders or more is compared with the rest by Fisher's exact test, on the
    side of "more often": its counts may be small, where a normal approximation is too sure. Which
    segments are compared depends on how many orders they have and never on what followed.

    The number of comparisons is corrected for by Holm, at `CHANCE` for the whole question.
    Benjamini-Hochberg would find more, but bounds the part of false segments only where hours,
    shops and signals do not pull against each other, and they do (an order has one hour). Holm
    needs no such assumption, and what people want to rely on is "if a line stands here, it is
    real". One in a hundred instead of the usual twenty, as the question is asked many times a day.

    Half hours that stand out side by side are told as one time of day: each stood out by itself.
    """
    every = list(cases)
    slots, named = _counted(every)
    whole = sum(slots.values(), _Count(0, 0))
    compared = _spans(slots) | named
    chances = {
        name: at_least_by_chance(whole.orders, whole.hits, one.orders, one.hits)
        for name, one in compared.items()
        if FEWEST <= one.orders < whole.orders
    }
    stand_out = _holm(chances) if whole.hits else set()
    segments = [
        _segment(name, compared[name], whole) for name in stand_out if name[0] is not Dimension.HOUR
    ]
    hours = {_ends(value) for dimension, value in stand_out if dimension is Dimension.HOUR}
    for first, until in _joined(hours):
        inside = (slots.get(slot % SLOTS, _Count(0, 0)) for slot in range(first, until))
        name = Dimension.HOUR, f"{first}-{until}"
        segments.append(_segment(name, sum(inside, _Count(0, 0)), whole))
    low, high = wilson(whole.hits, whole.orders)
    ranks = list(Dimension)
    return Lifts(
        orders=whole.orders,
        hits=whole.hits,
        low=low,
        high=high,
        tried=len(chances),
        segments=tuple(
            sorted(segments, key=lambda s: (-s.lift, -s.orders, ranks.index(s.dimension), s.value))
        ),
    )


def _counted(cases: Sequence[Case]) -> tuple[dict[int, _Count], dict[_Name, _Count]]:
    slots: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    named: defaultdict[_Name, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        for count in (slots[case.slot], *(named[trait] for trait in case.traits)):
            count[0] += 1
            count[1] += case.followed
    return (
        {slot: _Count(*count) for slot, count in slots.items()},
        {name: _Count(*count) for name, count in named.items()},
    )


def _spans(slots: Mapping[int, _Count]) -> dict[_Name, _Count]:
    """Return the times of day to compare: half hours, or the hour where both have too few."""
    found: dict[_Name, _Count] = {}
    for first in range(0, SLOTS, 2):
        halves = [slots.get(slot, _Count(0, 0)) for slot in (first, first + 1)]
        if all(half.orders < FEWEST for half in halves):
            found[Dimension.HOUR, f"{first}-{first + 2}"] = halves[0] + halves[1]
        else:
            for slot, half in zip((first, first + 1), halves, strict=True):
                found[Dimension.HOUR, f"{slot}-{slot + 1}"] = half
    return found


def _ends(value: str) -> tuple[int, int]:
    first, _, until = value.partition("-")
    return int(first), int(until)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that touch, over midnight too."""
    joined: list[tuple[int, int]] = []
    for first, until in sorted(spans):
        if joined and joined[-1][1] == first:
            joined[-1] = joined[-1][0], until
        else:
            joined.append((first, until))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == SLOTS:
        joined[-1] = joined[-1][0], SLOTS + joined[0][1]
        del joined[0]
    return joined


def _segment(name: _Name, one: _Count, whole: _Count) -> Segment:
    share = Fraction(one.hits, one.orders)
    low, high = wilson(one.hits, one.orders)
    return Segment(
        dimension=name[0], value=name[1], orders=one.orders, hits=one.hits,
        share=share, low=low, high=high,
        lift=share / Fraction(whole.hits, whole.orders),
        of_hits=Fraction(one.hits, whole.hits),
    )  # fmt: skip


def wilson(hits: int, orders: int) -> tuple[Decimal, Decimal]:
    """Return the 95 % interval of a share by Wilson's score; of no orders it is all there is."""
    if not orders:
        return Decimal(0), Decimal(1)
    share, spread = Decimal(hits) / orders, _Z * _Z / orders
    middle = share + spread / 2
    half = (spread * (share * (1 - share) + spread / 4)).sqrt()
    return (
        (middle - half) / (1 + spread) if hits else Decimal(0),
        (middle + half) / (1 + spread) if hits < orders else Decimal(1),
    )


def at_least_by_chance(orders: int, hits: int, drawn: int, found: int) -> float:
    """
    Return how likely so many hits or more are among orders that are drawn blindly (Fisher's test).

    Exact but for rounding: it is only compared with a limit, and never shown.
    """
    if found * orders <= hits * drawn:
        return 1.0  # no more than expected; its half of the tail need not be added up
    misses = orders - hits - drawn
    term = math.exp(
        _choices(hits, found) + _choices(orders - hits, drawn - found) - _choices(orders, drawn)
    )
    chance = 0.0
    for one in range(found, min(hits, drawn) + 1):
        chance += term
        if term < chance * 1e-17:
            break
        term *= (hits - one) * (drawn - one) / ((one + 1) * (misses + one + 1))
    return min(chance, 1.0)


def _choices(whole: int, part: int) -> float:
    """Return the logarithm of the number of ways to choose a part of a whole."""
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def _holm(chances: Mapping[_Name, float]) -> set[_Name]:
    """Return the names that stand out when all were tried, by Holm's step-down."""
    found: set[_Name] = set()
    for tested, name in enumerate(sorted(chances, key=lambda one: (chances[one], one))):
        if chances[name] > CHANCE / (len(chances) - tested):
            break
        found.add(name)
    return found
