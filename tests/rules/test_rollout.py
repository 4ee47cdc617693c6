"""A share of orders, and when a policy that judges it goes back or on."""

from decimal import Decimal
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.resonance.rollout import (
    Guard,
    RolloutRules,
    Tally,
    at_least,
    in_share,
    may_judge_all,
    tripped,
)
from tests.builders import NOON, hours

RULES = RolloutRules()
ORDERS = [f"o-{number}" for number in range(20_000)]


@pytest.mark.parametrize("share", ["0.01", "0.1", "0.5"])
@pytest.mark.parametrize("draft", [1, 2, 977])
def test_a_share_is_as_large_as_chance_allows_and_always_the_same_orders(
    share: str, draft: int
) -> None:
    part = Decimal(share)

    mine = [no for no in ORDERS if in_share(no, draft, part)]

    expected, p = float(part) * len(ORDERS), float(part)
    assert abs(len(mine) - expected) < 4 * sqrt(len(ORDERS) * p * (1 - p))
    assert mine == [no for no in ORDERS if in_share(no, draft, part)]
    assert set(mine) <= {no for no in ORDERS if in_share(no, draft, part * 2)}


def test_two_drafts_try_themselves_on_different_orders() -> None:
    one, two = ({no for no in ORDERS if in_share(no, d, Decimal("0.1"))} for d in (1, 2))

    assert abs(len(one & two) - len(ORDERS) / 100) < 4 * sqrt(len(ORDERS) / 100)


@settings(max_examples=30)
@given(st.text(max_size=40), st.integers(1, 10**6))
def test_all_and_none_are_what_they_say(order_no: str, draft: int) -> None:
    assert in_share(order_no, draft, Decimal(1))
    assert not in_share(order_no, draft, Decimal(0))


@pytest.mark.parametrize(
    ("mine", "rest", "guard"),
    [
        ((0, 0, 0), (0, 0, 0), None),
        ((10, 4, 4), (90, 10, 0), Guard.FALSE_ALARMS),
        ((10, 2, 2), (90, 10, 0), None),  # two prove nothing
        ((100, 20, 3), (900, 180, 9), None),  # 3 of 20 is within 20 %
        ((100, 20, 10), (900, 180, 90), None),  # half of them, as everywhere
        ((100, 20, 18), (900, 180, 90), Guard.FALSE_ALARMS),
        ((100, 40, 0), (900, 90, 0), Guard.ALERTS),  # four times as many
        ((100, 21, 0), (900, 90, 0), None),  # twice as many is allowed
        ((20, 3, 0), (180, 0, 0), Guard.ALERTS),
        ((20, 1, 0), (180, 0, 0), None),
        ((20, 20, 0), (0, 0, 0), None),  # there is nothing to compare with
    ],
)
def test_it_goes_back_where_more_than_chance_is_against_it(
    mine: tuple[int, int, int], rest: tuple[int, int, int], guard: Guard | None
) -> None:
    one, other = (Tally(orders=o, loud=a, alerts=a, false=f) for o, a, f in (mine, rest))

    assert tripped(one, other, RULES) is guard


@settings(max_examples=50)
@given(st.integers(1, 500), st.integers(0, 500))
def test_a_lower_bound_lies_below_the_share_and_rises_with_hits(of: int, hits: int) -> None:
    hits = min(hits, of)

    assert 0 <= at_least(hits, of) <= hits / of
    assert hits == of or at_least(hits, of) <= at_least(hits + 1, of)


@pytest.mark.parametrize("usual", [0.03, 0.06, 0.12])
@pytest.mark.parametrize(
    ("times", "least", "most"),
    [(1, 0, 0.02), (2, 0, 0.15), (8, 0.95, 1)],
    ids=["alike", "limit", "bad"],
)
def test_looked_at_after_each_order_chance_takes_back_few_and_what_is_bad_goes(
    usual: float, times: int, least: float, most: float
) -> None:
    rng, trials = Random(7), 400  # noqa: S311 - a play
    back = sum(_taken_back(rng, usual, times) for _ in range(trials))

    assert least <= back / trials <= most


def _taken_back(rng: Random, usual: float, times: int) -> bool:
    """Play a trial of sixty orders beside nine times as many of the rest, looking after each."""
    mine = rest = 0
    for orders in range(1, 61):
        mine += rng.random() < usual * times
        rest += sum(rng.random() < usual for _ in range(9))
        sides = Tally(orders=orders, loud=mine), Tally(orders=9 * orders, loud=rest)
        if tripped(*sides, RULES):
            return True
    return False


def test_it_judges_all_after_its_time_and_on_enough_orders() -> None:
    enough, few = Tally(orders=50), Tally(orders=49)

    assert may_judge_all(enough, NOON, NOON + hours(24), RULES)
    assert not may_judge_all(enough, NOON, NOON + hours(23), RULES)
    assert not may_judge_all(few, NOON, NOON + hours(240), RULES)
