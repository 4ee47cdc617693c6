"""Tests of the ledger of holds: when one is open, and who may take it away."""

from collections.abc import Collection
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.holds import Hold, NotAllowed, NothingToRelease, Release, choose_release, open_holds
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
    assert open_holds([hold], at) == ((hold,) if stops else ())


def test_open_holds_come_oldest_first() -> None:
    assert open_holds([MANUAL, GONE, RISK, RED], NOW) == (RED, RISK, MANUAL)


@pytest.mark.parametrize(
    ("by", "role", "wanted", "outcome"),
    [
        # without a name only one's own goes
        ("李雷", Role.OPERATOR, None, Release(holds=(MANUAL,))),
        ("王敏", Role.APPROVER, None, NothingToRelease(others=(RED, RISK, MANUAL))),
        # by reason or by id only that one
        ("王敏", Role.APPROVER, ["RESONANCE_RED"], Release(holds=(RED,))),
        ("王敏", Role.APPROVER, ["h-1"], Release(holds=(RED,))),
        ("王敏", Role.APPROVER, ["h-2"], Release(holds=(MANUAL,))),
        ("王敏", Role.APPROVER, ["RESONANCE_RED", "MANUAL"], Release(holds=(RED, MANUAL))),
        # a hold that is gone, or never was, is nothing to release
        ("王敏", Role.APPROVER, ["h-4"], NothingToRelease(others=(RED, RISK, MANUAL))),
        ("王敏", Role.APPROVER, ["NO_SUCH"], NothingToRelease(others=(RED, RISK, MANUAL))),
        ("王敏", Role.APPROVER, [], NothingToRelease(others=(RED, RISK, MANUAL))),
        # not everybody may
        ("李雷", Role.OPERATOR, ["RESONANCE_RED"], NotAllowed(hold=RED)),
        ("王敏", Role.APPROVER, ["RISK"], NotAllowed(hold=RISK)),
        ("陈总", Role.ADMIN, ["RISK"], Release(holds=(RISK,))),
        # one that may not go keeps all that were asked for
        ("王敏", Role.APPROVER, ["RESONANCE_RED", "RISK"], NotAllowed(hold=RISK)),
        # whoever set it may take it back, whatever the role
        ("李雷", Role.VIEWER, ["MANUAL"], Release(holds=(MANUAL,))),
        ("观众", Role.VIEWER, ["MANUAL"], NotAllowed(hold=MANUAL)),
    ],
)
def test_a_release_takes_away_what_was_meant_and_allowed(
    by: str,
    role: Role,
    wanted: Collection[str] | None,
    outcome: Release | NothingToRelease | NotAllowed,
) -> None:
    holds = [RED, MANUAL, RISK, GONE]

    assert choose_release(holds, by=by, role=role, wanted=wanted, now=NOW) == outcome


@settings(max_examples=50, deadline=None)
@given(
    st.sets(st.sampled_from([RED, MANUAL, RISK, GONE])),
    st.sets(st.sampled_from(["h-1", "h-2", "h-3", "RESONANCE_RED", "MANUAL", "RISK"])),
    st.sampled_from(Role),
)
def test_a_release_never_touches_a_hold_that_was_not_named(
    holds: set[Hold], wanted: set[str], role: Role
) -> None:
    outcome = choose_release(holds, by="王敏", role=role, wanted=wanted, now=NOW)

    if isinstance(outcome, Release):
        assert all(h.id in wanted or h.reason in wanted for h in outcome.holds)
        assert all(h.is_open(NOW) for h in outcome.holds)
        assert all(role.rank >= h.release_role.rank for h in outcome.holds if h.owner != "王敏")
