"""Tests of what `resonance check` says of conversations that are bound to shops."""

import pytest
from pydantic import ValidationError

from bot.config.scopes import ConversationSection, findings
from bot.config.sections.general import MatchSection, RouteSection

BOUND = ConversationSection(name="dingtalk:cidA", shops=["A"])


def test_a_route_that_names_another_shop_is_found() -> None:
    routes = [
        RouteSection(match=MatchSection(shop="A"), to=["dingtalk:cidA"]),
        RouteSection(match=MatchSection(shop="B"), to=["dingtalk:cidA"]),
        RouteSection(to=["dingtalk:cidA", "console:ops"]),
    ]

    found = [(part, ok) for part, ok, _ in findings([BOUND], routes)]

    assert found == [("conversations[0]", True), ("routes[1]", False), ("routes[2]", True)]


def test_the_fall_back_cannot_be_bound() -> None:
    ops = ConversationSection(name="console:ops", shops=["A"])

    assert [ok for _, ok, _ in findings([ops], [])] == [False]


@pytest.mark.parametrize("shops", [[], ["*"], [""]])
def test_a_binding_names_shops(shops: list[str]) -> None:
    with pytest.raises(ValidationError):
        ConversationSection(name="dingtalk:cidA", shops=shops)
