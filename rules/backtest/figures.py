"""Figures of a backtest: precision, recall, lead and their like, each with a bootstrap interval."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from rules.backtest.fixed import FIXED, NOT_SHIPPED
from rules.backtest.intervals import FEWEST_OF_MEDIAN, Figure, at_edge, of_rounds
from rules.backtest.walk import RESONANCE, Verdict

#: Who is measured, the product first.
SPEAKERS = (RESONANCE, *FIXED)
#: The figures of each, in the order in which reports show them.
MEASURES = (
    "alerted", "alerts", "hits", "misses", "precision", "recall", "alerts_per_1000",
    "lead_days", "hours_to_complaint",
)  # fmt: skip
ROUNDS = 1000  #: Resamples; more change the second digit of an interval's ends.
#: A median is resampled over so many groups of neighbours at most: finer than its interval.
_GROUPS = 200
#: So many different weights are resampled one by one; of more, those alike in two digits together.
_WEIGHTS = 40
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

#: A count of resampled orders, from how many there are: Poisson, drawn by whoever has a dice.
Draw = Callable[[int], int]


class Cell(NamedTuple):
    """Orders that are counted alike."""

    weight: float
    alerts: int
    alerted: bool
    bad: bool
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a backtest found."""

    orders: int
    bad: Figure  #: How many ended badly, in orders they stand for.
    stand_for: float  #: For how many orders those of the file stand.
    unfinished: int  #: Orders without any outcome; they count as not bad.
    speakers: Mapping[str, Mapping[str, Figure]]
    #: Share of the bad orders that had three weak signals at once before the fixed threshold
    #: spoke, or before the outcome where it never did (S-51).
    three_before: Figure
    #: Share of the fixed threshold's hits of which the product had spoken before (S-50).
    preceded: Figure


@dataclass(slots=True)
class _Count:
    cells: Counter[Cell] = field(default_factory=Counter)
    leads: list[tuple[float, float]] = field(default_factory=list)  #: Days, and weight.
    gaps: list[tuple[float, float]] = field(default_factory=list)  #: Hours, and weight.


def measure(verdicts: Sequence[Verdict], draw: Draw) -> Found:
    """Count verdicts; whoever gives them in another order gets the same figures."""
    ordered = sorted(verdicts, key=lambda v: v.order_no)
    three, before = _thresholds(ordered)
    everything = Counter(Cell(v.weight, 0, False, v.bad_at is not None, False) for v in ordered)  # noqa: FBT003 - a row
    bad = _resampled(everything, lambda cells: {"bad": _sum(cells, lambda c: c.bad)}, draw, {})
    return Found(
        orders=len(ordered),
        bad=bad["bad"],
        stand_for=sum(cell.weight * n for cell, n in sorted(everything.items())),
        unfinished=sum(not v.ended for v in ordered),
        speakers={name: _of_speaker(_count(ordered, name), draw) for name in SPEAKERS},
        three_before=_share(three, draw),
        preceded=_share(before, draw),
    )


def figures_of(verdicts: Iterable[Verdict], name: str, draw: Draw) -> dict[str, Figure]:
    """Count what one of those who speak would have told."""
    return _of_speaker(_count(sorted(verdicts, key=lambda v: v.order_no), name), draw)


def _count(verdicts: Iterable[Verdict], name: str) -> _Count:
    found = _Count()
    for verdict in verdicts:
        spoke, bad_at, weight = verdict.first.get(name), verdict.bad_at, verdict.weight
        hit = spoke is not None and bad_at is not None and spoke < bad_at
        alerts = verdict.raised if name == RESONANCE else int(spoke is not None)
        found.cells[Cell(weight, alerts, spoke is not None, bad_at is not None, hit)] += 1
        if spoke is not None and bad_at is not None:
            found.gaps.append(((bad_at - spoke) / _HOUR, weight))
            if hit:
                found.leads.append(((bad_at - spoke) / _DAY, weight))
    return found


def three_early(verdict: Verdict) -> bool:
    """Say whether a bad order had three weak signals at once before the fixed threshold spoke."""
    fixed, three, bad_at = verdict.first.get(NOT_SHIPPED), verdict.three_at, verdict.bad_at
    if bad_at is None or three is None:
        return False
    return three < (bad_at if fixed is None else min(fixed, bad_at))


def _thresholds(verdicts: Iterable[Verdict]) -> tuple[Counter[Cell], Counter[Cell]]:
    """Count bad orders by three signals before the threshold, and its hits by who was first."""
    three: Counter[Cell] = Counter()
    before: Counter[Cell] = Counter()
    for verdict in verdicts:
        if verdict.bad_at is None:
            continue
        fixed = verdict.first.get(NOT_SHIPPED)
        three[_yes(verdict.weight, three_early(verdict))] += 1
        if fixed is not None and fixed < verdict.bad_at:
            spoke = verdict.first.get(RESONANCE)
            before[_yes(verdict.weight, spoke is not None and spoke < fixed)] += 1
    return three, before


def _yes(weight: float, hit: bool) -> Cell:  # noqa: FBT001 - what is counted
    return Cell(weight, 0, alerted=True, bad=True, hit=hit)


def _share(cells: Counter[Cell], draw: Draw) -> Figure:
    of = {"share": _SHARE_OF["recall"]}
    return _resampled(cells, lambda found: {"share": _recall(found)}, draw, of)["share"]


def _of_speaker(count: _Count, draw: Draw) -> dict[str, Figure]:
    found = _resampled(count.cells, _shares, draw, _SHARE_OF)
    found["lead_days"] = _median(count.leads, draw)
    found["hours_to_complaint"] = _median(count.gaps, draw)
    return {name: found[name] for name in MEASURES}


Cells = Mapping[Cell, int]
#: What a figure is a share of, and how all of it is written; what is not here counts orders.
_SHARE_OF: Mapping[str, tuple[Callable[[Cell], int], int]] = MappingProxyType({
    "precision": (lambda cell: cell.alerted, 1),
    "recall": (lambda cell: cell.bad, 1),
    "alerts_per_1000": (lambda _: 1, 1000),
})  # fmt: skip


def _shares(cells: Cells) -> dict[str, float | None]:
    orders = _sum(cells, lambda _: True)
    alerted, alerts = (_sum(cells, lambda c: c.alerted), _sum(cells, lambda c: c.alerts))
    hits = _sum(cells, lambda c: c.hit)
    return {
        "alerted": alerted,
        "alerts": alerts,
        "hits": hits,
        "misses": _sum(cells, lambda c: c.bad and not c.hit),
        "precision": hits / alerted if alerted else None,
        "recall": _recall(cells),
        "alerts_per_1000": 1000 * alerts / orders if orders else None,
    }


def _recall(cells: Cells) -> float | None:
    bad = _sum(cells, lambda c: c.bad)
    return _sum(cells, lambda c: c.hit) / bad if bad else None


def _sum(cells: Cells, counts: Callable[[Cell], int]) -> float:
    return sum(cell.weight * counts(cell) * number for cell, number in cells.items())


def _resampled(
    cells: Counter[Cell],
    figures: Callable[[Cells], dict[str, float | None]],
    draw: Draw,
    shares: Mapping[str, tuple[Callable[[Cell], int], int]],
) -> dict[str, Figure]:
    """
    Work figures out over all orders, and over resamples of them.

    Orders that are counted alike are resampled together: how often each of so many is drawn adds
    up to a Poisson number, so a round costs as much for ten orders as for a million. What none of
    the orders did, or all of them, no resample can do otherwise: there the interval is Wilson's of
    a share, and a Poisson number's of a count.
    """
    # In one order, so that sums of floats come out alike whoever counted.
    exact = dict(sorted(cells.items()))
    groups = _alike(exact)
    rounds: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, value in figures({cell: draw(n) for cell, n in groups.items()}).items():
            if value is not None:
                rounds.setdefault(name, []).append(value)
    found = {}
    for name, value in figures(exact).items():
        figure = of_rounds(value, rounds.get(name, []))
        of, top = shares.get(name, (lambda _: 1, 0))
        weight = _sum(exact, of)
        squares = sum(cell.weight**2 * of(cell) * number for cell, number in exact.items())
        found[name] = at_edge(figure, weight, squares, top) if squares else figure
    return found


def _alike(cells: Cells) -> Cells:
    """Put weights together that are alike, where there are too many to draw for each."""
    if len({cell.weight for cell in cells}) <= _WEIGHTS:
        return cells
    groups: Counter[Cell] = Counter()
    for cell, number in cells.items():
        groups[cell._replace(weight=float(f"{cell.weight:.1e}"))] += number
    return groups


def _median(values: list[tuple[float, float]], draw: Draw) -> Figure:
    """Return the weighted median, resampled over groups of neighbours."""
    if not values:
        return Figure(None, None, None)
    values.sort()
    size = -(-len(values) // _GROUPS)
    groups = []
    for start in range(0, len(values), size):
        group = values[start : start + size]
        weights = sorted(Counter(float(f"{w:.1e}") for _, w in group).items())
        groups.append((group[len(group) // 2][0], weights))
    rounds = []
    for _ in range(ROUNDS):
        drawn = [(value, sum(w * draw(n) for w, n in weights)) for value, weights in groups]
        middle = _middle(drawn)
        if middle is not None:
            rounds.append(middle)
    return of_rounds(_middle(values), rounds if len(values) >= FEWEST_OF_MEDIAN else [])


def _middle(values: Sequence[tuple[float, float]]) -> float | None:
    """Return the first of the ascending values by which half of all weight is reached."""
    half = sum(weight for _, weight in values) / 2
    reached = 0.0
    for value, weight in values:
        reached += weight
        if weight and reached >= half:
            return value
    return None
