"""Tests of similar cases: what a card says of past orders, and when it says that this is new."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.similar import NAMED, PastCase, similar
from tests.builders import NOON

DAY = timedelta(days=1)


def a_case(number: int, days: float, *outcomes: str) -> PastCase:
    return PastCase(order_no=f"o{number}", opened_at=NOON - days * DAY, outcomes=outcomes)


def test_an_order_told_of_twice_is_one_order_with_all_its_outcomes() -> None:
    found = similar(
        [a_case(1, 1, "refund"), a_case(1, 1, "bad_review"), a_case(1, 40), a_case(2, 3, "refund")],
        opened_at=NOON,
        limit=200,
    )

    assert (found.count, found.new, found.more) == (2, False, False)
    assert found.outcomes == (("refund", 2), ("bad_review", 1))
    assert found.named[0] == a_case(1, 1, "bad_review", "refund")


def test_a_pattern_is_new_when_thirty_days_have_not_seen_it() -> None:
    assert similar([], opened_at=NOON, limit=200).new
    assert similar([a_case(1, 31)], opened_at=NOON, limit=200).new
    assert not similar([a_case(1, 30)], opened_at=NOON, limit=200).new


@given(st.lists(st.builds(a_case, st.integers(0, 30), st.floats(0, 90)), max_size=60))
def test_at_most_five_are_named_and_they_are_the_latest(cases: list[PastCase]) -> None:
    cases.sort(key=lambda c: c.opened_at, reverse=True)
    found = similar(cases, opened_at=NOON, limit=50)
    latest = list(dict.fromkeys(c.order_no for c in cases))

    assert [c.order_no for c in found.named] == latest[:NAMED]
    assert found.count == len(latest)
    assert found.more == (len(cases) >= 50)
