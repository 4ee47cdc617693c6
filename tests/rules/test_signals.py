"""Tests of the twelve signals: each boundary, each end, and all of them against the oracle."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.events.event import Event
from rules.events.tellings import event_key
from rules.resonance.facts import Change, Facts
from rules.resonance.measure import evaluate
from rules.resonance.policy import URGENT_WORDS
from rules.resonance.signals import detect
from rules.resonance.urgent import reads_urgent
from rules.shipping.holds import Hold
from rules.vocabulary import HardRule, Kind, Level
from tests.builders import (
    NOON,
    a_chat,
    a_hold,
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
from tests.rules import oracle
from tests.rules.strategies import Story, a_story, stories

POLICY = a_policy()
#: Orders in a full proof, and in its sample.
FULL, SAMPLE = 100_000, 400


def counts(known: Facts, *, after: timedelta = timedelta()) -> dict[str, int]:
    """Count what is live some time after noon."""
    return {str(p.kind): p.count for p in evaluate(known, POLICY, now=NOON + after).parts}


def edited(event: Event, *, later: timedelta, number: int = 1) -> Event:
    """Return another edition of the same message."""
    return an_event(
        event.type,
        event.order_no,
        at=event.at + later,
        source=event.source,
        event_id=f"{event.id}-edition-{number}",
        **event.data,
    )


@settings(max_examples=150, deadline=None)
@given(stories)
def test_counts_and_scores_are_those_of_the_oracle(story: Story) -> None:
    judged = story.judged()
    world, released = story.world(), story.released_at

    assert {str(p.kind): p.count for p in judged.parts} == oracle.count(
        story.events, world, story.now, released
    )
    assert judged.score == oracle.score(story.events, world, story.now, released)


@pytest.mark.proof
def test_counts_and_scores_are_those_of_the_oracle_for_very_many_orders(
    *, full_proof: bool
) -> None:
    for seed in range(FULL if full_proof else SAMPLE):
        story = a_story(Random(seed))  # noqa: S311 - repeatable stories, not secrets
        judged = story.judged()
        expected = oracle.score(story.events, story.world(), story.now, story.released_at)
        assert judged.score == expected, seed
        assert judged.score == sum((p.contribution for p in judged.parts), Decimal(0)), seed


@settings(max_examples=60, deadline=None)
@given(stories)
def test_the_order_in_which_facts_are_listed_does_not_matter(story: Story) -> None:
    expected = story.judged()
    turned = Story(
        events=story.events[::-1],
        elsewhere=story.elsewhere[::-1],
        usual=story.usual,
        released_at=story.released_at,
        now=story.now,
    )

    assert turned.judged() == expected


@settings(max_examples=60, deadline=None)
@given(stories)
def test_what_arrives_later_never_changes_an_earlier_judgement(story: Story) -> None:
    known = Story(
        events=tuple(e for e in story.events if e.received_at <= story.now),
        elsewhere=tuple(c for c in story.elsewhere if c.received_at <= story.now),
        usual=story.usual,
        released_at=story.released_at,
        now=story.now,
    )

    assert known.judged() == story.judged()


@settings(max_examples=40, deadline=None)
@given(stories)
def test_the_same_facts_twice_count_once(story: Story) -> None:
    twice = Story(
        events=story.events * 2,
        elsewhere=story.elsewhere * 2,
        usual=story.usual,
        released_at=story.released_at,
        now=story.now,
    )

    assert twice.judged() == story.judged()


@settings(max_examples=150, deadline=None)
@given(stories, st.randoms(use_true_random=False))
def test_what_is_told_again_under_other_ids_and_by_others_counts_once(
    story: Story, rng: Random
) -> None:
    again = story.told_again(rng)
    expected, found = story.judged(watched=True), again.judged(watched=True)

    assert (found.score, found.level, found.hard) == (
        expected.score,
        expected.level,
        expected.hard,
    )
    assert found.evidence == expected.evidence
    assert found.parts == expected.parts
    assert found.next_at == expected.next_at


def test_a_release_after_the_moment_of_judgement_does_not_hide_a_mismatch() -> None:
    hold = a_hold("PARCEL_MISMATCH", released_at=NOON + hours(2), released_by="王敏")
    known = facts(an_order(), holds=(hold,))

    assert evaluate(known, POLICY, now=NOON + hours(1)).level is Level.RED
    assert evaluate(known, POLICY, now=NOON + hours(2)).level is Level.CALM
    assert evaluate(known, POLICY, now=NOON - seconds(1)).level is Level.CALM


@pytest.mark.parametrize(
    ("gap", "burst"),
    [
        (minutes(29) + seconds(59), True),
        (minutes(30), True),  # 30:00 is still within
        (minutes(30) + timedelta(microseconds=1), False),
        (minutes(30) + seconds(1), False),
        (timedelta(), True),  # two at the very same instant are two
    ],
)
def test_a_second_change_is_a_burst_up_to_thirty_minutes(gap: timedelta, *, burst: bool) -> None:
    known = facts(
        an_address_change(at=NOON, event_id="1"), an_address_change(at=NOON + gap, event_id="2")
    )

    found = counts(known, after=hours(1))

    assert found["address_changed"] == 2
    assert ("address_burst" in found) is burst


def test_a_burst_is_counted_by_customer_and_stands_on_the_order_changed_second() -> None:
    elsewhere = (Change(key="oms|other", at=NOON, received_at=NOON),)
    second = facts(an_address_change(at=NOON + minutes(30)), elsewhere=elsewhere)
    first = facts(an_address_change(at=NOON - minutes(10)), elsewhere=elsewhere)

    assert counts(second, after=hours(1)) == {"address_changed": 1, "address_burst": 1}
    assert counts(first, after=hours(1)) == {"address_changed": 1}


def test_an_edited_address_message_is_neither_a_second_change_nor_a_burst() -> None:
    first = an_event("order.address_changed", at=NOON, address="杭州", message_id="m-1")
    other = an_address_change(at=NOON + minutes(50))

    assert counts(facts(first, edited(first, later=minutes(25))), after=hours(1)) == {
        "address_changed": 1
    }
    # 25 minutes after the edited copy, but 50 after the change itself
    assert counts(facts(first, edited(first, later=minutes(25)), other), after=hours(1)) == {
        "address_changed": 2
    }


@pytest.mark.parametrize(
    ("gap", "hit"),
    [
        (seconds(-0.1), False),  # before the payment
        (timedelta(), True),
        (seconds(9.9), True),
        (seconds(10), True),
        (seconds(10) + timedelta(microseconds=1), False),
        (seconds(10.1), False),
    ],
)
def test_a_chat_within_ten_seconds_of_payment_is_a_signal_of_its_own(
    gap: timedelta, *, hit: bool
) -> None:
    known = facts(a_payment(at=NOON), a_chat(at=NOON + gap))

    found = counts(known, after=minutes(1))

    assert found["chat_opened"] == 1
    assert ("chat_after_pay" in found) is hit


def test_one_chat_edited_five_times_counts_once() -> None:
    first = an_event("chat.opened", at=NOON, conversation_id="conv-1")
    copies = [edited(first, later=minutes(n), number=n) for n in range(1, 6)]

    assert counts(facts(first, *copies), after=hours(1)) == {"chat_opened": 1}


def test_a_message_that_becomes_urgent_by_an_edit_counts_from_the_edit() -> None:
    calm = an_event("chat.message", at=NOON, text="你好", message_id="m-1")
    urgent = an_event(
        "chat.message", at=NOON + minutes(5), event_id="2", text="急用", message_id="m-1"
    )

    assert counts(facts(calm, urgent), after=minutes(4)) == {}
    assert counts(facts(calm, urgent), after=minutes(5)) == {"urgent_words": 1}


@pytest.mark.parametrize(
    ("took", "samples_enough", "hit"),
    [
        (1460, True, False),  # 146 %
        (1469, True, False),
        (1470, True, True),  # 147 %
        (5000, False, False),  # 19 samples: no median, no signal
    ],
)
def test_a_slow_label_is_one_of_147_percent_of_the_median(
    took: int, *, samples_enough: bool, hit: bool
) -> None:
    label = a_label(took)
    usual = {event_key(label): Decimal(1000)} if samples_enough else {}

    assert ("label_slow" in counts(facts(label, baselines=usual))) is hit


@pytest.mark.parametrize(
    ("spent", "usual", "hit"),
    [("300", None, False), ("300.1", None, True), ("90", "90", False), ("90.5", "90", True)],
)
def test_dwelling_is_longer_than_the_usual_or_the_fixed_limit(
    spent: str, usual: str | None, *, hit: bool
) -> None:
    event = an_event("checkout.dwelled", seconds=float(spent))
    known = facts(event, baselines={event_key(event): Decimal(usual)} if usual else {})

    assert ("pay_dwell" in counts(known)) is hit


@pytest.mark.parametrize(
    ("depths", "number"),
    [((0.49,), 0), ((0.5,), 1), ((0.1, 0.1), 0), ((0.1, 0.1, 0.1), 1), ((0.5, 0.6, 0.7, 0.1), 1)],
)
def test_coupons_are_deep_at_half_the_price_or_at_three(
    depths: tuple[float, ...], number: int
) -> None:
    events = [
        an_event("coupon.applied", at=NOON + seconds(n), depth=depth)
        for n, depth in enumerate(depths)
    ]

    assert counts(facts(*events), after=minutes(1)).get("coupon_depth", 0) == number


def test_seven_tenths_of_the_promised_time_burn_the_deadline() -> None:
    order = an_order(promised_ship_at=(NOON + hours(101)).isoformat())
    paid = a_payment(at=NOON + hours(1))
    burnt = hours(71)

    assert "deadline_burn" not in counts(facts(order, paid), after=burnt - seconds(1))
    assert "deadline_burn" in counts(facts(order, paid), after=burnt)
    left = a_trace("PICKED_UP", at=NOON + hours(3))
    assert "deadline_burn" not in counts(facts(order, paid, left), after=burnt)


def test_a_trace_stalls_after_a_day_and_a_new_one_ends_it() -> None:
    first = a_trace("PICKED_UP")

    assert "trace_stall" not in counts(facts(first), after=hours(24) - seconds(1))
    assert "trace_stall" in counts(facts(first), after=hours(24))
    moved = a_trace("TRANSPORT", at=NOON + hours(25))
    assert "trace_stall" not in counts(facts(first, moved), after=hours(25))
    signed = a_trace("SIGNED", at=NOON + hours(25))
    assert "trace_stall" not in counts(facts(first, signed), after=hours(60))
    back = a_trace("RETURNED", at=NOON + hours(25))
    assert "trace_stall" not in counts(facts(first, back), after=hours(60))


def test_two_systems_may_disagree_for_half_an_hour() -> None:
    packed = a_status("wms", "PACKED")
    shipped = a_status("oms", "SHIPPED", at=NOON + minutes(1))

    assert counts(facts(packed, shipped), after=minutes(31) - seconds(1)) == {}
    assert counts(facts(packed, shipped), after=minutes(31)) == {"status_conflict": 1}
    loaded = a_status("wms", "LOADED", at=NOON + minutes(40))
    assert counts(facts(packed, shipped, loaded), after=minutes(40)) == {}


def test_a_warehouse_that_never_learns_of_the_signature_does_not_disagree() -> None:
    known = facts(a_status("wms", "LOADED"), a_trace("SIGNED"), a_status("oms", "SIGNED"))

    assert counts(known, after=hours(5)) == {}


def test_cancelled_in_one_system_and_packed_in_another_is_a_conflict() -> None:
    known = facts(a_status("wms", "PACKED"), a_status("erp", "CANCELLED"))
    closed = facts(a_status("wms", "CLOSED"), a_status("erp", "CANCELLED"))

    assert counts(known, after=hours(1)) == {"status_conflict": 1}
    assert counts(closed, after=hours(1)) == {}


@pytest.mark.parametrize(
    ("items", "hit"),
    [
        ([{"sku": "a", "qty": 2}], False),
        ([{"sku": "a", "qty": 3}], True),
        ([{"sku": "a", "qty": 2}, {"sku": "b", "qty": 1}], True),
        ([{"sku": "a", "qty": 1, "warehouse": "x"}, {"sku": "b", "warehouse": "y"}], True),
        ([{"sku": "a", "qty": 1}, {"sku": "g", "qty": 1, "is_gift": True}], True),
        ([], False),
    ],
)
def test_several_pieces_count_until_the_check_scan(
    items: list[dict[str, object]], *, hit: bool
) -> None:
    order = an_order(items=items)

    assert ("multi_piece" in counts(facts(order))) is hit
    checked = an_event("scan.checked", at=NOON + hours(1))
    assert counts(facts(order, checked), after=hours(1)) == {}


@pytest.mark.parametrize(
    "event", [an_address_change(), a_chat(), an_event("coupon.applied", depth=0.9), a_label(9000)]
)
def test_what_warned_of_shipping_ends_when_goods_leave_or_the_order_is_cancelled(
    event: Event,
) -> None:
    usual = {event_key(event): Decimal(1000)}
    assert sum(counts(facts(event, baselines=usual), after=hours(1)).values()) == 1

    for end in (
        a_trace("PICKED_UP", at=NOON + hours(1)),
        a_status("wms", "LOADED", at=NOON + hours(1)),
        an_event("order.cancelled", at=NOON + hours(1)),
    ):
        known = facts(event, end, baselines=usual)
        assert sum(counts(known, after=hours(1) - seconds(1)).values()) == 1
        assert counts(known, after=hours(1)) == {}


def test_a_change_after_shipping_is_no_signal() -> None:
    known = facts(a_trace("PICKED_UP"), an_address_change(at=NOON + hours(1)))

    assert counts(known, after=hours(1)) == {}


def test_a_configured_kind_counts_and_an_unknown_one_does_not() -> None:
    known = facts(a_signal("address_changed"), a_signal("never_configured"))

    assert counts(known) == {"address_changed": 1}


def test_a_window_is_inclusive_at_its_far_end() -> None:
    known = facts(a_chat())

    assert counts(known, after=hours(72)) == {"chat_opened": 1}
    assert counts(known, after=hours(72) + timedelta(microseconds=1)) == {}


def test_a_clock_that_runs_ahead_cannot_put_an_event_into_our_future() -> None:
    known = facts(a_chat(at=NOON + hours(5), received_at=NOON))

    assert counts(known) == {"chat_opened": 1}


@pytest.mark.parametrize(
    ("rule", "level", "known", "at"),
    [
        (HardRule.PAST_HANDOVER, Level.ORANGE, facts(an_order()), hours(240)),
        (
            HardRule.PAST_HANDOVER,
            Level.ORANGE,
            facts(an_order(promised_pickup_at=(NOON + hours(5)).isoformat())),
            hours(5),
        ),
        (
            HardRule.PAST_DELIVERY,
            Level.ORANGE,
            facts(
                an_order(promised_delivery_at=(NOON + hours(90)).isoformat()),
                a_trace("PICKED_UP", at=NOON + hours(80)),
            ),
            hours(90),
        ),
        (  # a day may be used up; it ends at four in the afternoon in Greenwich
            HardRule.PAST_DELIVERY,
            Level.ORANGE,
            facts(an_order(promised_delivery_at="2026-08-06"), a_trace("PICKED_UP", at=NOON)),
            hours(84),
        ),
        (
            HardRule.PAST_HANDOVER,
            Level.ORANGE,
            facts(an_order(promised_ship_at="2026-08-04")),
            hours(36),
        ),
        (
            HardRule.PAYMENT_WITHOUT_ORDER,
            Level.RED,
            facts(an_event("payment.settled", transaction_id="t", amount="1.00")),
            minutes(5),
        ),
    ],
)
def test_hard_rules_begin_to_the_instant(
    rule: HardRule, level: Level, known: Facts, at: timedelta
) -> None:
    before = evaluate(known, POLICY, now=NOON + at - seconds(1))
    judged = evaluate(known, POLICY, now=NOON + at)

    assert rule not in before.hard
    assert judged.hard == (rule,)
    assert judged.level.rank >= level.rank


LEFT = NOON + hours(1)


@pytest.mark.parametrize(
    ("hold", "told"),
    [
        (a_hold("FINANCE", owner="finance"), True),
        (a_hold(), True),
        (a_hold("MANUAL", since=LEFT), True),
        (a_hold("MANUAL", released_at=LEFT + seconds(1)), True),
        (a_hold("MANUAL", since=LEFT + seconds(1)), False),
        (a_hold("MANUAL", released_at=LEFT), False),
        (a_hold("MANUAL", expires=LEFT), False),
        (a_hold("MANUAL", expires=LEFT + seconds(1)), True),
        (a_hold("MANUAL", line="S-1"), False),
        (a_hold("REFUND_OPEN"), False),
    ],
)
def test_what_was_held_to_the_instant_it_left_is_red(hold: Hold, *, told: bool) -> None:
    known = facts(an_order(), a_payment(), a_status("wms", "LOADED", at=LEFT), holds=(hold,))
    judged = evaluate(known, POLICY, now=LEFT + minutes(1))

    assert (HardRule.HELD_SHIPPED in judged.hard) is told
    assert (judged.level is Level.RED) is told


LATER = LEFT + hours(2)
_TWO_PARCELS = (
    an_order(), a_payment(),
    an_event("parcel.created", event_id="p1", parcel_id="P1", tracking_no="SF1",
             items=[{"sku": "S-1", "qty": 1}]),
    an_event("parcel.created", event_id="p2", parcel_id="P2", tracking_no="SF2",
             items=[{"sku": "S-2", "qty": 1}]),
    a_trace("PICKED_UP", at=LEFT, tracking_no="SF1"),
    a_trace("PICKED_UP", at=LATER, tracking_no="sf2"),
    a_trace("PICKED_UP", at=LATER + hours(1), tracking_no="SF1"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("hold", "at"),
    [
        (a_hold("MANUAL", since=LEFT), LEFT),
        (a_hold("MANUAL", since=LEFT + hours(1)), LATER),
        (a_hold("MANUAL", since=LATER), LATER),
        (a_hold("MANUAL", since=LATER + seconds(1)), None),
        (a_hold("MANUAL", since=LEFT + hours(1), released_at=LATER), None),
        (a_hold("MANUAL", since=LEFT + hours(1), line="s-2"), LATER),
        (a_hold("MANUAL", since=LEFT + hours(1), line="S-1"), None),
        (a_hold("MANUAL", line="S-1"), LEFT),
        (a_hold("REFUND_OPEN", since=LEFT + hours(1)), None),
    ],
)
def test_each_parcel_of_an_order_is_judged_by_when_it_left(hold: Hold, at: datetime | None) -> None:
    known = facts(*_TWO_PARCELS, holds=(hold,))
    judged = evaluate(known, POLICY, now=LATER + hours(2))

    assert (HardRule.HELD_SHIPPED in judged.hard) is (at is not None)
    if at is not None:
        assert HardRule.HELD_SHIPPED in evaluate(known, POLICY, now=at).hard
        assert HardRule.HELD_SHIPPED not in evaluate(known, POLICY, now=at - seconds(1)).hard


def test_of_one_parcel_what_a_carrier_says_later_is_no_other_departure() -> None:
    told = (
        an_order(), a_payment(), an_event("parcel.created", parcel_id="P1", tracking_no="SF1"),
        a_status("wms", "LOADED", at=LEFT), a_trace("PICKED_UP", at=LATER, tracking_no="SF1"),
    )  # fmt: skip
    known = facts(*told, holds=(a_hold("MANUAL", since=LEFT + hours(1)),))

    assert HardRule.HELD_SHIPPED not in evaluate(known, POLICY, now=LATER + hours(2)).hard


def test_a_payment_that_finds_its_order_is_no_ghost() -> None:
    settled = an_event("payment.settled", transaction_id="t", amount="1.00")

    found = detect(facts(settled, an_order(at=NOON + hours(1))), POLICY)

    assert found.hard[0].rule is HardRule.PAST_HANDOVER


def test_the_fixed_day_without_shipping_is_only_counted_unless_asked_for() -> None:
    known = facts(an_order(), a_payment())
    asked = a_policy(unshipped_alerts=True)

    assert evaluate(known, POLICY, now=NOON + hours(24)).hard == ()
    assert evaluate(known, asked, now=NOON + hours(24)).hard == (HardRule.UNSHIPPED_TOO_LONG,)
    assert evaluate(known, asked, now=NOON + hours(24) - seconds(1)).hard == ()


def test_two_changes_and_two_chats_are_red_in_all_24_orders_of_arrival() -> None:
    moments = [minutes(0), minutes(40), minutes(80), minutes(120)]
    scores = set()
    for order in permutations(range(4)):
        made = [an_address_change, an_address_change, a_chat, a_chat]
        events = [
            made[n](at=NOON + moments[n], received_at=NOON + hours(3) + minutes(rank))
            for rank, n in enumerate(order)
        ]
        judged = evaluate(facts(*events), POLICY, now=NOON + hours(4))
        scores.add((judged.score, judged.level))

    assert scores == {(Decimal("4.0"), Level.RED)}


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("急用", True),
        ("这个我急用，谢谢", True),
        ("急 用", True),
        ("急😀用", True),
        ("急\ufe0f\u200b用", True),
        ("急。用", True),  # a dot between characters hides nothing
        ("今天必须到", True),
        ("今天必須到", True),
        ("今 天 必 須 到！！", True),
        ("急著用", True),
        ("趕時間", True),
        ("URGENT!", True),
        ("ｕｒｇｅｎｔ", True),
        ("ＡＳＡＰ", True),
        ("a.s.a.p.", True),
        ("不急，但急用", True),
        ("不急用了？还是急用", True),  # one of two is not negated
        ("不，急用", True),  # a negation ends with its clause
        ("急用吗？明天到就行", True),
        ("不急用", False),
        ("不着急用", False),
        ("用不着急用", False),
        ("不著急用", False),
        ("无需加急", False),
        ("無須加急", False),
        ("不需要加急", False),
        ("不要加急", False),
        ("不必加急", False),
        ("没那么急用", False),
        ("急用吗？不急", False),
        ("急用么？不，不急用", False),
        ("急，用吗？不急", False),
        ("no need for urgent delivery", False),
        ("不 急 用", False),
        ("不😀急用", False),
        ("不是急用", False),
        ("不是很急用", False),
        ("不太急用", False),
        ("没有急用", False),
        ("沒有急用", False),
        ("并不急用", False),
        ("不用加急", False),
        ("别加急", False),
        ("not urgent", False),
        ("Not so urgent", False),
        ("it isn't urgent", False),
        ("nothing urgent", False),
        ("什么时候发货", False),
        ("", False),
        ("😀", False),
    ],
)
def test_urgent_words_are_found_however_written_and_not_when_negated(
    text: str, *, urgent: bool
) -> None:
    assert reads_urgent(text, URGENT_WORDS) is urgent
    assert ("urgent_words" in counts(facts(a_message(text)))) is urgent


def test_a_word_added_in_chat_is_read_at_once_and_a_removed_one_is_not() -> None:
    policy = POLICY.with_urgent_words(added=("救命",), removed=("急用",))

    assert reads_urgent("救命啊", policy.urgent_words)
    assert not reads_urgent("急用", policy.urgent_words)
    assert policy.version != POLICY.version
    assert not reads_urgent("anything", ("", "😀"))


def test_urgent_words_end_with_the_order_not_with_its_shipping() -> None:
    message = a_message("急用")
    signed = a_trace("SIGNED", at=NOON + hours(2))

    assert "urgent_words" in counts(facts(message, a_trace("PICKED_UP")), after=hours(1))
    assert "urgent_words" not in counts(facts(message, signed), after=hours(2))


def test_every_built_in_kind_can_be_found() -> None:
    order = an_order(items=[{"sku": "a", "qty": 3}], promised_ship_at=(NOON + hours(1)).isoformat())
    dwell = an_event("checkout.dwelled", seconds=900)
    label = a_label(5000, at=NOON + minutes(50))
    known = facts(
        order, a_payment(), dwell, label, a_chat(at=NOON + seconds(5)), a_message("急用"),
        an_address_change(), an_address_change(at=NOON + minutes(1)),
        an_event("coupon.applied", depth=0.5), a_trace("PICKED_UP", at=NOON + hours(2)),
        a_status("oms", "PAID"), baselines={event_key(label): Decimal(1000)},
    )  # fmt: skip

    assert {hit.kind for hit in detect(known, POLICY).occurrences} == set(Kind)


def test_what_goes_on_under_another_number_is_late_under_that_number_only() -> None:
    order = an_order(promised_ship_at="2026-08-03T12:00:00Z")
    merged = an_event("order.merged", at=NOON + hours(1), into="2048")
    split = an_event("order.split", at=NOON + hours(1), into=["2048", "4096"])

    assert detect(facts(order), POLICY).hard
    for event in (merged, split):
        found = detect(facts(order, event), POLICY)
        assert found.hard == []
        burning = [hit for hit in found.occurrences if hit.kind == Kind.DEADLINE_BURN]
        assert all(hit.over_at == NOON + hours(1) for hit in burning)
        assert burning
