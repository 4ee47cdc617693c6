"""Intervals of figures: by resampling, and where no resample differs by what chance allows."""

from typing import NamedTuple

#: The range of fewer values is no 95 % interval of their median: 2 / 2^5 is more than 5 %.
FEWEST_OF_MEDIAN = 6
#: Of a 95 % interval: its standard deviations, and what a Poisson number may be that was drawn 0.
_Z, _NONE_DRAWN = 1.959963984540054, 3.6888794541139363


class Figure(NamedTuple):
    """One number and its 95 % interval; None where nothing is there to count."""

    value: float | None
    low: float | None
    high: float | None


def of_rounds(value: float | None, rounds: list[float]) -> Figure:
    """Return a figure with the range of 95 % of its resamples."""
    if value is None or not rounds:
        return Figure(value, None, None)
    rounds.sort()
    return Figure(value, rounds[len(rounds) * 25 // 1000], rounds[len(rounds) * 975 // 1000])


def at_edge(figure: Figure, weight: float, squares: float, top: int) -> Figure:
    """
    Give none of something, or all of it, the interval that no resample can show.

    It is of orders of so much weight, and squares of weights: `top` is how a share of them all is
    written, 0 where they are counted. A share has Wilson's interval, of as many orders as their
    weights are worth; a count of none has the Poisson number's that may be drawn as none.
    """
    value, orders = figure.value, weight**2 / squares
    if value == 0:
        most = _Z**2 / (orders + _Z**2) * top if top else _NONE_DRAWN * squares / weight
        return Figure(0.0, 0.0, most)
    if top and figure.low == value == top:
        return Figure(value, orders / (orders + _Z**2) * top, value)
    return figure
