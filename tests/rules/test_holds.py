"""Tests of the ledger of holds: when one is open, and who may take it away."""

from collections.abc import Collection
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.shipping.holds import Hold, meant, open_holds
from rules.vocabulary import Role
from tests.builders import NOON, a_hold, hours, minutes, seconds

RED = a_hold()
MANUAL = a_hold(
    "MANUAL", hold_id="h-2", owner="李雷", since=NOON + minutes(1), release_role=Role.OPERATOR
)
RISK = a_hold("RISK", hold_id="h-3", owner="risk", release_role=Role.ADMIN)
GONE = a_hold("MANUAL", hold_id="h-4", owner="王敏", released_at=NOON, released_by="王敏")
NOW = NOON + hours(1)


@pytest.mark.parametrize(
    ("hold", "at", "stops"),
    [
        (a_hold(), NOON - seconds(1), False),
        (a_hold(), NOON, True),
        (a_hold(), NOON + hours(9999), True),
        (a_hold(expires=NOON + hours(1)), NOON + hours(1) - seconds(1), True),
        (a_hold(expires=NOON + hours(1)), NOON + hours(1), False),  # to the instant
        (a_hold(released_at=NOON + hours(1)), NOON + hours(1) - seconds(1), True),
        (a_hold(released_at=NOON + hours(1)), NOON + hours(1), False),
    ],
)
def test_a_hold_stops_the_order_from_its_beginning_to_its_end(
    hold: Hold, at: datetime, *, stops: bool
) -> None:
    assert hold.is_open(at) is stops
    assert open_holds([hold], at) == ((hold,) if stops or at < hold.since else ())


def test_a_hold_that_is_known_stops_the_order_whatever_the_clock_of_who_set_it() -> None:
    ahead = a_hold(since=NOW + seconds(1), expires=NOW + hours(1))
    assert open_holds([ahead], NOW) == (ahead,)
    assert open_holds([ahead], NOW + hours(1)) == ()


def test_open_holds_come_oldest_first() -> None:
    assert open_holds([MANUAL, GONE, RISK, RED], NOW) == (RED, RISK, MANUAL)


@pytest.mark.parametrize(
    ("by", "wanted", "chosen"),
    [
        # without a name only one's own goes
        ("李雷", None, (MANUAL,)),
        ("王敏", None, ()),
        # by reason or by id only that one
        ("王敏", ["RESONANCE_RED"], (RED,)),
        ("王敏", ["h-1"], (RED,)),
        ("王敏", ["h-2"], (MANUAL,)),
        ("王敏", ["RESONANCE_RED", "MANUAL"], (RED, MANUAL)),
        # a hold that is gone, or never was, is nothing to release
        ("王敏", ["h-4"], ()),
        ("王敏", ["NO_SUCH"], ()),
        ("王敏", [], ()),
    ],
)
def test_a_release_takes_away_what_was_meant(
    by: str, wanted: Collection[str] | None, chosen: tuple[Hold, ...]
) -> None:
    assert meant(open_holds([RED, MANUAL, RISK, GONE], NOW), by=by, wanted=wanted) == chosen


@settings(max_examples=50, deadline=None)
@given(
    st.sets(st.sampled_from([RED, MANUAL, RISK, GONE])),
    st.sets(st.sampled_from(["h-1", "h-2", "h-3", "RESONANCE_RED", "MANUAL", "RISK"])),
)
def test_a_release_never_touches_a_hold_that_was_not_named(
    holds: set[Hold], wanted: set[str]
) -> None:
    chosen = meant(open_holds(holds, NOW), by="王敏", wanted=wanted)

    assert all(h.id in wanted or h.reason in wanted for h in chosen)
    assert all(h.is_open(NOW) for h in chosen)
