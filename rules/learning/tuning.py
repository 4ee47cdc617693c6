"""Tuning: weights from past orders, tried forward in time, proposed only where they beat chance."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from rules.backtest.figures import ROUNDS, Draw, figures_of
from rules.backtest.intervals import Figure
from rules.backtest.walk import RESONANCE
from rules.learning.form import Form, applied, form_of
from rules.learning.profile import Group, Profile, Scale, grouped, known, profile_of, scale_of
from rules.learning.search import Prices, cheapest, difference_of
from rules.learning.trace import Trace, retold
from rules.resonance.policy import Policy

#: Orders are cut into so many stretches of time; each but the first is judged by weights that were
#: searched on what was known when it began.
FOLDS = 5
#: Fewer orders whose end is known, or fewer that ended badly, teach nothing.
FEWEST, FEWEST_BAD = 200, 20
#: … nor do fewer later orders that would have been judged otherwise.
FEWEST_MOVED = 20
#: What a miss may cost, in taps: the points of the front.
RATIOS = tuple(map(Decimal, ("1", "2", "3", "5", "8", "13", "21")))


class Advice(StrEnum):
    """What follows from a search."""

    PROPOSE = "propose"
    NOISE = "noise"  #: What it would save may be chance, or shows on a few orders only.
    NOTHING = "nothing"  #: Nothing would have cost less.
    FEW = "few"  #: Too few orders whose end is known.


class Point(NamedTuple):
    """One point of the front: a price of a miss, and what its weights did on later orders."""

    ratio: Decimal  #: What a miss costs, in taps.
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What was found, on orders that no weight was searched on but for the proposal itself."""

    advice: Advice
    orders: int  #: Whose end is known.
    bad: int
    checked: int  #: Orders that were judged by weights searched before them.
    gain: Figure  #: What is saved on 1000 orders, by the prices of the shop.
    form: Form  #: What is proposed, or would be.
    present: Mapping[str, Figure]  #: The policy as it is, on the same orders.
    ratio: Decimal  #: The shop's own price of a miss, in taps.
    front: Sequence[Point]  #: Its own point among them.

    @property
    def chosen(self) -> Point:
        """The point of the shop's own prices."""
        return next(point for point in self.front if point.ratio == self.ratio)


class _Fold(NamedTuple):
    """A stretch of time: what was known when it began, and its orders as they ended."""

    before: Sequence[Group]
    orders: Sequence[tuple[Trace, Profile]]


class Checked(NamedTuple):
    """An order, and the form that was searched before it came."""

    found: Trace
    profile: Profile
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """Whether searched weights pay, and the orders that say so."""

    advice: Advice
    orders: int
    bad: int
    gain: Figure
    form: Form
    folds: Sequence[_Fold]
    checked: Sequence[Checked]


def tuned(
    traces: Sequence[Trace],
    policy: Policy,
    until: datetime,
    prices: Prices,
    draw: Draw,
    tick: Callable[[], None],
    ratios: Sequence[Decimal] = RATIOS,
) -> Tuned:
    """
    Search weights for what a tap and a miss cost in this shop, and say whether to propose them.

    `tick` is told after each search; the front has the points of `ratios` beside the shop's own.
    What is proposed was searched on all orders; what it is worth is measured on later ones than the
    search had seen, over and over, as time went on.
    """
    advised = advise(traces, policy, until, prices, draw, tick)
    start, scale = form_of(policy), scale_of(policy)
    ratio = prices.miss / prices.tap
    front = [Point(ratio, _figures(advised.checked, policy, draw))]
    for other in ratios:
        if other != ratio:
            tried = Prices(tap=Decimal(1), miss=other)
            checked = list(_forward(advised.folds, start, scale, tried, tick))
            front.append(Point(other, _figures(checked, policy, draw)))
    unchanged = [one._replace(form=start) for one in advised.checked]
    return Tuned(
        advice=advised.advice,
        orders=advised.orders,
        bad=advised.bad,
        checked=len(advised.checked),
        gain=advised.gain,
        form=advised.form,
        present=_figures(unchanged, policy, draw),
        ratio=ratio,
        front=sorted(front, key=lambda point: point.ratio),
    )


def advise(
    traces: Sequence[Trace],
    policy: Policy,
    until: datetime,
    prices: Prices,
    draw: Draw,
    tick: Callable[[], None],
) -> Advised:
    """Search, and say whether it pays: the part of it that draws no front."""
    start, scale = form_of(policy), scale_of(policy)
    every = known(traces, until)
    bad = sum(profile.bad for _, profile in every)
    folds = list(_folds([found for found, _ in every], traces, until))
    checked = list(_forward(folds, start, scale, prices, tick))
    form = cheapest(_groups(every), start, scale, prices)
    tick()
    gain, moved = _gain(checked, start, scale, prices, draw)
    if len(every) < FEWEST or bad < FEWEST_BAD:
        advice = Advice.FEW
    elif form == start:
        advice = Advice.NOTHING
    elif moved < FEWEST_MOVED or gain.low is None or gain.low <= 0:
        advice = Advice.NOISE
    else:
        advice = Advice.PROPOSE
    return Advised(
        advice=advice, orders=len(every), bad=bad, gain=gain, form=form, folds=folds,
        checked=checked,
    )  # fmt: skip


def searches(ratios: Sequence[Decimal] = RATIOS) -> int:
    """Return how many searches there are, for whoever shows how far they are."""
    return (FOLDS - 1) * (len(ratios) + 1) + 1


def _folds(orders: Sequence[Trace], traces: Sequence[Trace], until: datetime) -> Iterator[_Fold]:
    """Yield stretches of equally many orders, by the time at which they were first heard of."""
    by_time = sorted(
        ((found.began, found.facts.order_no, found) for found in orders if found.began is not None),
        key=lambda one: one[:2],
    )
    for number in range(1, FOLDS):
        first, end = (len(by_time) * n // FOLDS for n in (number, number + 1))
        some = by_time[first:end]
        if some:
            yield _Fold(
                _groups(known(traces, some[0][0])),
                [(found, profile_of(found, until)) for _, _, found in some],
            )


def _groups(orders: Sequence[tuple[Trace, Profile]]) -> list[Group]:
    return grouped((profile, found.weight) for found, profile in orders)


def _forward(
    folds: Sequence[_Fold], start: Form, scale: Scale, prices: Prices, tick: Callable[[], None]
) -> Iterator[Checked]:
    """Judge each stretch by what could be searched before it."""
    for fold in folds:
        form = cheapest(fold.before, start, scale, prices)
        tick()
        for found, profile in fold.orders:
            yield Checked(found, profile, form)


def _figures(orders: Iterable[Checked], policy: Policy, draw: Draw) -> Mapping[str, Figure]:
    """Return what each order's own form would have told, counted over all of them."""
    policies: dict[int, Policy] = {}
    verdicts = []
    for one in orders:
        if id(one.form) not in policies:
            policies[id(one.form)] = applied(one.form, policy)
        verdicts.append(retold(one.found, policies[id(one.form)]))
    return figures_of(verdicts, RESONANCE, draw)


def _gain(
    orders: Sequence[Checked], start: Form, scale: Scale, prices: Prices, draw: Draw
) -> tuple[Figure, int]:
    """
    Return what the searched forms save on 1000 orders that came later, with its interval.

    And on how many orders they say something else: of a few the interval knows too little.
    """
    cells: Counter[tuple[float, float]] = Counter()
    for one in orders:
        saved = difference_of(one.profile, start, one.form, scale, prices)
        cells[float(f"{one.found.weight:.1e}"), saved] += 1
    exact = sorted(cells.items())
    if not exact:
        return Figure(None, None, None), 0

    def per_1000(counts: Sequence[int]) -> float | None:
        weighed = [(cell, n) for (cell, _), n in zip(exact, counts, strict=True)]
        whole = sum(weight * n for (weight, _), n in weighed)
        return sum(1000 * w * saved * n for (w, saved), n in weighed) / whole if whole else None

    value = per_1000([n for _, n in exact])
    rounds = sorted(
        found for _ in range(ROUNDS) if (found := per_1000([draw(n) for _, n in exact])) is not None
    )
    interval = rounds[len(rounds) * 25 // 1000], rounds[len(rounds) * 975 // 1000]
    return Figure(value, *interval), sum(n for (_, saved), n in exact if saved)
