"""Odds: shares, quantiles and chances, worked out of what was counted, in whole numbers."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import neg
from typing import NamedTuple

from rules.resonance.foresight.trail import STEP, Trail

#: From so many samples there is a quantile, and from so many orders that ended any history at all.
ENOUGH = 20
#: Shares are whole parts of this.
WHOLE = 10_000
#: At which chance to be late, given that it is not there yet, each step of a doubt is taken.
DOUBTS = ((1, 10), (2, 10), (35, 100), (5, 10), (7, 10))

Bins = dict[int, int]


class Times(NamedTuple):
    """How long what was counted took: steps, the slowest first, and how many took so long."""

    steps: Sequence[int] = ()
    many: Sequence[int] = ()  #: … or longer.

    @property
    def number(self) -> int:
        """How many there are."""
        return self.many[-1] if self.many else 0

    def slowest(self, ranks: Iterable[int]) -> list[int]:
        """Return the steps that so many took at least, for each; none where they are fewer."""
        steps, many, end = self.steps, self.many, len(self.many)
        places = [bisect_left(many, rank) for rank in ranks]
        return [steps[place] if place < end else 0 for place in places]

    def beyond(self, steps: int) -> int:
        """Count those that took longer."""
        place = bisect_left(self.steps, -steps, key=neg)
        return self.many[place - 1] if place else 0


def times(bins: Bins) -> Times:
    """Put what was counted into order."""
    steps = sorted(bins, reverse=True)
    return Times(steps, list(accumulate(map(bins.__getitem__, steps))))


@dataclass(slots=True)
class Sums:
    """What was promised in [since, until), and what of it was kept."""

    since: int
    until: int
    owed: int = 0
    kept: int = 0

    def add(self, what: str, count: int) -> None:
        """Count more of either."""
        if what == "owed":
            self.owed += count
        elif what == "kept":
            self.kept += count


def within(bins: Bins, since: int, until: int) -> int:
    """Count what is of the days in [since, until), whichever are fewer: they, or all there are."""
    if len(bins) > until - since:
        return sum(map(bins.get, range(since, until), repeat(0)))
    return sum([n for day, n in bins.items() if since <= day < until])


def share(part: tuple[int, int], mean: tuple[int, int], prior: int) -> int | None:
    """
    Return a share of (some, all) in ‱, drawn towards the mean as if by `prior` more of it.

    None where there is no mean yet.
    """
    (some, of), (some_of_all, everything) = part, mean
    if not everything:
        return None
    return WHOLE * (some * everything + prior * some_of_all) // ((of + prior) * everything)


def quantile(times: Times, percent: int, step: int) -> int | None:
    """Return by when so many of a hundred were there, None with too few samples."""
    number = times.number
    if number < ENOUGH:
        return None
    # The last that is beyond as many of the slowest as are left out.
    return times.slowest([number - -(-number * percent // 100) + 1])[0] * step


def doubts(trail: Trail, transit: Times) -> tuple[int, ...]:
    """
    Say when it becomes how unlikely that an order comes in time, step by step.

    Of those that take longer than the order has, `e`, so many will not be there at the end of the
    promised day either: P(T > e + r) / P(T > e). Before the hand-over `e` is nothing and what is
    left of the promise runs out; after it their sum stays, and those as late as it is become fewer.
    """
    number = transit.number
    if trail.due is None or not number:
        return ()
    if trail.left is None:
        took = transit.slowest([-(-number * part // of) for part, of in DOUBTS])
        return tuple([trail.due - steps * STEP for steps in took])
    late = transit.beyond((trail.due - trail.left) // STEP)
    if not late:
        return ()
    took = transit.slowest([late * of // part + 1 for part, of in DOUBTS])
    return tuple([trail.left + steps * STEP for steps in took])
