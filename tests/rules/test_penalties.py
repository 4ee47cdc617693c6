"""Penalties: dated rules with their source; what is not known is not guessed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.unshipped.penalties import Penalty, penalty_for, presets


def _rule(**changes: Any) -> Penalty:  # noqa: ANN401 - fields of a penalty
    plain = {
        "platform": "tmall",
        "first": date(2026, 1, 1),
        "share": Decimal("0.05"),
        "source": "https://rule.example.com/1",
        "verified": date(2026, 1, 1),
    }
    return Penalty(**{**plain, **changes})


@pytest.mark.parametrize(
    ("rule", "amount", "cost"),
    [
        (_rule(), "199.00", "9.95"),
        (_rule(), "0.10", "0.01"),
        (_rule(least=Decimal(1)), "0.10", "1.00"),
        (_rule(most=Decimal(5)), "199.00", "5.00"),
        (_rule(fixed=Decimal(3), share=None), "199.00", "3.00"),
    ],
)
def test_an_order_costs_a_share_within_its_limits_or_a_fixed_amount(
    rule: Penalty, amount: str, cost: str
) -> None:
    assert rule.of(Decimal(amount)) == Decimal(cost)


def test_a_new_rule_is_for_orders_paid_from_its_day_on_only() -> None:
    old, new = _rule(last=date(2026, 6, 30)), _rule(first=date(2026, 7, 1), fixed=Decimal(3))
    for rules in ([old, new], [new, old]):
        assert penalty_for(rules, "tmall", date(2026, 6, 30)) is old
        assert penalty_for(rules, "天猫", date(2026, 7, 1)) is new
    assert penalty_for([_rule(), new], "tmall", date(2026, 7, 1)) is new
    assert penalty_for([old, new], "tmall", date(2025, 12, 31)) is None


@pytest.mark.parametrize("platform", [None, "jd", ""])
def test_nothing_is_guessed_of_a_platform_without_a_rule(platform: str | None) -> None:
    assert penalty_for([_rule()], platform, date(2026, 2, 1)) is None


def test_every_preset_says_where_it_was_read_and_when() -> None:
    assert presets()
    for rule in presets():
        assert rule.source.startswith("https://")
        assert rule.first <= rule.verified
        assert (rule.fixed is None) != (rule.share is None)
