"""Stories of holds that end by themselves before the promised time, and of who is warned (A-49)."""

from datetime import timedelta

import pytest

from rules.shipping.terms import Terms
from rules.vocabulary import ScanCode
from storage.database import Database
from tests.harness import Harness

HOURS = timedelta(hours=1)


def ordered(h: Harness) -> None:
    """Let an order arrive that is promised to ship in six hours."""
    h.ordered(promised_ship_at=(h.now + 6 * HOURS).isoformat())


@pytest.fixture
def e(database: Database) -> Harness:
    """Return a shop whose holds by hand end two hours before the promise."""
    return Harness(database=database, terms=Terms(ends=("MANUAL",)))


def test_a_hold_by_hand_ends_before_the_promise_and_its_owner_is_warned(e: Harness) -> None:
    ordered(e)
    e.says("锁单 1024 地址不对", by="李雷")
    (hold,) = e.order()["holds"]
    assert hold["expires"] is not None

    e.pass_time(3 * HOURS)
    assert e.read("自动解除") == []
    e.pass_time(timedelta(minutes=40))
    (warned,) = e.read("自动解除")
    assert warned.mentions == ("lilei",)
    assert "地址不对" in warned.text
    assert e.scan().code is ScanCode.LOCKED
    e.pass_time(timedelta(minutes=1))
    assert e.read("自动解除") == []  # once

    e.pass_time(HOURS)
    assert e.scan().code is ScanCode.OK


def test_red_does_not_end_by_itself_unless_it_is_listed(e: Harness) -> None:
    ordered(e)
    e.turns_red()

    (hold,) = e.order()["holds"]
    assert (hold["reason"], hold["expires"]) == ("RESONANCE_RED", None)


def test_red_ends_by_itself_where_it_is_listed(database: Database) -> None:
    e = Harness(database=database, terms=Terms(ends=("RESONANCE_RED",)))
    ordered(e)
    e.turns_red()

    (hold,) = e.order()["holds"]
    assert hold["expires"] is not None
    e.pass_time(5 * HOURS)
    assert e.scan().code is ScanCode.OK


def test_what_would_have_ended_already_waits_for_a_person(e: Harness) -> None:
    ordered(e)
    e.now += 5 * HOURS
    e.says("锁单 1024 地址不对")

    (hold,) = e.order()["holds"]
    assert hold["expires"] is None
