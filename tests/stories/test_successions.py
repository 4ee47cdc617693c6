"""Stories of merged and split orders: what is said against an original holds what it goes on as."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from rules.delivery.calls import CallAction
from rules.vocabulary import ScanCode
from tests.builders import an_event
from tests.harness import Harness

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("told", list(permutations(("created", "split", "cancelled"))))
def test_what_an_order_was_split_into_is_held_and_over_once_the_order_is_cancelled(
    h: Harness, told: tuple[str, ...]
) -> None:
    at = h.now
    h.pass_time(HOUR)
    data: dict[str, dict[str, Any]] = {"split": {"into": ["2048", "2049"]}, "cancelled": {}}
    for no in ("2048", "2049"):
        h.ordered(no)
    for kind in told:
        if kind == "created":
            h.ordered("1024")
        else:
            h.takes(an_event(f"order.{kind}", at=at, received_at=h.now, **data[kind]))

    assert h.scan("P2048").code is h.scan("P2049", scan_id="s-2").code is ScanCode.CANCELLED
    (hold,) = h.order()["holds"]
    assert hold["reason"] == "ORIGIN_CANCELLED"
    reply = h.says("未发货")
    assert reply is not None
    assert "204" not in reply.text
    h.restart()
    assert h.scan("P2048", scan_id="s-3").code is ScanCode.CANCELLED
    h.read()


def test_an_original_that_nobody_described_holds_what_it_was_split_into_as_well(h: Harness) -> None:
    h.ordered("2048")
    h.happens("order.split", into=["2048"])
    h.happens("order.cancelled")

    assert h.scan("P2048").code is ScanCode.CANCELLED
    h.read()


def test_of_a_merged_order_one_part_that_is_cancelled_holds_it_until_somebody_lets_it_go(
    h: Harness,
) -> None:
    for no in ("1024", "1025", "2048"):
        h.ordered(no)
    for no in ("1024", "1025"):
        h.happens("order.merged", no, into="2048")
    h.pass_time(HOUR)
    h.happens("order.cancelled", "1025")

    assert h.scan("P2048").code is ScanCode.CANCELLED
    reply = h.says("未发货")
    assert reply is not None
    assert "2048" in reply.text, "the other part is still wanted"
    for _ in range(2):  # it says first what still holds
        h.says("放行 1025 已取出那一件")
    assert h.scan("P2048", scan_id="s-2").allow
    h.read()


def test_a_cancellation_by_which_a_system_splits_holds_nothing(h: Harness) -> None:
    for no in ("1024", "2048"):
        h.ordered(no)
    h.happens("order.cancelled")
    h.pass_time(HOUR)
    h.happens("order.split", into=["2048"])

    assert h.scan("P2048").allow
    h.read()


def test_a_warehouse_goes_on_with_a_successor_only_when_its_original_may_go(h: Harness) -> None:
    h.gateways = {"hz-1": "wms-hz"}

    def calls() -> list[tuple[str, str]]:
        h.deliver()
        made = [out.call for out in h.calls if out.call is not None]
        h.calls.clear()
        return [(call.action, call.order_no) for call in made]

    for no in ("1024", "2048"):
        h.ordered(no)
    h.happens("order.split", into=["2048"])
    h.locks("1024", by="finance")
    h.locks("2048", by="risk")
    assert calls() == [(CallAction.LOCK, "1024"), (CallAction.LOCK, "2048")]

    h.releases("2048", by="risk")
    h.pass_time(HOUR)
    assert (CallAction.RELEASE, "2048") not in calls()
    h.releases("1024", by="finance")
    assert {call for call in calls() if call[0] == CallAction.RELEASE} == {
        (CallAction.RELEASE, "1024"),
        (CallAction.RELEASE, "2048"),
    }
    h.read()
