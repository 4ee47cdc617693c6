"""Tests of who is told, and of how long a failed message is tried."""

from datetime import timedelta

import pytest

from rules.delivery.routes import BACKOFF, FALLBACK, Route, Target, route, wait_before
from rules.vocabulary import Level

DING = Target(channel="dingtalk", conversation="cid")
SLACK = Target(channel="slack", conversation="C1")
OPS = Target(channel="console", conversation="ops")

RED_HZ = Route(match={"level": "red", "warehouse": "hz-1"}, to=(DING,), owner="王敏")
RED = Route(match={"level": "red"}, to=(SLACK,), owner="陈总")
ALL = Route(to=(OPS,))


@pytest.mark.parametrize(
    ("routes", "level", "warehouse", "targets", "owner"),
    [
        ((RED_HZ, RED, ALL), Level.RED, "hz-1", (DING,), "王敏"),
        ((RED_HZ, RED, ALL), Level.RED, "sz-1", (SLACK,), "陈总"),
        ((RED_HZ, RED, ALL), Level.ORANGE, "hz-1", (OPS,), None),
        ((RED_HZ, RED), Level.ORANGE, "hz-1", (FALLBACK,), None),  # nobody is never an answer
        ((), Level.RED, None, (FALLBACK,), None),
        ((RED_HZ,), Level.RED, None, (FALLBACK,), None),
    ],
)
def test_the_first_route_that_fits_wins(
    routes: tuple[Route, ...],
    level: Level,
    warehouse: str | None,
    targets: tuple[Target, ...],
    owner: str | None,
) -> None:
    found = route(
        routes, level=level, facts={"warehouse": warehouse, "shop": "s", "platform": None}
    )

    assert (found.targets, found.owner) == (targets, owner)


def test_a_route_may_go_on_and_nobody_is_told_twice() -> None:
    first = Route(match={"level": "red"}, to=(DING, OPS), go_on=True)

    found = route((first, RED, ALL), level=Level.RED, facts={})

    assert found.targets == (DING, OPS, SLACK)
    assert found.owner == "陈总"


def test_a_failed_message_is_tried_for_about_an_hour_and_then_given_up() -> None:
    waits = [wait_before(n, jitter=0) for n in range(1, len(BACKOFF) + 1)]

    assert waits == list(BACKOFF)
    assert list(BACKOFF) == sorted(BACKOFF)
    assert timedelta(minutes=45) < sum(BACKOFF, timedelta()) < timedelta(minutes=75)
    assert wait_before(len(BACKOFF) + 1, jitter=0) is None


def test_jitter_spreads_the_next_try_by_at_most_a_quarter() -> None:
    assert wait_before(1, jitter=1) == BACKOFF[0] * 1.25
    assert wait_before(1, jitter=0.5) == BACKOFF[0] * 1.125
