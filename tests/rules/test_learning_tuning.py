"""Searched weights: exact on every order, cheaper than before, in the published form, no chance."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from bot.backtest.dice import poisson
from rules.backtest.walk import RESONANCE
from rules.learning.form import STEP, Form, applied, form_of, overrides
from rules.learning.hindsight import best_of, regret
from rules.learning.profile import grouped, known, profile_of, scale_of, told_of
from rules.learning.search import Prices, cheapest, cost_of
from rules.learning.texts import advice_text, change_texts
from rules.learning.trace import Trace, retold, trace
from rules.learning.tuning import FOLDS, Advice, advise, searches, tuned
from rules.resonance.facts import Facts
from rules.resonance.policy import Policy
from tests.builders import NOON, an_event, hours
from tests.past_orders import DRIFTING_SHOP, END, SHOP, WEEK, dice, drifting, past_orders
from tests.rules.strategies import POLICY, a_story

pytestmark = pytest.mark.timeless

#: By then every order has ended.
LATER = END + timedelta(days=9)
PRICES = Prices(tap=Decimal(1), miss=Decimal(4))


def _form(rng: Random, policy: Policy) -> Form:
    """Return any form, in the published one or not."""
    orange = Decimal(rng.randint(5, 40)) / 10
    return Form(
        orange=orange,
        red=orange + Decimal(rng.randint(1, 20)) / 10,
        weights={kind: Decimal(rng.randint(0, 24)) / 10 for kind in policy.rules},
        caps={kind: rng.randint(1, 4) for kind in policy.rules},
    )


@pytest.mark.proof
def test_what_the_search_counts_is_what_a_policy_of_that_form_says(*, full_proof: bool) -> None:
    alerted = hits = 0
    scale = scale_of(POLICY)
    for seed in range(10_000 if full_proof else 60):
        rng = dice(seed)
        story = a_story(rng).facts()
        bad = an_event("outcome.reported", at=NOON + hours(rng.choice((2, 26, 80))), kind="bad")
        facts = replace(story, events=(*story.events, *([bad] if rng.random() < 0.5 else [])))
        found = trace(facts, POLICY, END)
        profile = profile_of(found)
        for form in (_form(rng, POLICY) for _ in range(4)):
            verdict = retold(found, applied(form, POLICY))

            told = told_of(profile, form, scale)

            spoke = verdict.first.get(RESONANCE)
            assert told.alerted == (spoke is not None), seed
            assert told.hit == (
                spoke is not None and verdict.bad_at is not None and spoke < verdict.bad_at
            ), seed
            alerted += told.alerted
            hits += told.hit
    assert alerted > hits > 10


def _traced(orders: list[Facts]) -> list[Trace]:
    return [trace(facts, SHOP, LATER) for facts in orders]


def test_the_cheapest_form_is_as_cheap_as_any_of_a_whole_grid_and_keeps_to_the_form() -> None:
    traces = _traced(past_orders(dice(3), 400, telling=0.7))
    groups = grouped((profile_of(found), 1.0) for found in traces)
    start, scale = form_of(SHOP), scale_of(SHOP)

    def cost(form: Form) -> float:
        return sum(
            g.weight * PRICES.of(told_of(g.profile, form, scale), bad=g.profile.bad) for g in groups
        )

    found = cheapest(groups, start, scale, PRICES)

    grid = [start]
    for telling, too, idle in product(range(0, 13, 2), range(0, 25, 3), range(0, 13, 4)):
        form = start.with_weight("telling", telling * STEP, 2).with_weight("too", too * STEP, 1)
        form = form.with_weight("idle", idle * STEP, 2)
        if form.loudest < form.orange < form.red:
            grid.append(form)
    assert len(grid) > 200
    assert cost(found) < cost(start)
    assert cost(found) <= min(map(cost, grid))
    assert found.loudest < found.orange < found.red
    assert all(value % STEP == 0 for value in (*found.weights.values(), found.orange, found.red))
    for untouched in set(start.weights) - {
        "telling",
        "too",
        "idle",
    }:  # of what never counted nothing is known
        assert found.weights[untouched] == start.weights[untouched]


def test_what_tells_of_bad_orders_is_proposed_and_is_worth_it_on_later_ones() -> None:
    ticks: list[None] = []

    found = tuned(
        _traced(past_orders(dice(4), 450, telling=0.8)), SHOP, LATER, PRICES,
        poisson(1), lambda: ticks.append(None),
    )  # fmt: skip

    assert found.advice is Advice.PROPOSE
    assert found.gain.low is not None
    assert found.gain.low > 0
    assert len(ticks) == searches()
    assert found.checked == found.orders * (FOLDS - 1) // FOLDS
    assert (found.chosen.figures["recall"].value or 0) > (found.present["recall"].value or 0)
    alerts = [point.figures["alerts_per_1000"].value or 0 for point in found.front]
    assert alerts == sorted(alerts)  # whoever pays more for a miss is told more often
    assert overrides(found.form, SHOP)
    assert "--apply-draft" in advice_text(found, PRICES, "zh")
    assert list(change_texts(found.form, SHOP, "zh"))


def test_of_mere_noise_next_to_nothing_is_proposed() -> None:
    advice = [
        advise(
            _traced(past_orders(dice(seed), 250, telling=0)), SHOP, LATER, PRICES, poisson(1),
            lambda: None,
        ).advice
        for seed in range(5)
    ]  # fmt: skip

    assert advice.count(Advice.PROPOSE) <= 1
    assert Advice.NOISE in advice


def test_from_a_few_orders_nothing_is_learnt_and_from_none_neither() -> None:
    for number in (0, 3, 150):
        found = tuned(
            _traced(past_orders(dice(1), number, telling=0.8)), SHOP, END, PRICES, poisson(1),
            lambda: None,
        )  # fmt: skip

        assert found.advice is Advice.FEW, number


def test_what_was_not_known_yet_teaches_nothing() -> None:
    """Weights for a stretch of time are the same whatever comes after it begins."""
    orders = past_orders(dice(6), 500, telling=0.8)
    until = NOON + timedelta(days=45)
    early = [trace(f, SHOP, until) for f in orders if f.events[0].received_at <= until]
    late = _traced(orders)

    def searched(traces: list[Trace]) -> Form:
        groups = grouped((profile, found.weight) for found, profile in known(traces, until))
        return cheapest(groups, form_of(SHOP), scale_of(SHOP), PRICES)

    assert searched(early) == searched(late)


@pytest.mark.proof
def test_after_four_weeks_of_drift_searched_weights_cost_what_the_best_in_hindsight_do(
    *, full_proof: bool
) -> None:
    start, scale = form_of(DRIFTING_SHOP), scale_of(DRIFTING_SHOP)
    regrets, stale = [], []
    for seed in range(10 if full_proof else 1):
        rng = dice(seed)
        weeks = [drifting(rng, week, 500) for week in range(5)]
        now = NOON + WEEK * 4
        past = [trace(f, DRIFTING_SHOP, now) for week in weeks[:4] for f in week]
        fifth = [profile_of(trace(f, DRIFTING_SHOP, now + WEEK * 2)) for f in weeks[4]]
        before = grouped((profile, found.weight) for found, profile in known(past, now))
        after = grouped((profile, 1.0) for profile in fifth)

        searched = cheapest(before, start, scale, PRICES)

        best = best_of(after, [start], scale, PRICES)
        stood, cost, least = (
            cost_of(after, form, scale, PRICES) for form in (start, searched, best)
        )
        regrets.append(regret(cost, min(cost, least)) or 0)
        stale.append(regret(stood, min(cost, least)) or 0)
    assert sum(regrets) / len(regrets) <= 0.1, regrets
    assert min(stale) > 0.3, stale


def test_regret_is_a_share_of_the_least_it_could_have_cost() -> None:
    assert regret(12.0, 10.0) == 0.2
    assert regret(10.0, 10.0) == 0
    assert regret(1.0, 0.0) is None


def test_the_best_in_hindsight_is_no_dearer_than_any_form_it_is_given() -> None:
    groups = grouped(
        (profile_of(one), 1.0) for one in _traced(past_orders(dice(2), 300, telling=0.7))
    )
    start, scale = form_of(SHOP), scale_of(SHOP)
    others = [_form(dice(seed), SHOP) for seed in range(3)]

    best = best_of(groups, [start, *others], scale, PRICES)

    costs = [cost_of(groups, form, scale, PRICES) for form in (start, *others)]
    assert cost_of(groups, best, scale, PRICES) <= min(costs)
    assert cost_of(groups, best, scale, PRICES) < costs[0]
