"""Dice: how often something is drawn in a resample, the same each time for the same seed."""

import math
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from random import Random

from rules.backtest.figures import Draw

#: From here on a Poisson number is drawn as a normal one: they differ by less than one in a
#: hundred of the width of an interval, and drawing one would cost as much as its mean.
_MANY = 50


def poisson(seed: int) -> Draw:
    """Return a dice for resamples."""
    dice = Random(seed)  # noqa: S311 - intervals, no secrets

    def draw(mean: int) -> int:
        if mean > _MANY:
            return max(0, round(dice.gauss(mean, math.sqrt(mean))))
        return bisect_left(_at_most(mean), dice.random())

    return draw


@cache
def _at_most(mean: int) -> tuple[float, ...]:
    """Return how likely at most 0, 1, 2, … is; the last is certain as far as floats can tell."""
    chances = [math.exp(-mean)]
    for count in range(1, 3 * _MANY):
        chances.append(chances[-1] * mean / count)
    return tuple(accumulate(chances))
