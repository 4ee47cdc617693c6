"""Odds: shares, quantiles and chances, worked out of what was counted, in whole numbers."""

from bisect import bisect_left
from itertools import accumulate

from rules.resonance.foresight.trail import STEP, Trail

#: From so many samples there is a quantile, and from so many orders that ended any history at all.
ENOUGH = 20
#: Shares are whole parts of this.
WHOLE = 10_000
#: At which chance to be late, given that it is not there yet, each step of a doubt is taken.
DOUBTS = ((1, 10), (2, 10), (35, 100), (5, 10), (7, 10))

Bins = dict[int, int]


def share(part: tuple[int, int], mean: tuple[int, int], prior: int) -> int | None:
    """
    Return a share of (some, all) in ‱, drawn towards the mean as if by `prior` more of it.

    None where there is no mean yet.
    """
    (some, of), (some_of_all, everything) = part, mean
    if not everything:
        return None
    return WHOLE * (some * everything + prior * some_of_all) // ((of + prior) * everything)


def quantile(bins: Bins | None, percent: int, step: int) -> int | None:
    """Return by when so many of a hundred were there, None with too few samples."""
    number = sum(bins.values()) if bins else 0
    if bins is None or number < ENOUGH:
        return None
    # The last that is beyond as many of the slowest as are left out.
    return _slowest(bins, [number - -(-number * percent // 100) + 1])[0] * step


def doubts(trail: Trail, transit: Bins) -> tuple[int, ...]:
    """
    Say when it becomes how unlikely that an order comes in time, step by step.

    Of those that take longer than the order has, `e`, so many will not be there at the end of the
    promised day either: P(T > e + r) / P(T > e). Before the hand-over `e` is nothing and what is
    left of the promise runs out; after it their sum stays, and those as late as it is become fewer.
    """
    number = sum(transit.values())
    if trail.due is None or not number:
        return ()
    if trail.left is None:
        took = _slowest(transit, [-(-number * part // of) for part, of in DOUBTS])
        return tuple([trail.due - steps * STEP for steps in took])
    whole = trail.due - trail.left
    late = number if whole < 0 else sum([n for b, n in transit.items() if b * STEP > whole])
    if not late:
        return ()
    took = _slowest(transit, [late * of // part + 1 for part, of in DOUBTS])
    return tuple([trail.left + steps * STEP for steps in took])


def _slowest(bins: Bins, ranks: list[int]) -> list[int]:
    """Return the steps that so many have taken at least, for each; none where they are fewer."""
    slowest = sorted(bins, reverse=True)
    many = list(accumulate([bins[steps] for steps in slowest]))
    places = [bisect_left(many, rank) for rank in ranks]
    return [slowest[place] if place < len(slowest) else 0 for place in places]
