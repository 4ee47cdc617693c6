"""Tests of the vocabularies: raw words of systems and carriers, and never a guess."""

import pytest

from rules.orders.course import follow
from rules.orders.statuses import (
    CARRIER_BACK,
    CARRIER_MOVED,
    CARRIER_SIGNED,
    SYSTEM_WORDS,
    Stage,
    carrier_stage,
    system_stage,
)
from tests.builders import NOON, a_status, a_trace, an_event, an_order, hours, minutes


@pytest.mark.parametrize(
    ("system", "word", "stage"),
    [
        ("wms", "PACKED", Stage.PREPARING),
        ("wms", "LOADED", Stage.SHIPPED),
        ("wms", "DELIVERED", Stage.SHIPPED),  # Qimen: it left the warehouse
        ("oms", "DELIVERED", Stage.SIGNED),  # the customer has it
        ("WMS", " loaded ", Stage.SHIPPED),
        ("erp", "已发货", Stage.SHIPPED),
        ("platform", "WAIT_SELLER_SEND_GOODS", Stage.PREPARING),
        ("erp", "LOADED", None),  # another system's word
        ("wms", "SHIPPED?", None),
        ("finance", "POSTED", None),
        ("", "", None),
    ],
)
def test_a_system_word_means_a_stage_or_nothing(
    system: str, word: str, stage: Stage | None
) -> None:
    assert system_stage(system, word) is stage


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("PICKED_UP", Stage.SHIPPED), ("0", Stage.SHIPPED), ("已揽收", Stage.SHIPPED),
        ("SIGNED", Stage.SIGNED), ("3", Stage.SIGNED), ("签收", Stage.SIGNED),
        ("tms_sign", Stage.SIGNED), ("4", Stage.CLOSED), ("拒收", Stage.CLOSED),
        ("somewhere", None), ("", None),
    ],
)  # fmt: skip
def test_a_carrier_word_means_movement_an_end_or_nothing(word: str, stage: Stage | None) -> None:
    assert carrier_stage(word) is stage


def test_no_carrier_word_means_two_things() -> None:
    assert not CARRIER_MOVED & CARRIER_SIGNED
    assert not CARRIER_MOVED & CARRIER_BACK
    assert not CARRIER_SIGNED & CARRIER_BACK


def test_words_are_kept_in_capitals_since_they_are_looked_up_so() -> None:
    words = [w for table in SYSTEM_WORDS.values() for w in table]

    assert all(w == w.upper() for w in [*words, *CARRIER_MOVED, *CARRIER_SIGNED, *CARRIER_BACK])


def test_the_course_of_an_order_is_read_from_its_events_in_any_order() -> None:
    events = [
        an_order(),
        a_status("wms", "PACKED", at=NOON + hours(1)),
        a_status("wms", "LOADED", at=NOON + hours(2)),
        a_trace("PICKED_UP", at=NOON + hours(3)),
        a_trace("SIGNED", at=NOON + hours(30)),
    ]

    for turned in (events, events[::-1]):
        course = follow(turned)
        assert course.left_at == NOON + hours(2)
        assert course.signed_at == course.over_at == NOON + hours(30)
        assert course.systems["wms"].stage is Stage.SHIPPED
        assert course.systems["carrier"].since == NOON + hours(30)
        assert course.parcels_left == {"SF1": NOON + hours(3)}


def test_an_order_is_over_with_the_first_of_its_ends() -> None:
    cancelled = an_event("order.cancelled", at=NOON + hours(1))
    signed = a_trace("SIGNED", at=NOON + hours(2))

    assert follow([an_order()]).over_at is None
    assert follow([signed, cancelled]).over_at == NOON + hours(1)


def test_an_unknown_word_moves_nothing() -> None:
    course = follow([a_status("wms", "???"), a_trace("???", at=NOON + minutes(1))])

    assert course.left_at is None
    assert course.systems == {}
