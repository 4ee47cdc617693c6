"""Tests of facts and their tellings: told often, by others, under other ids, each counts once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.events.event import Event
from rules.orders.addresses import address_changes, plain_address
from rules.resonance.measure import evaluate
from rules.vocabulary import Level
from tests.builders import (
    NOON,
    a_chat,
    a_label,
    a_message,
    a_payment,
    a_policy,
    a_signal,
    a_status,
    a_trace,
    an_address_change,
    an_event,
    an_order,
    facts,
    hours,
    minutes,
    seconds,
)

POLICY = a_policy()
AFTERNOON = hours(4)
A = {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"}
B = {"province": "浙江省", "city": "宁波市"}
A_IN_ONE_LINE = "浙江省杭州市　西湖区 文三路１号"


def counts(*events: Event, after: timedelta = AFTERNOON) -> dict[str, int]:
    """Count what is live some time after noon."""
    judged = evaluate(facts(*events), POLICY, now=NOON + after)
    return {str(part.kind): part.count for part in judged.parts}


def to(address: object, at: int, number: int = 1) -> Event:
    """Return a change, so many minutes after noon."""
    return an_address_change(at=NOON + minutes(at), address=address, event_id=f"{at}-{number}")


def test_one_change_told_three_times_under_new_ids_is_one() -> None:
    told = [to(B, 40, n) for n in (1, 2, 3)]
    later = [to(B, 40), to(B, 41), to(B, 120)]

    assert counts(an_order(address=A), *told) == {"address_changed": 1}
    assert counts(an_order(address=A), *later) == {"address_changed": 1}


@pytest.mark.parametrize("address", [A, A_IN_ONE_LINE, {**A, "lat": 30.2, "detail": "文三路1号"}])
def test_a_change_to_the_address_of_the_order_is_none(address: object) -> None:
    assert counts(an_order(address=A), to(address, 5), to(address, 50)) == {}


def test_there_and_back_and_there_again_are_three_changes() -> None:
    order = an_order(address=A)

    assert counts(order, to(B, 40), to(A, 80), to(B, 120)) == {"address_changed": 3}
    assert counts(order, to(B, 40), to(A, 60)) == {"address_changed": 2, "address_burst": 1}


def test_a_change_that_comes_late_may_make_another_one_a_change() -> None:
    back = to(A, 80)
    late = to(B, 40)._replace(received_at=NOON + hours(3))

    assert counts(an_order(address=A), back, late, after=hours(2)) == {}
    assert counts(an_order(address=A), back, late) == {"address_changed": 2}


def test_an_order_told_again_with_its_new_address_takes_no_change_back() -> None:
    again = an_order(at=NOON + hours(1), event_id="again", address=B)

    assert counts(an_order(address=A), to(B, 30), again) == {"address_changed": 1}


def test_a_change_that_does_not_say_where_to_is_one() -> None:
    assert counts(an_order(address=A), to({}, 5), to({}, 50), to({}, 50, 2)) == {
        "address_changed": 2
    }


addresses = st.sampled_from([A, A_IN_ONE_LINE, B, "浙江省宁波市", "上海", {"city": "上海"}])


def moves(order: Event, told: list[Event]) -> list[tuple[datetime, str]]:
    """Say when the address became which."""
    changes = address_changes([order], told)
    return [(change.at, plain_address(change.said.data["address"])) for change in changes]


@given(st.lists(st.tuples(addresses, st.integers(0, 300)), max_size=8), st.randoms())
def test_changes_are_a_function_of_the_set_of_facts(
    told: list[tuple[object, int]], rng: Random
) -> None:
    order = an_order(address=A)
    events = [to(address, at, number) for number, (address, at) in enumerate(told)]
    again = [e._replace(id=f"{e.id}-{n}", source="erp") for e in events for n in (1, 2)]
    shuffled = [*events, *again]
    rng.shuffle(shuffled)

    found = moves(order, events)

    assert moves(order, shuffled) == found
    places = [plain_address(A), *(place for _, place in found)]
    assert all(one != other for one, other in pairwise(places))


def test_two_chats_in_one_second_are_one_and_in_two_are_two() -> None:
    second = a_chat(at=NOON + seconds(0.9), event_id="2")
    third = a_chat(at=NOON + seconds(1), event_id="3")

    assert counts(a_chat(), second) == {"chat_opened": 1}
    assert counts(a_chat(), third) == {"chat_opened": 2}


def test_a_payment_told_again_later_does_not_make_a_chat_one_after_payment() -> None:
    paid = a_payment()
    paid = paid._replace(data={**paid.data, "transaction_id": "T1"})
    again = paid._replace(id="again", source="erp", at=NOON + hours(1))
    chat = a_chat(at=NOON + hours(1) + seconds(5))

    assert counts(paid, again, chat) == {"chat_opened": 1}


def test_a_coupon_told_three_times_is_not_three_coupons() -> None:
    told = [an_event("coupon.applied", event_id=str(n), depth="0.1") for n in range(3)]
    other = [an_event("coupon.applied", event_id=n, depth="0.1", code=n) for n in "abc"]

    assert counts(*told) == {}
    assert counts(*other) == {"coupon_depth": 1}


def test_of_two_stages_told_of_one_instant_the_later_holds_whoever_tells_it_last() -> None:
    packed, loaded = a_status("wms", "PACKED"), a_status("wms", "LOADED")
    shipped = a_status("oms", "SHIPPED")
    for ids in (("1", "2"), ("2", "1")):
        told = [packed._replace(id=ids[0]), loaded._replace(id=ids[1])]
        again = [packed._replace(id="9", source="z"), packed._replace(id="0", source="a")]
        assert counts(shipped, *told, *again) == {}


def test_an_order_told_again_restarts_neither_its_pieces_nor_its_deadline() -> None:
    items = [{"sku": "a", "qty": 3}]
    promise = (NOON + hours(10)).isoformat()
    order = an_order(items=items, promised_ship_at=promise)
    again = an_order(items=items, promised_ship_at=promise, at=NOON + hours(6), event_id="again")

    once = evaluate(facts(order), POLICY, now=NOON + hours(7))
    twice = evaluate(facts(order, again), POLICY, now=NOON + hours(7))

    assert (twice.parts, twice.evidence, twice.next_at) == (once.parts, once.evidence, once.next_at)
    released = evaluate(
        facts(order, again), POLICY, now=NOON + hours(7), rebased_at=NOON + hours(5)
    )
    assert {str(part.kind) for part in released.parts} == {"deadline_burn"}


TWICE: list[Callable[[], Event]] = [
    an_address_change,
    a_chat,
    lambda: a_message("急用"),
    lambda: an_event("checkout.dwelled", seconds=9000),
    lambda: an_event("coupon.applied", depth=0.9),
    lambda: a_label(9000),
    lambda: a_trace("PICKED_UP"),
    lambda: a_status("wms", "PACKED"),
    lambda: a_signal("address_changed"),
    lambda: an_event("payment.settled", transaction_id="T", amount="1.00"),
    lambda: an_order(items=[{"sku": "a", "qty": 3}]),
]


@pytest.mark.parametrize("make", TWICE)
@given(st.lists(st.tuples(st.sampled_from(["oms", "erp", "x"]), st.integers(0, 300)), max_size=4))
def test_a_fact_of_any_type_told_by_anybody_however_often_counts_once(
    make: Callable[[], Event], told: list[tuple[str, int]]
) -> None:
    event = make()
    other = a_status("oms", "SHIPPED")
    again = [
        event._replace(id=f"{n}", source=source, received_at=event.received_at + minutes(late))
        for n, (source, late) in enumerate(told)
    ]
    usual = {f"{e.source}|{e.id}": Decimal(1000) for e in (event, *again)}

    loud = False
    for after in (hours(1), hours(25)):
        once = evaluate(facts(event, other, baselines=usual), POLICY, now=NOON + after)
        often = evaluate(facts(*again, event, other, baselines=usual), POLICY, now=NOON + after)
        assert (often.score, often.hard, often.next_at) == (once.score, once.hard, once.next_at)
        loud = loud or once.score > 0 or once.level is Level.RED
    assert loud
