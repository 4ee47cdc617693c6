"""Tests of test fires: what is asked for, and an imagined order that just reaches its level."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.alerts.firing import Fire, imagine, read_fire
from rules.resonance.policy import Policy
from rules.vocabulary import Level
from tests.builders import NOON, SHANGHAI

POLICY = Policy(timezone=SHANGHAI)


@pytest.mark.parametrize(
    ("rest", "fire"),
    [
        ("", Fire()),
        ("橙", Fire(level=Level.ORANGE)),
        ("red console:ops", Fire(target="console:ops")),
        (
            "dingtalk:cidA== 发送 ORANGE",
            Fire(level=Level.ORANGE, target="dingtalk:cidA==", send=True),
        ),
        ("send 随便说说", Fire(send=True)),
    ],
)
def test_words_are_read_in_any_order(rest: str, fire: Fire) -> None:
    assert read_fire(rest) == fire


@pytest.mark.parametrize("level", [Level.ORANGE, Level.RED])
def test_the_imagined_order_reaches_its_level_and_no_more_than_needed(level: Level) -> None:
    result = imagine(POLICY, level, NOON)
    threshold = POLICY.red if level is Level.RED else POLICY.orange

    assert result.level is level
    assert threshold <= result.score == sum(part.contribution for part in result.parts)
    assert result.score - min(part.weight for part in result.parts) < threshold


def test_weights_that_can_never_reach_a_level_say_how_far_they_come() -> None:
    weak = replace(
        POLICY, rules={k: replace(r, weight=Decimal("0.01")) for k, r in POLICY.rules.items()}
    )

    result = imagine(weak, Level.RED, NOON)

    assert result.level is Level.CALM
    assert result.score == sum(Decimal("0.01") * rule.cap for rule in weak.rules.values())
