"""Tests of the three layers: one order as its systems, its customer and the books have it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.events.event import Event
from rules.statuses.arrival import expected_on
from rules.statuses.layers import Layers, layers_of
from rules.statuses.status_map import shipped
from rules.statuses.texts import customer_text
from rules.statuses.words import UNMAPPED, Business
from tests.builders import NOON, ORDER, a_status, a_trace, an_event, an_order, hours

SHANGHAI = ZoneInfo("Asia/Shanghai")


def paid(at: datetime = NOON) -> Event:
    """Return that the order was paid."""
    return an_event("order.paid", at=at, amount="199.00")


def layers(*events: Event) -> tuple[str | None, str | None]:
    """Return business and finance of a paid order with these events."""
    found = layers_of(ORDER, [an_order(), paid(), *events])
    return found.business, found.finance


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], ("preparing", "deferred")),
        ([a_status("wms", "PACKED")], ("packed", "deferred")),
        ([a_status("wms", "LOADED")], ("on_the_way", "accrual_ready")),
        ([a_status("erp", "已过账")], ("on_the_way", "accrual_ready")),
        ([a_trace("已揽收")], ("on_the_way", "accrual_ready")),
        # A system that lags behind takes nothing back.
        ([a_status("wms", "LOADED"), a_status("erp", "WaitConfirm", at=NOON + hours(1))],
         ("on_the_way", "accrual_ready")),
        # One that corrects itself does.
        ([a_status("wms", "PACKAGE"), a_status("wms", "PICK", at=NOON + hours(1))],
         ("picking", "deferred")),
        ([a_trace("3")], ("delivered", "revenue_due")),
        ([a_trace("3"), a_status("platform", "TRADE_FINISHED")],
         ("completed", "revenue_confirmed")),
        ([a_trace("2"), a_status("erp", "Sent", at=NOON + hours(1))],
         ("exception", "accrual_ready")),
        ([a_trace("2"), a_trace("3", at=NOON + hours(1))], ("delivered", "revenue_due")),
        ([a_status("platform", "PAID_FORBID_CONSIGN"), a_status("wms", "PICK")],
         ("paid_hold", "deferred")),
        ([an_event("order.cancelled"), a_status("wms", "PICK")], ("cancelled", "void")),
        # It left all the same: the money is the customer's.
        ([an_event("order.cancelled"), a_status("wms", "LOADED")],
         ("on_the_way", "refund_liability")),
        ([a_status("wms", "OTHER"), a_status("wms", "PICK")], ("picking", "deferred")),
        ([a_status("wms", "PICK"), a_status("wms", "OTHER", at=NOON + hours(1))],
         ("picking", "deferred")),
    ],
)  # fmt: skip
def test_the_furthest_word_names_the_layers(events: list[Event], expected: tuple[str, str]) -> None:
    assert layers(*events) == expected


def test_a_word_that_no_map_knows_is_unmapped_and_never_guessed() -> None:
    odd = a_status("wms", "TELEPORTED", at=NOON + hours(1))
    found = layers_of(ORDER, [an_order(), paid(), a_status("wms", "PACKED"), odd])

    assert (found.business, found.finance) == (UNMAPPED, UNMAPPED)
    assert found.base == {"wms": "TELEPORTED"}
    assert found.unmapped == (("wms", "TELEPORTED"),)
    # It is over once the system says a word that is known, and cannot hide what others know.
    assert layers(odd, a_status("wms", "PICK", at=NOON + hours(2))) == ("picking", "deferred")
    assert layers(odd, a_trace("已揽收")) == ("on_the_way", "accrual_ready")
    assert layers(a_trace("已揽收"), a_trace("瞬移", at=NOON + hours(1)))[0] == UNMAPPED


@pytest.mark.parametrize("word", ["LOADED", "PACKED"])
def test_nothing_is_earned_by_what_nobody_paid(word: str) -> None:
    found = layers_of(ORDER, [an_order(), a_status("wms", word)])

    assert found.finance == "unpaid"
    # What the platform says of an order tells that it was paid.
    told = a_status("platform", "WAIT_BUYER_CONFIRM_GOODS")
    assert layers_of(ORDER, [an_order(), told]).finance == "accrual_ready"


def test_a_refund_takes_recognition_back_and_a_closed_one_gives_it_back() -> None:
    loaded = a_status("wms", "LOADED")
    asked = a_status("platform", "WAIT_SELLER_AGREE", at=NOON + hours(1))
    closed = a_status("platform", "CLOSED", at=NOON + hours(2))

    assert layers(loaded, asked) == ("refund_in_progress", "refund_liability")
    assert layers(loaded, asked, closed) == ("on_the_way", "accrual_ready")


def test_a_refund_in_part_leaves_the_order_where_it_was() -> None:
    asked = an_event("refund.requested", at=NOON + hours(1))
    part = an_event("refund.paid", at=NOON + hours(2), amount="1.00", refund_id="r1")
    rest = an_event("refund.paid", at=NOON + hours(3), amount="198.00", refund_id="r2")
    again = rest._replace(id="again")

    assert layers(asked)[0] == "refund_in_progress"
    assert layers(asked, part) == ("preparing", "deferred")
    assert layers(asked, rest, again)[0] != "refunded"
    assert layers(asked, part, rest) == ("refunded", "refunded")


def test_an_order_of_several_parcels_is_there_with_the_last_of_them() -> None:
    first = a_trace("3", at=NOON + hours(2), tracking_no="SF1")
    second = a_trace("已揽收", at=NOON + hours(1), tracking_no="SF2")

    assert layers(first, second) == ("on_the_way", "accrual_ready")
    there = a_trace("3", at=NOON + hours(5), tracking_no="SF2")
    assert layers(first, second, there) == ("delivered", "revenue_due")


SIX = (
    paid(NOON + hours(1)),
    a_status("wms", "PACKED", at=NOON + hours(2)),
    a_status("wms", "LOADED", at=NOON + hours(3)),
    a_status("erp", "已过账", at=NOON + hours(3)),
    a_trace("已揽收", at=NOON + hours(4)),
    a_trace("301", at=NOON + hours(30)),
)


def test_no_order_of_arrival_of_six_events_changes_a_layer() -> None:
    expected = layers_of(ORDER, [an_order(), *SIX])

    assert (expected.business, expected.finance) == ("delivered", "revenue_due")
    for turned in permutations(SIX):
        assert layers_of(ORDER, [*turned[:3], an_order(), *turned, turned[0]]) == expected


_WORDS = (
    [("wms", word) for word in ("ACCEPT", "PICK", "PACKED", "LOADED", "OTHER", "ODD", "CANCELED")]
    + [("erp", word) for word in ("WaitConfirm", "Sent", "已过账", "Cancelled", "Question")]
    + [
        ("platform", word)
        for word in ("WAIT_BUYER_PAY", "WAIT_SELLER_AGREE", "CLOSED", "TRADE_FINISHED", "SUCCESS")
    ]
)
_TRACES = ["102", "103", "0", "2", "5", "3", "203", "4", "odd"]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw what may be told of an order, several things of one instant among it."""
    events = [an_order(), *([paid()] if draw(st.booleans()) else [])]
    for number in range(draw(st.integers(0, 8))):
        at = NOON + hours(draw(st.integers(0, 4)))
        kind = draw(st.sampled_from(("system", "trace", "own")))
        if kind == "system":
            system, word = draw(st.sampled_from(_WORDS))
            events.append(a_status(system, word, at=at))
        elif kind == "trace":
            tracking = draw(st.sampled_from(("SF1", "SF2")))
            events.append(a_trace(draw(st.sampled_from(_TRACES)), at=at, tracking_no=tracking))
        else:
            events.append(
                an_event(draw(st.sampled_from(("order.cancelled", "label.printed"))), at=at)
            )
        events[-1] = events[-1]._replace(id=f"e{number}")
    return events


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(events: list[Event], rng: object) -> None:
    turned = [*events, *events[: len(events) // 2]]
    rng.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis hands a random.Random

    assert layers_of(ORDER, turned) == layers_of(ORDER, events)


@given(histories())
def test_the_layers_are_what_somebody_with_pencil_and_paper_makes_of_the_events(
    events: list[Event],
) -> None:
    assert layers_of(ORDER, events).business == by_hand(events)


#: What we know of an order without a system.
_OURS = {
    "order.created": "pending_payment", "order.paid": "preparing",
    "order.cancelled": "cancelled", "label.printed": "label_created",
}  # fmt: skip


def by_hand(events: Sequence[Event]) -> str:
    """
    Return the business word, written down from the decisions and not from the code.

    Each system's newest word of each of its vocabularies is looked up; of one instant what is later
    in an order's life. Then it is asked from the end of that life to its beginning.
    """
    life = [
        "pending_payment", "preparing", "label_created", "picking", "packed", "paid_hold",
        "exception", "UNMAPPED", "cancelled", "partially_shipped", "on_the_way",
        "out_for_delivery", "ready_for_pickup", "lost", "odd on the way", "delivered", "completed",
        "refund_in_progress", "refused", "returning", "returned", "refunded",
    ]  # fmt: skip
    names = {"lost": "exception", "odd on the way": "UNMAPPED"}

    def meaning(system: str, word: str) -> tuple[str, str]:
        row = shipped().row(system, word)
        if row is None:
            return "?", "odd on the way" if system == "carrier" else "UNMAPPED"
        if row.business == "exception" and row.finance == "accrual_ready":
            return row.system, "lost"
        return row.system, row.business

    said: dict[tuple[str, str], list[tuple[datetime, int, str]]] = {}
    for event in events:
        data = event.data
        if event.type == "system.status":
            spoken, word = meaning(data["system"], data["status"])
            key = (data["system"], "keep" if word == "(保持)" else spoken)
        elif event.type == "carrier.trace":
            _, word = meaning("carrier", data["state"])
            key = ("carrier", data["tracking_no"])
        else:
            word = _OURS[event.type]
            key = ("ours", event.type)
        far = life.index(word) if word in life else -1
        said.setdefault(key, []).append((event.at, far, word))
    newest = {key: max(words) for key, words in said.items()}
    odd = [key for key in newest if key[1] == "?"]
    for key in odd:
        since = [
            at
            for (system, spoken), (at, _, _) in newest.items()
            if system == key[0] and spoken != "?"
        ]
        if since and max(since) >= newest[key][0]:
            del newest[key]
    parcels = {key: word for key, (_, _, word) in newest.items() if key[0] == "carrier"}
    under_way = {k for k, word in parcels.items() if word not in ("delivered", "completed")}
    counting = [
        word
        for key, (_, far, word) in newest.items()
        if far >= 0 and (key[0] != "carrier" or not under_way or key in under_way)
    ]
    furthest = max(counting, key=life.index)
    return names.get(furthest, furthest)


def expecting_trace(data: dict[str, str], at: datetime = NOON) -> Event:
    """Return a trace with more in it than where the parcel is."""
    trace = a_trace("0", at=at)
    return trace._replace(data={**trace.data, **data})


def expecting(data: dict[str, str]) -> date | None:
    """Return the day that a trace with this expects, told at noon of 3 August."""
    return expected_on([expecting_trace(data)], SHANGHAI)


@pytest.mark.parametrize(
    ("data", "day"),
    [
        ({"eta": "2026-08-05T10:00:00Z"}, date(2026, 8, 5)),
        ({"eta": "2026-08-05T17:00:00Z"}, date(2026, 8, 6)),  # in the shop's zone
        ({"arrivalTime": "2026-08-05 18:00"}, date(2026, 8, 5)),
        ({"text": "快件已发出，预计2天后送达"}, date(2026, 8, 5)),
        ({"text": "【杭州】已发车，预计明天送达"}, date(2026, 8, 4)),
        ({"text": "预计8月6日18:00前送达"}, date(2026, 8, 6)),
        ({"text": "预计1月6日送达"}, date(2027, 1, 6)),
        ({"text": "预计2月30日送达"}, None),
        ({"text": "已到达杭州转运中心"}, None),
        ({"eta": "soon"}, None),
    ],
)
def test_the_day_of_arrival_is_the_carriers_own(data: dict[str, str], day: date | None) -> None:
    assert expecting(data) == day


def test_the_latest_estimate_holds() -> None:
    early = expecting_trace({"eta": "2026-08-05"})
    late = expecting_trace({"eta": "2026-08-07"}, NOON + hours(1))
    without = a_trace("5", at=NOON + hours(2))

    for told in permutations((early, late, without)):
        assert expected_on(told, SHANGHAI) == date(2026, 8, 7)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (date(2026, 8, 5), "包裹已发出，预计2天后送达"),
        (date(2026, 8, 4), "包裹已发出，预计明天送达"),
        (date(2026, 8, 3), "包裹已发出，预计今天送达"),
        (date(2026, 8, 1), "包裹已发出，已过承运商预计的 08-01"),
        (None, "包裹已发出，承运商还没有给出送达时间"),
    ],
)
def test_customers_are_told_what_the_carrier_says(expected: date | None, text: str) -> None:
    left = Layers(business="on_the_way", finance="accrual_ready")

    assert customer_text(left, expected, date(2026, 8, 3)) == text


def test_customers_are_told_something_in_every_business_word_but_an_unmapped_one() -> None:
    today = NOON.date()
    for lang in ("zh", "en"):
        for word in Business:
            assert customer_text(Layers(business=word), None, today, lang)
    assert customer_text(Layers(business=UNMAPPED), None, today) == ""
