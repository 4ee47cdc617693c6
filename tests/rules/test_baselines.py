"""Tests of what is usual: from enough samples or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.resonance.baselines import median, percentile_95

values = st.lists(st.decimals(min_value=0, max_value=10**6, places=1), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("samples", "found"),
    [(19, None), (20, Decimal("9.5")), (21, Decimal(10))],
)
def test_a_median_needs_twenty_samples(samples: int, found: Decimal | None) -> None:
    assert median([Decimal(n) for n in range(samples)], at_least=20) == found


@pytest.mark.parametrize(
    ("samples", "found"),
    [(19, None), (20, 19), (21, 20), (100, 95), (101, 96)],
)
def test_a_95th_percentile_is_the_nearest_rank(samples: int, found: int | None) -> None:
    assert percentile_95([Decimal(n + 1) for n in range(samples)], at_least=20) == found


@settings(max_examples=60, deadline=None)
@given(values)
def test_half_of_the_samples_are_at_most_the_median_and_95_percent_the_percentile(
    samples: list[Decimal],
) -> None:
    middle = median(samples, at_least=1)
    high = percentile_95(samples, at_least=1)

    assert middle is not None
    assert high is not None
    below = sum(v <= middle for v in samples)
    assert Fraction(below, len(samples)) >= Fraction(1, 2)
    assert sum(v >= middle for v in samples) * 2 >= len(samples)
    assert Fraction(sum(v <= high for v in samples), len(samples)) >= Fraction(95, 100)
    assert Fraction(sum(v < high for v in samples), len(samples)) < Fraction(95, 100)


def test_the_order_of_samples_does_not_matter() -> None:
    samples = [Decimal(n) for n in (5, 1, 9, 3)]

    assert median(samples, at_least=1) == median(samples[::-1], at_least=1) == 4
