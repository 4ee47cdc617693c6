"""Search: the weights, caps and threshold that would have cost a shop least, step by step."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from rules.learning.form import LARGEST_CAP, STEP, Form
from rules.learning.profile import (
    UNIT,
    Group,
    Peak,
    Profile,
    Scale,
    Told,
    kinds_seen,
    loudest_of,
    told_of,
    units,
)

#: A kind that counted for fewer orders keeps its weight: nothing is known of it.
FEWEST = 20
#: However it goes, no more rounds over all kinds than this.
_ROUNDS = 8
#: In tenths, as far as weights and orange are tried.
_HIGHEST = 60
_NEVER = _HIGHEST + 1
#: Pairs of kinds that are tried together, and the weights of the first of them, in tenths.
_PAIRS, _COARSE = 12, range(0, _HIGHEST, 4)
_TENTH = units(STEP) * UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What it costs to tell of an order, and not to have told of one that ends badly."""

    tap: Decimal
    miss: Decimal

    def of(self, told: Told, *, bad: bool) -> float:
        """Return what one order costs."""
        return float(self.tap * told.alerted + self.miss * (bad and not told.hit))


def cheapest(groups: Sequence[Group], start: Form, scale: Scale, prices: Prices) -> Form:
    """
    Return a form that costs less on these orders; `start` where none does by more than chance.

    One kind at a time, every weight and cap of it, then orange, until nothing gets cheaper; then
    two kinds at once, as what tells only together is found by neither alone. It is begun at the
    form that is there and at one in which nothing weighs. A step is taken where what it saves is
    more than its standard error: what a handful of orders say is followed by no weight. No kind
    reaches orange by itself.
    """
    seen = kinds_seen(groups)
    kinds = sorted(kind for kind, orders in seen.items() if orders >= FEWEST)
    nothing = replace(start, weights={**start.weights, **dict.fromkeys(kinds, Decimal(0))})
    ends = [_descended(groups, begin, kinds, scale, prices) for begin in (start, nothing)]
    best = min(ends, key=lambda form: cost_of(groups, form, scale, prices))
    best = _if_it_pays(groups, start, best, scale, prices)
    return _red_kept_rare(groups, start, best, scale)


def _descended(
    groups: Sequence[Group], form: Form, kinds: Sequence[str], scale: Scale, prices: Prices
) -> Form:
    pairs = _pairs(groups, kinds)
    for _ in range(_ROUNDS):
        before = form
        for kind in kinds:
            form = _better_kind(groups, form, kind, scale, prices)
        form = _better_orange(groups, form, scale, prices)
        if form == before:
            for one, other in pairs:
                form = _better_pair(groups, form, (one, other), scale, prices)
        if form == before:
            break
    return form


def _pairs(groups: Sequence[Group], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return the kinds that most often count together, those on bad orders first."""
    together: Counter[tuple[str, str]] = Counter()
    for profile, weight in groups:
        if profile.bad:
            for peak in profile.early:
                for pair in combinations([kind for kind, _ in peak.counts if kind in kinds], 2):
                    together[pair] += weight  # type: ignore[assignment]  # need not be whole
    return [pair for pair, _ in together.most_common(_PAIRS)]


def _better_pair(
    groups: Sequence[Group], form: Form, pair: tuple[str, str], scale: Scale, prices: Prices
) -> Form:
    """Try a coarse grid of weights of one kind, and with each every weight of the other."""
    best, cost = form, cost_of(groups, form, scale, prices)
    for cap in {1, form.caps[pair[0]]}:
        for tenths in _COARSE:
            weight = tenths * STEP
            if weight * cap >= form.orange:
                break
            tried = _better_kind(
                groups, form.with_weight(pair[0], weight, cap), pair[1], scale, prices
            )
            found = cost_of(groups, tried, scale, prices)
            if found < cost:
                best, cost = tried, found
    return _if_it_pays(groups, form, best, scale, prices)


def _better_kind(
    groups: Sequence[Group], form: Form, kind: str, scale: Scale, prices: Prices
) -> Form:
    most = max(
        number for g in groups for p in g.profile.peaks for k, number in p.counts if k == kind
    )
    touched = [g for g in groups if any(k == kind for p in g.profile.peaks for k, _ in p.counts)]
    best, cost = form, cost_of(touched, form, scale, prices)
    for cap in sorted({form.caps[kind], *range(1, min(most, LARGEST_CAP) + 1)}):
        others = replace(
            form, weights={**form.weights, kind: Decimal(0)}, caps={**form.caps, kind: cap}
        )
        costs = _costs_by_weight(touched, others, kind, scale, prices)
        for tenths, found in costs:
            weight = tenths * STEP
            if weight * cap >= form.orange:
                break
            if found < cost:
                best, cost = form.with_weight(kind, weight, cap), found
    return _if_it_pays(touched, form, best, scale, prices)


def _costs_by_weight(
    groups: Sequence[Group], others: Form, kind: str, scale: Scale, prices: Prices
) -> Iterator[tuple[int, float]]:
    """
    Yield what each weight of a kind costs, all of them in one pass over the orders.

    The more it weighs the more orders are told of: each order has a least weight from which on it
    is, and one from which on it is in time.
    """
    tap, miss = float(prices.tap), float(prices.miss)
    orange = units(others.orange) * UNIT
    change = [0.0] * (_NEVER + 1)
    for profile, weight in groups:
        told = 0 if profile.hard else _least(profile.peaks, others, kind, scale, orange)
        change[told] += tap * weight
        if profile.bad:
            early = _least(profile.early, others, kind, scale, orange)
            change[0] += miss * weight
            change[0 if profile.hard_early else early] -= miss * weight
    cost = 0.0
    for tenths in range(_NEVER):
        cost += change[tenths]
        yield tenths, cost


def _least(peaks: frozenset[Peak], others: Form, kind: str, scale: Scale, orange: int) -> int:
    """Return the least weight in tenths with which one of these moments reaches orange."""
    least = _NEVER
    for peak in peaks:
        lacks = orange - scale.score(peak, others)
        if lacks <= 0:
            return 0
        number = next((n for k, n in peak.counts if k == kind), 0)
        if number:
            each = scale.factors[peak.season][kind] * min(number, others.caps[kind])
            if each:
                least = min(least, -(-lacks // (each * units(STEP))))
    return least


def _better_orange(groups: Sequence[Group], form: Form, scale: Scale, prices: Prices) -> Form:
    """Return the form with the orange that costs least: above what any kind adds, below red."""
    tap, miss = float(prices.tap), float(prices.miss)
    change = [0.0] * (_NEVER + 1)  # by the highest orange, in tenths, that still tells of an order
    told_anyway = 0.0
    for profile, weight in groups:
        top = loudest_of(profile.peaks, form, scale) // _TENTH
        if profile.hard:
            told_anyway += tap * weight
        elif top >= 0:
            change[min(top, _NEVER)] += tap * weight
        if profile.bad and not profile.hard_early:
            told_anyway += miss * weight
            early = loudest_of(profile.early, form, scale) // _TENTH
            if early >= 0:
                change[min(early, _NEVER)] -= miss * weight
    best, cost = form, cost_of(groups, form, scale, prices)
    found = told_anyway
    for tenths in range(_NEVER, 0, -1):
        found += change[tenths]
        orange = tenths * STEP
        if form.loudest < orange < form.red and found < cost:
            best, cost = replace(form, orange=orange), found
    return _if_it_pays(groups, form, best, scale, prices)


def _if_it_pays(
    groups: Sequence[Group], before: Form, after: Form, scale: Scale, prices: Prices
) -> Form:
    if after == before:
        return before
    saved = spread = 0.0
    for profile, weight in groups:
        one = difference_of(profile, before, after, scale, prices)
        saved += weight * one
        spread += weight * one * one
    return after if saved > math.sqrt(spread) else before


def difference_of(
    profile: Profile, before: Form, after: Form, scale: Scale, prices: Prices
) -> float:
    """Return what one form saves over another on an order."""
    one, other = (told_of(profile, form, scale) for form in (before, after))
    return prices.of(one, bad=profile.bad) - prices.of(other, bad=profile.bad)


def cost_of(groups: Sequence[Group], form: Form, scale: Scale, prices: Prices) -> float:
    """Return what a form costs on these orders."""
    return sum(
        weight * prices.of(told_of(profile, form, scale), bad=profile.bad)
        for profile, weight in groups
    )


def _red_kept_rare(groups: Sequence[Group], before: Form, after: Form, scale: Scale) -> Form:
    """Raise red until no more orders are locked than before: what a lock costs nobody has said."""
    allowed = sum(g.weight for g in groups if told_of(g.profile, before, scale).red)
    while sum(g.weight for g in groups if told_of(g.profile, after, scale).red) > allowed:
        after = replace(after, red=after.red + STEP)
    return after
