"""A backtest speaks when live judging would have, and counts as one counts by hand."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from bot.backtest.dice import poisson
from rules.backtest.around import facts_of
from rules.backtest.figures import Found, measure
from rules.backtest.fixed import NOT_DELIVERED, NOT_HANDED_OVER, NOT_SHIPPED
from rules.backtest.intervals import Figure
from rules.backtest.walk import RESONANCE, Verdict, walk
from rules.events.event import Event
from rules.insight.lift import wilson
from rules.resonance.facts import Facts
from tests.builders import (
    NOON,
    a_chat,
    a_label,
    a_payment,
    a_policy,
    a_trace,
    an_address_change,
    an_event,
    an_order,
    facts,
    hours,
    minutes,
)
from tests.rules import oracle
from tests.rules.strategies import POLICY, Story, a_story

END = NOON + timedelta(days=14)
_TICK = timedelta(microseconds=1)
_NEVER = NOON + timedelta(days=4000)
_NO_SIGNAL = {"outcome.reported"}


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a past that can be told again


def _outcome(kind: str, at: datetime, order_no: str = "1024") -> Event:
    return an_event("outcome.reported", order_no, at=at, kind=kind)


# A slow reference: it tries every moment at which anything could begin, and asks the oracle.


def _a_past(rng: Random) -> Story:
    """Return a story with a promised delivery, and an outcome or two."""
    story = replace(a_story(rng), released_at=None)
    promised = (NOON + hours(rng.choice((30, 60, 200)))).isoformat()
    events = [
        e._replace(data={**e.data, "promised_delivery_at": promised})
        if e.type == "order.created"
        else e
        for e in story.events
    ]
    for _ in range(rng.choice((0, 1, 1, 2))):
        at = NOON + hours(rng.choice((2, 26, 80, 250)))
        events.append(_outcome(rng.choice(("ok", "bad_review", "complaint")), at))
    return replace(story, events=tuple(events))


def _moments(story: Story, known: Sequence[Event]) -> Iterator[datetime]:
    """Yield whatever could make an order louder: arrivals, beginnings, promises, midnights."""
    arrivals = {e.received_at for e in known} | {c.received_at for c in story.elsewhere}
    yield from arrivals
    for arrival in arrivals:
        heard = [e for e in known if e.received_at <= arrival]
        for seen in oracle.begun(heard, story.world(), _NEVER):
            yield seen.begins
    for event in known:
        if event.type == "order.created":
            for promise in ("promised_ship_at", "promised_delivery_at"):
                yield datetime.fromisoformat(event.data[promise])
    for day in range(15):
        yield NOON.replace(hour=16) + timedelta(days=day - 1)


def _ends(known: Sequence[Event]) -> tuple[bool, bool]:
    """Say whether the goods are known to have left, and whether nothing more is to come."""
    words = {(e.type, e.data.get("state") or e.data.get("status")) for e in known}
    kinds = {e.type for e in known}
    signed = ("carrier.trace", "SIGNED") in words
    left = signed or ("carrier.trace", "PICKED_UP") in words or ("system.status", "LOADED") in words
    return left, signed or "order.cancelled" in kinds


def _first_orange(story: Story) -> datetime | None:
    known = [e for e in story.events if e.type not in _NO_SIGNAL]
    begin = min(e.received_at for e in known)
    for at in sorted({m for m in _moments(story, known) if begin <= m <= END}):
        heard = [e for e in known if e.received_at <= at]
        created = next((e for e in heard if e.type == "order.created"), None)
        left, over = _ends(heard)
        late = created is not None and not over and (
            at >= datetime.fromisoformat(created.data["promised_delivery_at"])
            or (not left and at >= datetime.fromisoformat(created.data["promised_ship_at"]))
        )  # fmt: skip
        if late or oracle.score(heard, story.world(), at) >= Fraction("2.5"):
            return at
    return None


def _first_three(story: Story) -> datetime | None:
    known = [e for e in story.events if e.type not in _NO_SIGNAL]
    begin = min(e.received_at for e in known)
    for at in sorted({m for m in _moments(story, known) if begin <= m <= END}):
        if sum(oracle.count(known, story.world(), at).values()) >= 3:
            return at
    return None


@pytest.mark.proof
@pytest.mark.parametrize("first", range(6))
def test_it_speaks_at_the_moment_a_slow_reference_finds(first: int, *, full_proof: bool) -> None:
    seeds = range(first, 10_000 if full_proof else 240, 6)
    spoke = 0
    for seed in seeds:
        story = _a_past(_chance(seed))
        bad = [
            e.received_at
            for e in story.events
            if e.type == "outcome.reported" and e.data["kind"] != "ok"
        ]

        found = walk(story.facts(), POLICY, END)

        assert found.first.get(RESONANCE) == _first_orange(story), seed
        assert found.three_at == _first_three(story), seed
        assert found.bad_at == min(bad, default=None), seed
        spoke += RESONANCE in found.first
    assert spoke > len(seeds) / 4


def test_what_arrives_later_changes_nothing_that_was_said_before() -> None:
    for seed in range(120):
        story = _a_past(_chance(seed))
        arrivals = sorted({e.received_at for e in story.events})
        for cut, then in pairwise([*arrivals, END]):
            early = replace(
                story.facts(), events=tuple(e for e in story.events if e.received_at <= cut)
            )
            said = walk(early, POLICY, then - _TICK).first

            whole = walk(story.facts(), POLICY, then - _TICK).first

            assert whole == said, (seed, cut)


def test_fixed_rules_speak_when_their_deadline_passes_unkept() -> None:
    order = an_order(
        promised_ship_at=(NOON + hours(48)).isoformat(),
        promised_delivery_at=(NOON + hours(72)).isoformat(),  # noon of the third day in Shanghai
    )
    paid = a_payment(at=NOON + hours(1))
    picked_up = a_trace("PICKED_UP", at=NOON + hours(30))
    signed = a_trace("SIGNED", at=NOON + hours(83.9))
    late = a_trace("SIGNED", at=NOON + hours(84))

    kept = walk(facts(order, paid, picked_up, signed), a_policy(), END).first
    broken = walk(facts(order, paid, picked_up, late), a_policy(), END).first
    stays = walk(facts(order, paid), a_policy(), END).first

    assert {k: v for k, v in kept.items() if k != RESONANCE} == {NOT_SHIPPED: NOON + hours(25)}
    assert NOT_DELIVERED not in broken  # it arrived in the very moment the day ended
    assert stays[NOT_HANDED_OVER] == NOON + hours(48)
    assert stays[NOT_DELIVERED] == NOON + hours(84)  # the end of that day, not noon


def test_a_promise_that_is_heard_of_too_late_is_broken_when_it_is_heard_of() -> None:
    order = an_order(
        received_at=NOON + hours(100), promised_delivery_at=(NOON + hours(5)).isoformat()
    )

    assert walk(facts(order), a_policy(), END).first[NOT_DELIVERED] == NOON + hours(100)


def test_nothing_is_said_after_the_last_arrival_and_nothing_of_an_order_that_told_nothing() -> None:
    order = an_order(promised_ship_at=(NOON + hours(48)).isoformat())

    assert walk(facts(order), a_policy(), NOON + hours(48) - _TICK).first == {}
    assert walk(facts(_outcome("bad_review", NOON)), a_policy(), END).first == {}


def test_changes_on_a_customers_other_orders_make_a_burst() -> None:
    events = [
        an_order("1", event_id="a"), an_order("2", event_id="b"),
        an_address_change("1", at=NOON + minutes(1)),
        an_address_change("2", at=NOON + minutes(2)),
    ]  # fmt: skip

    by_order = {found.order_no: found for found in facts_of(events, a_policy())}

    assert [c.at for c in by_order["2"].elsewhere] == [NOON + minutes(1)]
    assert [c.at for c in by_order["1"].elsewhere] == [NOON + minutes(2)]


def test_a_print_is_measured_against_those_before_it_and_twice_told_is_one_of_them() -> None:
    prints = [
        a_label(took, f"{n}", at=NOON + timedelta(seconds=n))
        for n, took in enumerate([1000] * 10 + [3000] * 10 + [9000])
    ]
    again = [e._replace(id=f"{e.id}-again", source="x") for e in prints[:19] for _ in range(3)]

    found = facts_of([*prints[:19], *again, *prints[19:]], a_policy())

    baselines = {f.order_no: list(f.baselines.values()) for f in found}
    assert baselines["20"] == [2000]
    assert baselines["19"] == []  # nineteen before it are too few


def test_how_many_orders_one_stands_for_is_read_only_where_it_is_a_number_above_zero() -> None:
    given: list[object] = [8.5, 2, "3", True, 0, -1, None, float("nan")]

    weights = [walk(facts(an_order(sample_weight=w)), a_policy(), END).weight for w in given]

    assert weights == [8.5, 2, 1, 1, 1, 1, 1, 1]


# Figures, counted by hand.


def _verdicts(rng: Random, number: int) -> list[Verdict]:
    found = []
    for n in range(number):
        bad_at = NOON + hours(rng.randint(1, 200)) if rng.random() < 0.3 else None
        spoke = rng.random() < 0.4
        first = {RESONANCE: NOON + hours(rng.randint(0, 150))} if spoke else {}
        if rng.random() < 0.5:
            first[NOT_SHIPPED] = NOON + hours(rng.randint(1, 100))
        three_at = NOON + hours(rng.randint(1, 100)) if rng.random() < 0.3 else None
        weight = rng.choice((1.0, 8.5))
        found.append(
            Verdict(
                f"{n}", weight, bad_at, rng.random() < 0.9, rng.randint(1, 3) if spoke else 0,
                first, three_at,
            )
        )  # fmt: skip
    return found


def _same(mean: int) -> int:
    return mean


def _by_hand(verdicts: Sequence[Verdict]) -> dict[str, Fraction]:
    alerted = bad = hits = alerts = orders = Fraction(0)
    leads: list[Fraction] = []
    for v in verdicts:
        w = Fraction(v.weight)
        at = v.first.get(RESONANCE)
        orders += w
        alerts += w * v.raised
        if at is not None:
            alerted += w
        if v.bad_at is not None:
            bad += w
            if at is not None and at < v.bad_at:
                hits += w
                hours_before = Fraction((v.bad_at - at) // timedelta(hours=1), 24)
                leads += [hours_before] * int(w * 2)
    leads.sort()
    return {
        "alerted": alerted, "alerts": alerts, "hits": hits, "misses": bad - hits,
        "precision": hits / alerted, "recall": hits / bad,
        "alerts_per_1000": alerts * 1000 / orders,
        "lead_days": leads[(len(leads) - 1) // 2],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_figures_are_those_counted_by_hand(seed: int) -> None:
    rng = _chance(seed)
    verdicts = _verdicts(rng, 300)

    found = measure(verdicts, _same).speakers[RESONANCE]

    for name, value in _by_hand(verdicts).items():
        assert found[name].value == pytest.approx(float(value)), name


def test_the_order_of_verdicts_changes_no_figure() -> None:
    verdicts = _verdicts(_chance(5), 400)

    assert measure(verdicts, _same) == measure(verdicts[::-1], _same)


def test_nothing_to_count_is_no_number_rather_than_a_zero() -> None:
    found: Found = measure([Verdict("1", 1.0, None, False, 0, {}, None)], _same)  # noqa: FBT003

    assert found.speakers[RESONANCE]["precision"] == Figure(None, None, None)
    assert found.speakers[RESONANCE]["lead_days"] == Figure(None, None, None)
    assert found.speakers[RESONANCE]["alerts_per_1000"].value == 0
    assert found.three_before == Figure(None, None, None)
    assert found.unfinished == 1


@pytest.mark.parametrize("number", [1, 7, 60])
@pytest.mark.parametrize("weight", [1.0, 8.5])
def test_what_all_or_none_did_is_as_uncertain_as_so_few_orders_are(
    number: int, weight: float
) -> None:
    bad_at, spoke = NOON + hours(90), {RESONANCE: NOON}
    all_hit = [Verdict(f"{n}", weight, bad_at, True, 1, spoke, None) for n in range(number)]  # noqa: FBT003
    none_hit = [one._replace(first={}, raised=0) for one in all_hit]
    low, _ = wilson(number, number)
    _, high = wilson(0, number)

    hit = measure(all_hit, poisson(1)).speakers[RESONANCE]
    missed = measure(none_hit, poisson(1)).speakers[RESONANCE]

    assert hit["precision"] == hit["recall"] == pytest.approx((1.0, float(low), 1.0))
    assert hit["alerts_per_1000"] == pytest.approx((1000.0, 1000 * float(low), 1000.0))
    assert missed["recall"] == pytest.approx((0.0, 0.0, float(high)))
    assert missed["alerts_per_1000"] == pytest.approx((0.0, 0.0, 1000 * float(high)))
    assert missed["precision"] == Figure(None, None, None)
    # So many may be drawn where none is, in one of forty times: e^-x = 0.025.
    assert missed["hits"] == pytest.approx((0.0, 0.0, -math.log(0.025) * weight))
    assert measure(none_hit, poisson(1)).three_before == missed["recall"]
    # Of five values or fewer, the range holds the median too seldom.
    assert (hit["lead_days"].low is None) == (number < 6)
    assert hit["lead_days"].value == pytest.approx(3.75)


def test_three_signals_count_where_they_came_before_the_fixed_threshold() -> None:
    def one(number: int, three: float | None, fixed: float | None) -> Verdict:
        first = {} if fixed is None else {NOT_SHIPPED: NOON + hours(fixed)}
        three_at = None if three is None else NOON + hours(three)
        return Verdict(f"{number}", 1.0, NOON + hours(50), True, 0, first, three_at)  # noqa: FBT003

    verdicts = [one(1, 10, 24), one(2, 24, 24), one(3, 40, None), one(4, None, 24), one(5, 50, 60)]

    assert measure(verdicts, _same).three_before.value == pytest.approx(2 / 5)


def test_a_chat_right_after_paying_is_seen_as_it_arrives() -> None:
    told: Facts = facts(
        an_order(),
        a_payment(),
        *[a_chat(at=NOON + minutes(n), received_at=NOON + hours(n + 5)) for n in (1, 2)],
        an_address_change(at=NOON + minutes(3)),
    )

    assert walk(told, a_policy(), END).first[RESONANCE] == NOON + hours(7)
