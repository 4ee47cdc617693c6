"""Retests: the front is what walking by each threshold says; intervals are those of shares."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest

from rules.backtest.walk import walk
from rules.learning.profile import profile_of
from rules.learning.retest import estimates, median, share_text, side_of
from rules.learning.summary import Share, summary_of
from rules.learning.trace import retold, trace
from tests.builders import hours
from tests.past_orders import END, SHOP, dice, past_orders


def test_each_point_of_the_front_is_what_walking_by_that_threshold_says() -> None:
    orders = past_orders(dice(5), 60, telling=0.6)
    policy = replace(SHOP, orange=Decimal("1.2"), red=Decimal("2.0"))
    traces = [trace(facts, policy, END) for facts in orders]

    side = side_of(
        summary_of(retold(one, policy) for one in traces), [profile_of(t) for t in traces], policy
    )

    assert [spot.orange for spot in side.front] == [
        Decimal(text) for text in ("0.5", "1.0", "1.2", "1.5", "2.0")
    ]
    for spot in side.front:
        # At red itself nothing is orange; the walk cannot have both at once.
        told = replace(policy, orange=spot.orange, red=max(policy.red, spot.orange + 1))
        by_walking = summary_of(walk(facts, told, END) for facts in orders)
        assert (spot.told.part, spot.told.whole) == (by_walking.alerted, by_walking.orders)
        assert (spot.precision, spot.recall) == (by_walking.precision, by_walking.recall)
    (mine,) = (spot for spot in side.front if spot.orange == side.orange)
    assert mine.recall == side.summary.recall
    assert 0 < mine.told.part < mine.told.whole


def test_counts_and_rates_have_the_intervals_of_their_shares() -> None:
    orders = past_orders(dice(5), 60, telling=0.6)
    policy = replace(SHOP, orange=Decimal("1.2"), red=Decimal("2.0"))
    summary = summary_of(walk(facts, policy, END) for facts in orders)

    found = estimates(summary)

    assert list(found) == [
        "alerts", "alerts_per_1000", "hits", "misses", "precision", "recall", "lead",
    ]  # fmt: skip
    assert [found[name].value for name in ("alerts", "hits", "misses")] == [
        summary.alerts, summary.hits, summary.missed,
    ]  # fmt: skip
    assert found["alerts_per_1000"].value == summary.per_1000
    assert (found["precision"].low, found["precision"].high) == tuple(
        map(Fraction, summary.precision.between)
    )
    assert found["lead"].value == summary.lead
    for name, one in found.items():
        assert one.low <= one.value <= one.high, name  # type: ignore[operator]  # of one kind each


def test_of_nothing_there_is_no_figure() -> None:
    found = estimates(summary_of(()))

    assert {name for name, one in found.items() if one.value is not None} == set()
    assert share_text(Share(part=0, whole=0)) == "—"


@pytest.mark.parametrize("number", [6, 7, 20, 99])
def test_the_median_lies_in_its_interval_at_ninety_five_of_a_hundred(number: int) -> None:
    """A rank is below the median as often as that many coins, of so many, show heads."""
    _, low, high = median(hours(n) for n in range(number))

    assert isinstance(low, timedelta)
    assert isinstance(high, timedelta)
    first, last = (int(one / hours(1)) for one in (low, high))
    inside = sum(comb(number, heads) for heads in range(first + 1, last + 1)) / 2**number
    assert 0.94 <= inside <= 1
    assert (first, last) == (0, number - 1) or inside <= 0.985


def test_few_leads_have_a_median_and_no_interval() -> None:
    assert median([hours(3), hours(1), hours(2), hours(9)]) == (hours(2), None, None)
    assert median([]) == (None, None, None)
