"""Tests of physical events: one for each parcel and thing that happens, named by all layers."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.events.event import Event
from rules.statuses.layers import layers_of
from rules.statuses.physical import PhysicalEvent
from tests.builders import NOON, ORDER, a_status, a_trace, an_event, an_order, hours

PAID = an_event("order.paid", at=NOON, amount="199.00")


def happened(*events: Event, order_no: str = ORDER) -> tuple[PhysicalEvent, ...]:
    """Return what happened to the parcels of a paid order."""
    return layers_of(order_no, [an_order(), PAID, *events]).happened


def announced(parcel_id: str, tracking_no: str) -> Event:
    """Return `parcel.created`."""
    told = an_event("parcel.created", at=NOON, parcel_id=parcel_id, tracking_no=tracking_no)
    return told._replace(id=f"{parcel_id}{tracking_no}")


SIX = (
    a_status("wms", "LOADED", at=NOON + hours(1)),
    a_status("erp", "已过账", at=NOON + hours(2)),
    a_trace("已揽收", at=NOON + hours(3), tracking_no="SF1"),
    a_trace("已揽收", at=NOON + hours(26), tracking_no="SF2"),
    a_trace("3", at=NOON + hours(30), tracking_no="SF1"),
    a_trace("3", at=NOON + hours(50), tracking_no="SF2"),
)


def test_an_order_of_two_parcels_has_two_hand_overs_and_two_signatures() -> None:
    found = happened(*SIX)

    said = [(one.happening, one.parcel, one.at, one.business, one.finance) for one in found]
    left, there = ("on_the_way", "accrual_ready"), ("delivered", "revenue_due")
    assert said == [
        ("handed_over", "SF1", NOON + hours(1), *left),
        ("handed_over", "SF2", NOON + hours(26), *left),
        ("signed", "SF1", NOON + hours(30), *there),
        ("signed", "SF2", NOON + hours(50), *there),
    ]
    assert len({one.id for one in found}) == 4
    assert found[1].base == {"carrier": "已揽收", "erp": "已过账", "wms": "LOADED"}
    assert not {one.id for one in found} & {one.id for one in happened(*SIX, order_no="4096")}


def test_no_order_of_arrival_and_no_repetition_changes_them() -> None:
    expected = happened(*SIX)

    for turned in permutations(SIX):
        assert happened(*turned, turned[0]) == expected


def test_what_is_told_in_its_time_keeps_its_name_while_more_becomes_known() -> None:
    known: set[str] = set()
    for count in range(len(SIX) + 1):
        names = {one.id for one in happened(*SIX[:count])}
        assert known <= names
        known = names
    (before,) = happened(SIX[0])
    (after,) = happened(SIX[0], a_trace("已揽收", at=NOON + hours(3), tracking_no="sf1 "))
    assert (before.id, before.parcel, after.parcel) == (after.id, "", "SF1")


@given(st.lists(st.sampled_from(SIX), unique_by=lambda event: event.id), st.data())
def test_each_parcel_that_a_carrier_moves_is_one_hand_over(
    events: Sequence[Event], data: st.DataObject
) -> None:
    found = happened(*data.draw(st.permutations(events)))

    traced = [e for e in events if e.type == "carrier.trace"]
    for kind, words in (("handed_over", {"已揽收", "3"}), ("signed", {"3"})):
        moved = {e.data["tracking_no"] for e in traced if e.data["state"] in words}
        spoken = kind == "handed_over" and len(events) > len(traced)
        parcels = sorted(one.parcel for one in found if one.happening == kind)
        assert parcels == sorted(moved or {""} if spoken else moved)


def test_a_parcel_under_a_new_number_is_the_one_that_left() -> None:
    first = a_trace("已揽收", at=NOON + hours(3), tracking_no="SF1")
    later = a_trace("已揽收", at=NOON + hours(9), tracking_no="SF9")

    assert len(happened(first, later)) == 2
    (one,) = happened(first, later, announced("P1", "SF1"), announced("P1", "SF9"))
    assert (one.parcel, one.at) == ("SF1", NOON + hours(3))


@pytest.mark.parametrize(
    ("events", "finance"),
    [
        ([an_event("order.cancelled")], "refund_liability"),
        ([an_event("refund.requested", at=NOON + hours(1))], "refund_liability"),
        ([an_event("refund.paid", at=NOON + hours(1), amount="199.00")], "refunded"),
    ],
)
def test_the_books_say_of_it_only_what_rests_on_a_payment(
    events: list[Event], finance: str
) -> None:
    loaded = a_status("wms", "LOADED", at=NOON)

    (one,) = happened(loaded, *events)
    assert one.finance == finance
    (unpaid,) = layers_of(ORDER, [an_order(), loaded]).happened
    assert unpaid.finance == "unpaid"
