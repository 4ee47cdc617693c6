"""Tests of the breaker's arithmetic: how many orders the machine may lock by itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.resonance.breaker import Limits

LIMITS = Limits()


@pytest.mark.parametrize(
    ("locks", "orders", "allowed"),
    [
        (0, 0, True), (49, 499, True), (50, 499, False), (50, 100_000, False),
        (9, 500, True), (10, 500, False), (10, 549, False), (10, 550, True), (49, 2_500, True),
    ],
)  # fmt: skip
def test_one_more_lock_keeps_to_both_limits(locks: int, orders: int, allowed: bool) -> None:  # noqa: FBT001
    assert LIMITS.allow(locks=locks, orders=orders) is allowed


@given(
    st.integers(0, 200),
    st.integers(0, 20_000),
    st.integers(0, 100),
    st.decimals(0, 1, places=3, allow_nan=False),
)
def test_counting_no_further_than_needed_decides_the_same(
    locks: int, orders: int, per_hour: int, share: Decimal
) -> None:
    limits = Limits(per_hour=per_hour, share=share)
    counted = min(orders, limits.orders_needed(locks)) if limits.asks_for_share(locks) else 0

    assert limits.allow(locks=locks, orders=counted) is limits.allow(locks=locks, orders=orders)


@given(st.lists(st.booleans(), max_size=300), st.integers(0, 60))
def test_the_machine_never_locks_more_than_the_limit(reds: list[bool], per_hour: int) -> None:
    limits, locks = Limits(per_hour=per_hour), 0
    for orders, red in enumerate(reds, start=1):
        if red and limits.allow(locks=locks, orders=orders):
            locks += 1

    assert locks == min(per_hour, sum(reds))


def test_no_share_at_all_means_that_people_lock_from_the_first_counted_order() -> None:
    limits = Limits(share=Decimal(0))

    assert limits.allow(locks=0, orders=499)
    assert not limits.allow(locks=0, orders=500)
    assert limits.orders_needed(0) == 500
