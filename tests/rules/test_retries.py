"""Tests of how long a failed message is tried."""

from datetime import timedelta

from rules.delivery.retries import BACKOFF, wait_before


def test_a_failed_message_is_tried_for_about_an_hour_and_then_given_up() -> None:
    waits = [wait_before(n, jitter=0) for n in range(1, len(BACKOFF) + 1)]

    assert waits == list(BACKOFF)
    assert list(BACKOFF) == sorted(BACKOFF)
    assert timedelta(minutes=45) < sum(BACKOFF, timedelta()) < timedelta(minutes=75)
    assert wait_before(len(BACKOFF) + 1, jitter=0) is None


def test_jitter_spreads_the_next_try_by_at_most_a_quarter() -> None:
    assert wait_before(1, jitter=1) == BACKOFF[0] * 1.25
    assert wait_before(1, jitter=0.5) == BACKOFF[0] * 1.125
