"""When many alerts are one card, who still gets a card of their own, and when it is over."""

from datetime import timedelta

import pytest

from rules.alerts.flapping import is_flapping
from rules.delivery.policy import DeliveryPolicy, quota_left
from rules.delivery.storms import APART, Plan, Queue, is_over, next_picture, plan
from tests.builders import NOON

POLICY = DeliveryPolicy()


@pytest.mark.parametrize(
    ("red", "orange", "recent", "alone", "expected"),
    [
        (0, 1, 0, None, APART),
        (0, 5, 0, None, APART),
        (0, 6, 0, None, Plan(red_alone=0, merge=True)),
        (0, 1, 5, None, Plan(red_alone=0, merge=True)),
        (3, 47, 0, None, Plan(red_alone=3, merge=True)),
        (9, 0, 0, None, Plan(red_alone=5, merge=True)),
        (1, 0, 5, None, Plan(red_alone=1, merge=False)),
        (2, 1, 0, 4, Plan(red_alone=1, merge=True)),
        (2, 0, 0, 0, Plan(red_alone=2, merge=False)),
    ],
)
def test_red_keeps_its_own_card_and_the_rest_is_merged(
    red: int, orange: int, recent: int, alone: int | None, expected: Plan
) -> None:
    queue = Queue(red=red, orange=orange, recent=recent)

    assert plan(queue, POLICY, red_alone=alone) == expected


def test_with_a_group_wait_two_that_waited_together_are_one_card() -> None:
    policy = DeliveryPolicy(group_wait=timedelta(seconds=30))

    assert plan(Queue(red=0, orange=2), policy, red_alone=None).merge
    assert not plan(Queue(red=0, orange=1), policy, red_alone=None).merge


def test_a_storm_is_over_when_it_was_calm_and_nothing_waits() -> None:
    later = NOON + timedelta(seconds=10)

    assert is_over(NOON, later, POLICY, queued=0)
    assert not is_over(NOON, later, POLICY, queued=1)
    assert not is_over(NOON, later - timedelta(microseconds=1), POLICY, queued=0)


def test_the_card_is_drawn_at_once_and_then_at_most_each_interval() -> None:
    assert next_picture(None, NOON, POLICY, redraws=True) == NOON
    assert next_picture(NOON, NOON, POLICY, redraws=True) == NOON + timedelta(seconds=5)
    assert next_picture(NOON, NOON, POLICY, redraws=False) == NOON + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("used", "red", "left"),
    [(0, False, 80), (79, False, 1), (80, False, 0), (80, True, 20), (100, True, 0)],
)
def test_a_fifth_of_a_quota_is_kept_for_red(used: int, left: int, *, red: bool) -> None:
    assert quota_left(100, used, red=red) == left


def test_four_changes_of_mind_are_flapping() -> None:
    assert not is_flapping(3)
    assert is_flapping(4)
