"""What earlier orders say of one: counted as it arrives, never before, and while it is true."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.backtest.around import facts_of
from rules.events.event import Event
from rules.events.promises import end_of_day, promised
from rules.resonance.explain import Standing, explain
from rules.resonance.facts import Facts
from rules.resonance.foresight.history import History, Outlook
from rules.resonance.foresight.odds import share
from rules.resonance.foresight.seen import Seen
from rules.resonance.foresight.trail import DAY, EVERY_SHOP, SHARED, STEP, Trail, marks
from rules.resonance.measure import evaluate
from rules.vocabulary import Foreseen, HardRule
from tests.builders import NOON, a_policy, hours

POLICY = a_policy()
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = timedelta(days=1)


def _event(no: str, what: str, at: datetime, **data: object) -> Event:
    return Event("oms", f"{no}-{what}-{at.isoformat()}", what, no, at, at, data)


def _life(
    no: str, at: datetime, *, took: float = 3, bad: bool = False, **more: object
) -> list[Event]:
    """Return an order that is handed over after a day and signed for `took` days later."""
    trace = {"tracking_no": f"T{no}"}
    return [
        _created(no, at, **more),
        _event(no, "carrier.trace", at + DAYS, state="PICKED_UP", **trace),
        _event(no, "carrier.trace", at + (1 + took) * DAYS, state="SIGNED", **trace),
        _event(
            no, "outcome.reported", at + (2 + took) * DAYS, kind="bad_review" if bad else "ok"
        ),
    ]  # fmt: skip


def _created(no: str, at: datetime, **more: object) -> Event:
    data = {
        "platform": "p", "shop": "甲", "amount": "99", "items": [{"sku": "a", "qty": 1}],
        "warehouse_place": {"province": "浙江"}, "address": {"province": "广东"},
        "promised_ship_at": (at + 2 * DAYS).isoformat(),
        "promised_delivery_at": (at + 6 * DAYS).isoformat(),
    }  # fmt: skip
    return _event(no, "order.created", at, **(data | more))


def _past(number: int = 24) -> list[Event]:
    """Return the lives of earlier orders, all of which have ended."""
    start = NOON - 40 * DAYS
    lives = [_life(f"p{n}", start + n * hours(2), took=2 + n % 4) for n in range(number)]
    return sorted((e for life in lives for e in life), key=lambda e: e.received_at)


def _facts(events: Sequence[Event], no: str = "x") -> Facts:
    ordered = sorted(events, key=lambda e: e.received_at)
    return next(f for f in facts_of(ordered, POLICY) if f.order_no == no)


def _counted(facts: Facts, now: datetime) -> dict[str, int]:
    return {part.kind: part.count for part in evaluate(facts, POLICY, now=now).parts}


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2026-11-28", "2026-11-28T16:00:00+00:00"),
        ("2026-11-28T18:00:00+08:00", "2026-11-28T10:00:00+00:00"),
        ("2026-11-28T00:00:00Z", "2026-11-28T00:00:00+00:00"),
    ],
)
def test_a_day_that_was_promised_may_be_used_up_and_a_time_means_that_time(
    written: str, until: str
) -> None:
    assert promised(written, SHANGHAI) == datetime.fromisoformat(until)


def test_the_end_of_a_day_is_its_own_end() -> None:
    midnight = datetime(2026, 11, 28, 16, tzinfo=UTC)

    assert end_of_day(midnight, SHANGHAI) == midnight
    assert end_of_day(midnight + timedelta.resolution, SHANGHAI) == midnight + DAYS


def test_before_enough_orders_have_ended_nothing_is_foreseen_and_the_limit_is_hard() -> None:
    facts = _facts([*_past(19), _created("x", NOON)])
    result = evaluate(facts, POLICY, now=NOON + 3 * DAYS)

    assert facts.outlooks == ()
    assert result.hard == (HardRule.PAST_HANDOVER,)


def test_with_history_a_hand_over_limit_counts_by_degrees_and_a_promised_delivery_does_not() -> (
    None
):
    told = {"promised_ship_at": None, "promised_pickup_at": (NOON + 2 * DAYS).isoformat()}
    facts = _facts([*_past(), _created("x", NOON, **told)])

    late = [_counted(facts, NOON + days * DAYS).get("handover_overdue", 0) for days in (1, 2, 4, 6)]
    assert late == [0, 1, 2, 3]
    due = NOON + 6 * DAYS
    assert evaluate(facts, POLICY, now=due - timedelta.resolution).hard == ()
    assert evaluate(facts, POLICY, now=due).hard == (HardRule.PAST_DELIVERY,)


def test_a_limit_that_passes_never_counts_less_than_before() -> None:
    facts = _facts([*_past(), _created("x", NOON)])
    of = ("deadline_burn", "handover_overdue")

    counted = [_counted(facts, NOON + h * hours(1)) for h in range(34, 24 * 7)]
    told = [tuple(one.get(kind, 0) for kind in of) for one in counted]
    assert sorted(set(told)) == [(0, 2), (0, 3), (1, 0)]
    weights = [Decimal("0.9") * near + Decimal("0.5") * late for near, late in told]
    assert weights == sorted(weights)


def test_many_pieces_wait_until_several_parts_are_packed() -> None:
    items = [{"sku": "a", "qty": 4}]
    packed = _event("x", "scan.checked", NOON + DAYS, parcel_id="p1")
    facts = _facts([*_past(), _created("x", NOON, items=items), packed])
    both = ("multi_piece", "many_pieces")

    counted = [_counted(facts, NOON + days * DAYS) for days in (0, 1)]
    assert [[kind in one for kind in both] for one in counted] == [[True, False], [False, True]]


def test_people_may_keep_the_hand_over_limit_a_hard_rule() -> None:
    facts = _facts([*_past(), _created("x", NOON)])
    result = evaluate(facts, a_policy(handover_alerts=True), now=NOON + 3 * DAYS)

    assert result.hard == (HardRule.PAST_HANDOVER,)


def test_switched_off_an_order_is_judged_as_if_there_were_no_history() -> None:
    facts = _facts([*_past(), _created("x", NOON)])
    off = a_policy(foresight=False)
    alone = Facts(order_no="x", events=facts.events)

    for days in range(9):
        now = NOON + days * DAYS
        assert evaluate(facts, off, now=now) == evaluate(alone, off, now=now)


def test_what_is_foreseen_counts_while_it_is_true_and_not_for_three_days() -> None:
    items = [{"sku": "a", "qty": 2, "shop": "甲"}, {"sku": "b", "qty": 2, "shop": "乙"}]
    facts = _facts([*_past(), _created("x", NOON, items=items)])

    for days in (0, 5, 20):
        counted = _counted(facts, NOON + days * DAYS)
        assert counted[Foreseen.SEVERAL_SHOPS] == counted[Foreseen.MANY_PIECES] == 1


_TIMES = st.lists(st.integers(1, 40), min_size=20, max_size=60)


@given(_TIMES, st.integers(0, 60), st.integers(0, 8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_doubt_rises_exactly_when_the_share_of_earlier_orders_says_so(
    took: list[int],
    whole: int,
    off: int,
    left: bool,  # noqa: FBT001 - what is drawn
) -> None:
    route, start = "c|甲>乙", 1_000 * DAY
    history = History()
    for steps in took:
        done = Trail(
            shop="s", ended=True, route=route, created=0, left=0, arrived=("t",),
            signed=steps * STEP,
        )  # fmt: skip
        history.take(Trail(), done, None)
    due = start + whole * STEP
    order = Trail(shop="s", route=route, created=start, due=due, left=start if left else None)

    outlook = history.look(order, datetime.fromtimestamp(start, UTC), SHANGHAI)

    assert outlook is not None
    longest = max(took) * STEP
    for quarter in range(whole):  # off the grid: at its points a time is both reached and over
        now = start + quarter * STEP + 1 + off * 2_000
        e = Fraction(now - start if left else 0)
        r = Fraction(due - now)
        if e >= longest:
            break
        share_late = Fraction(
            sum(t * STEP > e + r for t in took), sum(t * STEP > e for t in took)
        )  # fmt: skip
        expected = sum(
            share_late >= Fraction(c) for c in ("0.1", "0.2", "0.35", "0.5", "0.7")
        ) if share_late else 0  # fmt: skip
        assert sum(now >= at for at in outlook.doubts) == expected


@given(
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 500), st.integers(0, 500)
)  # fmt: skip
def test_a_share_is_drawn_towards_the_mean_by_twenty_orders_of_it(
    some: int, more: int, bad: int, good: int
) -> None:
    found = share((some, some + more), (bad, bad + good), 20)

    if not bad + good:
        assert found is None
        return
    mean = Fraction(bad, bad + good)
    alpha, beta = 20 * mean, 20 * (1 - mean)  # a Beta prior, and its posterior mean
    assert found == int((alpha + some) / (alpha + some + beta + more) * 10_000)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_history_is_the_sum_of_its_orders_in_whatever_order_they_arrive(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a seeded story
    events = [
        e
        for n in range(12)
        for e in _life(
            f"o{n}", NOON, took=dice.randrange(9), bad=dice.random() < 0.3,
            shop=dice.choice("甲乙"), sample_weight=dice.choice([1, 2.5]),
        )
    ]  # fmt: skip
    dice.shuffle(events)
    seen = Seen(POLICY)
    for event in events:
        seen.take(event)

    expected: Counter[tuple[str, str, int]] = Counter()
    for watched in seen.orders.values():
        for mark in marks(watched.trail):
            expected[mark] += watched.trail.weight if mark[1] in SHARED else 1
    found = {
        (scope, what, where): n
        for scope, tally in seen.history.tallies.items()
        for what, bins in tally.items()
        for where, n in bins.items()
        if what != "gap"
    }
    assert found == dict(expected)
    assert found[EVERY_SHOP, "number", 0] == 12


def test_an_order_described_again_in_short_keeps_its_promises_its_way_and_its_weight() -> None:
    told = _created("x", NOON, sample_weight=2.5)
    short = _event(
        "x", "order.created", NOON + DAYS,
        shop="甲", amount="99", items=[{"sku": "a"}], promised_ship_at=None,
    )  # fmt: skip
    once, twice = Seen(POLICY), Seen(POLICY)
    once.take(told)
    for event in (told, short):
        twice.take(event)

    assert twice.orders["x"].trail == once.orders["x"].trail


@given(st.integers(0, 2**32), st.integers(0, 45))
@settings(max_examples=20, deadline=None)
def test_what_arrives_later_never_changes_what_was_foreseen_and_decided(
    seed: int, day: int
) -> None:
    dice = Random(seed)  # noqa: S311 - a seeded story
    now = NOON - 35 * DAYS + day * DAYS
    events = sorted(
        [
            *_past(),
            *_life("x", NOON - 30 * DAYS, took=dice.randrange(20)),
            *(e for n in range(20) for e in _life(f"l{n}", NOON - dice.randrange(40) * DAYS)),
        ],
        key=lambda e: e.received_at,
    )
    known = [e for e in events if e.received_at <= now]
    later = {f.order_no: f for f in facts_of(events, POLICY)}

    for facts in facts_of(known, POLICY):
        then = later[facts.order_no]
        assert evaluate(then, POLICY, now=now) == evaluate(facts, POLICY, now=now)
        assert then.until(now).outlooks == facts.outlooks


def test_a_silence_that_a_route_is_used_to_is_no_stall() -> None:
    facts = _facts([*_past(), *_life("x", NOON, took=9)[:2]])
    gap = facts.outlooks[-1].gap

    assert gap == 5 * DAY
    assert "trace_stall" not in _counted(facts, NOON + hours(24 + 24 + 1))
    assert _counted(facts, NOON + 6 * DAYS)["trace_stall"] == 1


def test_an_outlook_says_of_how_many_orders_it_is_made() -> None:
    start = NOON - 40 * DAYS
    lives = [
        _life(f"p{n}", start + n * hours(2), took=9 if n < 12 else 2, bad=n < 10,
              items=[{"sku": "a", "category": "镜框"}], sample_weight=2 if n == 39 else 1)
        for n in range(40)
    ]  # fmt: skip
    x = _created("x", NOON, items=[{"sku": "a", "category": "镜框"}])
    gone = _event("x", "carrier.trace", NOON + DAYS, state="PICKED_UP", tracking_no="Tx")
    waits, leaves = _facts([*(e for life in lives for e in life), x, gone]).outlooks

    assert waits.shop_bad_of == waits.category_bad_of == (10, 41)
    assert waits.shop_late_of == (0, 41)
    assert waits.route_late_of == (12, 41)
    assert (waits.wait_of, waits.transit_of, waits.doubts_of) == (40, 0, (40, 0))
    assert (leaves.wait_of, leaves.transit_of, leaves.doubts_of) == (0, 40, (40, 0))


def test_what_too_few_orders_say_nothing_of_is_told_apart_from_what_is_well() -> None:
    x = _created("x", NOON)
    gone = _event("x", "carrier.trace", NOON + DAYS, state="PICKED_UP", tracking_no="Tx")
    compared = {
        Foreseen.SLOW_FOR_THIS_SHOP: [Outlook(at=NOON), Outlook(at=NOON, wait=1)],
        Foreseen.ROUTE_DOUBT: [Outlook(at=NOON), Outlook(at=NOON, doubts_of=(20, 0))],
        Foreseen.TRANSIT_SLOW_FOR_ROUTE: [Outlook(at=NOON), Outlook(at=NOON, transit=DAY)],
    }

    for kind, (few, enough) in compared.items():
        events = (x, gone) if kind is Foreseen.TRANSIT_SLOW_FOR_ROUTE else (x,)
        for outlook, is_few in ((few, True), (enough, False)):
            facts = Facts(order_no="x", events=events, outlooks=(outlook,))
            lines = explain(facts, POLICY, now=NOON + DAYS, rebased_at=None)
            standing = {line.kind: line.standing for line in lines}
            assert (standing[kind] is Standing.FEW) is is_few, kind
            assert standing[Foreseen.SHOP_BAD] is Standing.NONE


def test_shares_of_shop_and_goods_count_from_when_they_were_so_high() -> None:
    at = NOON
    low = Outlook(at=at, shop_bad=2_699)
    high = Outlook(at=at + hours(1), shop_bad=2_700)
    events = (_created("x", NOON),)

    def counted(*outlooks: Outlook) -> dict[str, tuple[datetime, ...]]:
        facts = Facts(order_no="x", events=events, outlooks=outlooks)
        return {p.kind: p.at for p in evaluate(facts, POLICY, now=NOON + hours(3)).parts}

    assert counted(low) == {}
    assert counted(low, high)[Foreseen.SHOP_BAD] == (at + hours(1),)
    assert counted(high, low) == {}
