"""The trace sheet: which side stands against the other two; and between which hands it was lost."""

from itertools import permutations, product

import pytest

from rules.events.event import Event
from rules.statuses.status_map import shipped
from rules.unshipped.causes import Cause, cause_of, is_missed
from rules.unshipped.progress import Progress, progress_of
from rules.unshipped.rate import Rate
from rules.unshipped.sheet import Cells, Side, differing
from tests.builders import (
    NOON,
    ORDER,
    SHANGHAI,
    a_label,
    a_payment,
    a_status,
    a_trace,
    an_event,
    an_order,
    hours,
    minutes,
)

CS, SYSTEM, WAREHOUSE = Side
#: The words of a side at three stages, without one, and one that no map knows.
_WORDS = (
    {"": "", "a": "已打单", "b": "已发货", "c": "已取消", "?": "加急"},
    {"": "", "a": "erp:Delivering", "b": "oms:SHIPPED", "c": "erp:Cancelled", "?": "erp:XYZ"},
    {"": "", "a": "wms:PICK", "b": "wms:LOADED", "c": "wms:CANCELED", "?": "wms:XYZ"},
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("已打单", "erp:Delivering", "wms:PICK"), ()),
        (("已打单", "erp:Sent", "wms:PICK"), (SYSTEM,)),
        (("已发货", "erp:Sent", "wms:PICK"), (WAREHOUSE,)),
        (("已发货", "erp:Delivering", "scan:LOCKED"), (CS,)),
        (("已打单", "erp:Delivering", ""), (WAREHOUSE,)),
        (("", "erp:Delivering", "wms:PRINT"), (CS,)),
        (("", "erp:Sent", "wms:PICK"), (CS, SYSTEM, WAREHOUSE)),
        (("已取消", "erp:Sent", "wms:PICK"), (CS, SYSTEM, WAREHOUSE)),
        (("已打单", "", ""), ()),
        (("", "", ""), ()),
        (("加急", "erp:Delivering", "wms:PICK"), ()),
        (("加急", "erp:Sent", "wms:PICK"), (SYSTEM, WAREHOUSE)),
    ],
)
def test_the_side_that_stands_against_the_other_two_differs(
    cells: tuple[str, str, str], expected: tuple[Side, ...]
) -> None:
    assert differing(Cells(*cells), shipped()) == expected


def test_every_combination_differs_as_the_sentence_of_the_contract_has_it() -> None:
    for said in product(("", "a", "b", "c", "?"), repeat=3):
        words = Cells(*(_WORDS[i][one] for i, one in enumerate(said)))
        expected = []
        for i, side in enumerate(Side):
            mine, (one, other) = said[i], [said[j] for j in range(3) if j != i]
            agree = one == other
            against = mine not in ("", "?") and any(o not in ("", "?", mine) for o in (one, other))
            majority = not agree and mine in (one, other)
            if (not mine and one and other) or (against and not majority):
                expected.append(side)
        assert list(differing(words, shipped())) == expected, said


def _told() -> list[Event]:
    return [
        an_order(promised_ship_at=(NOON + hours(24)).isoformat()),
        an_order(
            at=NOON + minutes(1), event_id="2", promised_ship_at=(NOON + hours(30)).isoformat()
        ),
        an_order(at=NOON + minutes(2), event_id="3", promised_ship_at=None),
        a_payment(at=NOON + minutes(2)),
        an_event("order.marked", at=NOON + minutes(3), mark="待打单", by="小李"),
        an_event("order.marked", at=NOON + minutes(5), mark="已打单", by="小李"),
        a_status("oms", "PAID", at=NOON + minutes(3)),
    ]


def test_what_is_known_of_an_order_does_not_depend_on_the_order_of_arrival() -> None:
    expected = Progress(
        order_no=ORDER,
        paid_at=NOON + minutes(2),
        oms_at=NOON + minutes(3),
        due=NOON + hours(30),
        due_told=NOON + minutes(1),
        mark="已打单",
        mark_told=NOON + minutes(5),
        system="oms:PAID",
        system_told=NOON + minutes(3),
    )
    for told in permutations(_told()):
        assert progress_of([*told, told[0]], shipped(), SHANGHAI) == {ORDER: expected}


@pytest.mark.parametrize(
    ("further", "scanned", "cause"),
    [
        ([], None, Cause.OMS_TO_ERP),
        ([a_status("erp", "Delivering", at=NOON + hours(1))], None, Cause.ERP_TO_WMS),
        ([a_label(9, at=NOON + hours(1))], None, Cause.SCAN),
        ([a_label(9, at=NOON + hours(31))], None, Cause.OMS_TO_ERP),  # too late to count
        ([a_status("wms", "PACKED", at=NOON + hours(2))], "LOCKED", Cause.SCAN),
        ([a_status("wms", "PACKED", at=NOON + hours(2))], "GIFT_MISSING", Cause.GIFT),
        ([a_status("wms", "LOADED", at=NOON + hours(2))], "OK", Cause.CARRIER),
    ],
)
def test_the_cause_is_the_step_behind_the_last_one_reached(
    further: list[Event], scanned: str | None, cause: Cause
) -> None:
    progress = progress_of([*_told(), *further], shipped(), SHANGHAI)[ORDER]

    assert progress.due is not None
    assert cause_of(progress, progress.due, scanned) is cause


def test_nothing_reached_is_lost_between_customer_service_and_the_order_centre() -> None:
    assert cause_of(Progress(order_no=ORDER), NOON) is Cause.CS_TO_OMS


def test_an_order_is_missed_from_the_moment_it_was_promised_for_unless_a_carrier_had_it() -> None:
    due = NOON + hours(30)
    progress = progress_of(_told(), shipped(), SHANGHAI)[ORDER]
    assert not is_missed(progress, due - minutes(1))
    assert is_missed(progress, due)
    for at, missed in ((due, False), (due + minutes(1), True)):
        moved = progress_of([*_told(), a_trace("GOT", at=at)], shipped(), SHANGHAI)[ORDER]
        assert is_missed(moved, due + hours(9)) is missed
        told = [*_told(), an_event("order.cancelled", at=at)]
        ended = progress_of(told, shipped(), SHANGHAI)[ORDER]
        assert is_missed(ended, due + hours(9)) is missed


def test_a_rate_has_two_decimals_and_says_how_much_was_carried_by_hand() -> None:
    rate = Rate(orders=1000, causes={Cause.ERP_TO_WMS: 18, Cause.SCAN: 9})
    assert (rate.missed, rate.text, rate.by_hand) == (27, "2.70%", "67%")
    assert (Rate(orders=0).text, Rate(orders=3).by_hand) == ("0.00%", "0%")
