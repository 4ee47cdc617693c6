"""Surprise: how unlikely what was counted is, if all is as it used to be."""

from math import log

#: Of chance alone a window is so surprising less than once in a million.
SURPRISING = 14.0
#: … and of a rate that has limits of its own as well, less than once in a thousand.
UNUSUAL = 7.0


def surprise(seen: int, of: int, usual: int, usual_of: int) -> float:
    """
    Return the exponent of Chernoff's bound on so many of so many by chance.

    `usual` of `usual_of` were seen before, of which nothing is ever known to be impossible.
    """
    expected = (usual + 0.5) / (usual_of + 1)
    found = seen / of
    return of * (_part(found, expected) + _part(1 - found, 1 - expected))


def _part(found: float, expected: float) -> float:
    return found * log(found / expected) if found else 0.0
