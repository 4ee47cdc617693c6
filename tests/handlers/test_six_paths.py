"""Live, replay, backtest, shadow, what-if and test fire judge alike (M-6, A-35)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from random import Random

import pytest

from handlers.resonance.cases import Case
from handlers.resonance.trials import Candidate, Trials
from rules.alerts.firing import imagine
from rules.backtest.walk import judgements
from rules.resonance.facts import Facts
from rules.resonance.measure import Resonance, evaluate
from rules.resonance.overrides import Odd, overridden
from rules.resonance.policy import Policy
from rules.resonance.supposing import Outcome, Supposed, suppose
from rules.vocabulary import Level
from storage.orders.orders import Order
from storage.resonance.trials import Rollout
from tests.builders import NOON, a_signal, an_order, hours, minutes
from tests.rules.strategies import POLICY, Story, a_story

_SAMPLE, _FULL = 400, 100_000
NO_CHANGE = Supposed()


def policies(rng: Random) -> Policy:
    """Return the story's policy, or one that people changed in chat."""
    kind = rng.choice(sorted(POLICY.rules))
    changes = rng.choice(
        [
            {},
            {f"signal.weight.{kind}": rng.choice(("0", "0.125", "1.3", "4"))},
            {f"signal.window.{kind}": rng.choice(("1h", "2d")), "orange": "1.6"},
            {f"signal.on.{kind}": "off", "window": "1d"},
            {"orange": "0.8", "red": "2.4", f"signal.cap.{kind}": "9"},
            {"season.双11": "2026-01-01..2027-12-31 timeliness=1.25 quality=0.5"},
        ]
    )
    found = overridden(POLICY, changes)
    assert not isinstance(found, Odd)
    return found


def a_case(story: Story) -> tuple[Case, Facts]:
    """Return a story as live judging has it, with all that ever came."""
    facts = story.facts()
    order = Order(order_no=facts.order_no, received_at=NOON, rebased_at=story.released_at)
    case = Case(
        order=order, stored=(), events=list(facts.events), elsewhere=facts.elsewhere,
        baselines=dict(facts.baselines),
    )  # fmt: skip
    return case, case.facts(frozenset())


def judged_by(story: Story, policy: Policy) -> Iterator[tuple[str, Resonance]]:
    """Yield what each path makes of a story at its moment."""
    case, facts = a_case(story)
    now = story.now
    live = Trials(policy=policy)
    yield "live", live.judge(case, facts, now, keep=True).result
    yield "replay", live.judge(case, facts, now, keep=False).result
    everywhere = Rollout(version=2, draft=1, share=Decimal(1), since=NOON)
    tried = Candidate(draft=1, policy=policy, rollout=everywhere)
    canary = Trials(policy=POLICY, candidates=[tried])
    yield "canary", canary.judge(case, facts, now, keep=True).result
    supposed = suppose(facts, policy, NO_CHANGE, now=now, rebased_at=story.released_at)
    assert isinstance(supposed, Outcome)
    yield "what-if", supposed.resonance


def by_backtest(story: Story, policy: Policy) -> Iterator[tuple[datetime, Resonance, Resonance]]:
    """Yield each judgement of a backtest beside that of the evaluator at the same moment."""
    facts = story.facts()
    for at, result in judgements(facts, policy, story.now):
        yield at, result, evaluate(facts, policy, now=at, rebased_at=None)


def by_shadow(story: Story, policy: Policy) -> tuple[int, int]:
    """Return the level that a shadow keeps of a draft, and that of the policy in force."""
    case, facts = a_case(story)
    trials = Trials(policy=POLICY, candidates=[Candidate(draft=7, policy=policy)])
    judged = trials.judge(case, facts, story.now, keep=True)
    assert judged.policy is POLICY
    (sight,) = trials.sights
    assert not sight.failed
    return sight.would, sight.was


def fired(policy: Policy, level: Level) -> tuple[Resonance, Resonance]:
    """Return a test fire, and what the same signals come to that are posted of an order."""
    result = imagine(policy, level, NOON + hours(1))
    events = [
        a_signal(part.kind, at=NOON + minutes(number), event_id=f"{part.kind}-{number}")
        for part in result.parts
        for number in range(part.count)
    ]
    facts = Facts(order_no="1024", events=(an_order(promised_ship_at=None), *events))
    return result, evaluate(facts, policy, now=NOON + hours(1), rebased_at=None)


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_six_paths_judge_a_hundred_thousand_random_orders_alike(*, full_proof: bool) -> None:
    levels = dict.fromkeys(Level, 0)
    for seed in range(_FULL if full_proof else _SAMPLE):
        rng = Random(seed)  # noqa: S311 - the same orders each time
        story, policy = a_story(rng), policies(rng)
        expected = evaluate(story.facts(), policy, now=story.now, rebased_at=story.released_at)
        levels[expected.level] += 1
        for path, result in judged_by(story, policy):
            assert result == expected, (seed, path)
        for at, result, same in by_backtest(story, policy):
            assert result == same, (seed, "backtest", at)
        base = evaluate(story.facts(), POLICY, now=story.now, rebased_at=story.released_at)
        assert by_shadow(story, policy) == (expected.level.rank, base.level.rank), (seed, "shadow")
    assert min(levels.values()) > _SAMPLE // 20  # calm, orange and red all come


@pytest.mark.parametrize("level", [Level.ORANGE, Level.RED])
def test_a_test_fire_comes_to_what_the_same_signals_come_to(level: Level) -> None:
    for seed in range(60):
        imagined, live = fired(policies(Random(seed)), level)  # noqa: S311 - the same each time

        assert imagined.score == live.score
        assert imagined.level is live.level
        assert [p[:4] for p in imagined.parts] == [p[:4] for p in live.parts]
