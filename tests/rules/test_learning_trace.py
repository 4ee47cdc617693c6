"""A trace, weighed by any policy, says exactly what walking the order by that policy says."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType

import pytest

from rules.backtest.walk import RESONANCE, walk
from rules.events.event import Event
from rules.learning.trace import retold, trace
from rules.resonance.policy import Policy
from tests.builders import NOON, an_event, hours
from tests.rules.strategies import POLICY, a_story

END = NOON + timedelta(days=9)


def _other(rng: Random) -> Policy:
    """Return a policy of other weights, caps and thresholds."""
    rules = {
        kind: replace(rule, weight=Decimal(rng.randint(0, 24)) / 10, cap=rng.randint(1, 4))
        for kind, rule in POLICY.rules.items()
    }
    orange = Decimal(rng.randint(5, 40)) / 10
    red = orange + Decimal(rng.randint(1, 20)) / 10
    return replace(POLICY, rules=MappingProxyType(rules), orange=orange, red=red)


def _outcomes(rng: Random) -> tuple[Event, ...]:
    return tuple(
        an_event("outcome.reported", at=NOON + hours(rng.choice((2, 26, 80))), kind=kind)
        for kind in rng.sample(("ok", "bad_review", "complaint"), rng.randint(0, 2))
    )


@pytest.mark.proof
def test_a_trace_weighed_by_any_policy_says_what_a_walk_by_it_says(*, full_proof: bool) -> None:
    seen: Counter[str] = Counter()
    for seed in range(20_000 if full_proof else 60):
        rng = Random(seed)  # noqa: S311 - a past that can be told again
        facts = a_story(rng).told_again(rng).facts()
        facts = replace(facts, events=(*facts.events, *_outcomes(rng)))
        found = trace(facts, POLICY, END)
        for _ in range(3):
            policy = _other(rng)

            by_walking = walk(facts, policy, END)

            assert retold(found, policy) == by_walking, seed
            seen["spoke"] += RESONANCE in by_walking.first
            seen["again"] += by_walking.raised > 1
            seen["bad"] += by_walking.bad_at is not None
    assert min(seen.values()) > 5, seen
