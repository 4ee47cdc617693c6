"""Sweeps: each has nothing to do where nothing happened, and does what is due once."""

import pytest

from handlers.sweeps import SWEEPS
from rules.vocabulary import AlertState
from tests.builders import minutes
from tests.harness import Harness


def _sweep(h: Harness, name: str) -> int:
    return h.database.do(lambda tx: SWEEPS[name](tx, h.deps, h.now))


@pytest.mark.parametrize("name", SWEEPS)
def test_a_sweep_has_nothing_to_do_where_nothing_happened(h: Harness, name: str) -> None:
    assert _sweep(h, name) == 0


@pytest.mark.parametrize("name", SWEEPS)
def test_a_sweep_comes_to_an_end_and_a_second_one_finds_nothing(h: Harness, name: str) -> None:
    h.ordered()
    h.turns_red()
    h.now += minutes(6)

    portions = 0
    while _sweep(h, name):
        portions += 1
        assert portions < 10

    assert _sweep(h, name) == 0


def test_a_hold_with_an_end_ends_once_and_the_order_may_leave(h: Harness) -> None:
    h.ordered()
    h.locks("1024", by="wms", expires=h.now + minutes(5))
    assert not h.scan("1024").allow

    h.now += minutes(5)

    assert [_sweep(h, "expiries"), _sweep(h, "expiries")] == [1, 0]
    assert h.scan("1024").allow


def test_a_claim_without_progress_is_reminded_and_then_given_back(h: Harness) -> None:
    h.ordered()
    h.turns_orange()
    h.says("认领 1024", by="李雷")

    def state() -> AlertState:
        return h.database.look(lambda tx: tx.alerts.latest_of(["1024"])["1024"].state)

    seen = []
    for minute in (61, 16):
        h.now += minutes(minute)
        _sweep(h, "claims")
        seen.append(state())

    assert seen == [AlertState.CLAIMED, AlertState.OPEN]
