"""Tests of lift: counts against brute force, chance against exact fractions, noise says nothing."""

import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.events.event import Event
from rules.insight.asking import Asked, Happening
from rules.insight.cases import case_of
from rules.insight.lift import (
    CHANCE,
    FEWEST,
    Case,
    Dimension,
    Lifts,
    at_least_by_chance,
    lifts_of,
    wilson,
)
from rules.resonance.policy import Policy
from tests.builders import SHANGHAI
from tests.cancelled_orders import LAST, thousand_orders

CANCELLED = Asked(first=Happening.PAID, second=Happening.CANCELLED, within=timedelta(hours=2))
RUNS, ALL_RUNS = 100, 2000


def cases_of(events: list[Event], asked: Asked = CANCELLED) -> list[Case]:
    by_order: defaultdict[str | None, list[Event]] = defaultdict(list)
    for event in events:
        by_order[event.order_no].append(event)
    now, since = LAST + timedelta(days=1), LAST - timedelta(days=29)
    found = (
        case_of(one, asked, since=since, now=now, policy=Policy(timezone=SHANGHAI))
        for one in by_order.values()
    )
    return [case for case in found if case is not None]


def named(found: Lifts) -> list[tuple[Dimension, str]]:
    return [(one.dimension, one.value) for one in found.segments]


def test_the_figures_of_the_article_come_out_of_its_orders() -> None:
    found = lifts_of(cases_of(thousand_orders()))

    assert (found.orders, found.hits, found.share) == (1000, 100, Fraction(1, 10))
    assert named(found) == [
        (Dimension.HOUR, "44-47"), (Dimension.SIGNAL, "popup"), (Dimension.TIER, "3"),
    ]  # fmt: skip
    evening, popup, small = found.segments
    assert float(evening.of_hits) == pytest.approx(0.73, abs=0.001)
    assert float(small.of_hits) == pytest.approx(0.89, abs=0.001)
    assert float(popup.lift) == pytest.approx(3.2, abs=0.1)
    assert (popup.orders, popup.hits) == (250, 80)
    assert popup.low < Decimal("0.32") < popup.high


def test_noise_of_the_same_size_is_no_segment_in_95_of_100_runs(*, full_proof: bool) -> None:
    runs, silent = ALL_RUNS if full_proof else RUNS, 0
    cases = cases_of(thousand_orders())
    for seed in range(runs):
        followed = [case.followed for case in cases]
        random.Random(seed).shuffle(followed)  # noqa: S311 - the noise
        noise = [
            Case(slot=case.slot, traits=case.traits, followed=one)
            for case, one in zip(cases, followed, strict=True)
        ]
        silent += not lifts_of(noise).segments

    assert silent >= 0.95 * runs


@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))
    ),
    st.data(),
)
def test_chance_is_that_of_drawing_blindly(
    sizes: tuple[int, int, int], data: st.DataObject
) -> None:
    orders, hits, drawn = sizes
    found = data.draw(st.integers(max(0, drawn + hits - orders), min(hits, drawn)))
    ways = sum(
        comb(hits, one) * comb(orders - hits, drawn - one)
        for one in range(found, min(hits, drawn) + 1)
    )
    exact = Fraction(ways, comb(orders, drawn))

    chance = at_least_by_chance(orders, hits, drawn, found)

    if found * orders > hits * drawn:
        assert chance == pytest.approx(float(exact), rel=1e-9)
    else:
        assert chance == 1.0


def test_chance_of_very_many_orders_neither_overflows_nor_vanishes() -> None:
    assert 0.0 < at_least_by_chance(1_000_000, 50_000, 20_000, 1_200) < 1e-9
    assert at_least_by_chance(1_000_000, 500_000, 400_000, 400_000) == 0.0
    assert at_least_by_chance(1_000_000, 50_000, 20_000, 900) == 1.0


@pytest.mark.parametrize(
    ("hits", "orders", "low", "high"),
    [(10, 20, "0.2993", "0.7007"), (0, 20, "0.0000", "0.1611"), (20, 20, "0.8389", "1.0000"),
     (80, 250, "0.2653", "0.3802"), (0, 0, "0.0000", "1.0000")],
)  # fmt: skip
def test_the_interval_is_wilsons(hits: int, orders: int, low: str, high: str) -> None:
    step = Decimal("0.0001")
    found = wilson(hits, orders)
    assert (str(found[0].quantize(step)), str(found[1].quantize(step))) == (low, high)


TRAITS = [(Dimension.SHOP, "a"), (Dimension.SHOP, "b"), (Dimension.SIGNAL, "popup"),
          (Dimension.CATEGORY, "鞋")]  # fmt: skip


@st.composite
def some_cases(draw: st.DrawFn) -> list[Case]:
    """Draw groups of like orders, on some of which it follows often."""
    groups = draw(st.lists(
        st.tuples(st.integers(0, 47), st.sets(st.sampled_from(TRAITS)), st.integers(0, 30),
                  st.integers(0, 30)),
        max_size=12,
    ))  # fmt: skip
    return [
        Case(slot=slot, traits=frozenset(traits), followed=followed)
        for slot, traits, hits, misses in groups
        for followed, number in ((True, hits), (False, misses))
        for _ in range(number)
    ]


def has(case: Case, dimension: Dimension, value: str) -> bool:
    if dimension is not Dimension.HOUR:
        return (dimension, value) in case.traits
    first, until = map(int, value.split("-"))
    return any(slot % 48 == case.slot for slot in range(first, until))


@given(some_cases(), st.randoms())
def test_each_segment_counts_its_orders_and_is_real(cases: list[Case], dice: random.Random) -> None:
    found = lifts_of(cases)
    hits = sum(case.followed for case in cases)

    assert (found.orders, found.hits) == (len(cases), hits)
    assert list(found.segments) == sorted(found.segments, key=lambda one: -one.lift)
    for one in found.segments:
        inside = [case for case in cases if has(case, one.dimension, one.value)]
        inside_hits = sum(case.followed for case in inside)
        assert (one.orders, one.hits) == (len(inside), inside_hits)
        assert one.orders >= FEWEST
        assert one.share == Fraction(inside_hits, len(inside))
        assert one.lift == one.share / Fraction(hits, len(cases))
        assert one.of_hits == Fraction(inside_hits, hits)
        assert one.low <= Decimal(one.hits) / one.orders <= one.high
        # Holm is never less strict than a single test, and never stricter than Bonferroni.
        assert at_least_by_chance(len(cases), hits, one.orders, one.hits) <= CHANCE
    for trait in TRAITS:
        inside = [case for case in cases if trait in case.traits]
        chance = at_least_by_chance(
            len(cases), hits, len(inside), sum(case.followed for case in inside)
        )
        if FEWEST <= len(inside) < len(cases) and chance <= CHANCE / found.tried:
            assert trait in named(found)
    dice.shuffle(cases)
    assert lifts_of(cases) == found


def test_a_time_of_day_may_pass_midnight_and_thin_halves_are_one_hour() -> None:
    often = [Case(slot=slot, followed=True) for slot in (46, 47, 0, 1) for _ in range(15)]
    rest = [Case(slot=20, followed=False) for _ in range(400)]

    assert named(lifts_of(often + rest)) == [(Dimension.HOUR, "46-50")]


def test_nineteen_orders_are_silent_and_so_is_what_all_have_in_common() -> None:
    every = frozenset({(Dimension.SHOP, "a")})
    few = every | {(Dimension.SIGNAL, "popup")}
    rest = [Case(slot=n % 48, traits=every, followed=False) for n in range(960)]
    nineteen = [Case(slot=n, traits=few, followed=True) for n in range(19)]

    assert lifts_of(nineteen + rest).segments == ()
    found = lifts_of([*nineteen, Case(slot=19, traits=few, followed=True), *rest])
    assert named(found) == [(Dimension.SIGNAL, "popup")]


def test_of_nothing_nothing_is_said() -> None:
    found = lifts_of([])
    assert (found.orders, found.tried, found.share) == (0, 0, Fraction(0))
    assert not found.segments
