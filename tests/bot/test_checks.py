"""Checks: what `resonance check` says of platforms and of the way to them."""

from typing import Any

import pytest

from bot.config import checks
from bot.config import settings as configuration
from bot.config.checks import Finding


def _platform(values: dict[str, Any]) -> Finding:
    found = checks.run(configuration.checked(values))
    return next(one for one in found if one.part in values)


@pytest.mark.parametrize(
    ("values", "unset"),
    [
        ({"dingtalk": {"client_id": "a"}}, "RESONANCE_DINGTALK__CLIENT_SECRET"),
        ({"dingtalk": {"client_secret": "geheim"}}, "RESONANCE_DINGTALK__CLIENT_ID"),
        ({"wecom": {"bot_id": "a"}}, "RESONANCE_WECOM__SECRET"),
        ({"slack": {"bot_token": "geheim"}}, "RESONANCE_SLACK__APP_TOKEN"),
    ],
)
def test_a_platform_with_half_its_credentials_is_a_mistake_that_names_the_other_half(
    values: dict[str, Any], unset: str
) -> None:
    said = _platform(values)

    assert not said.ok
    assert unset in said.text
    assert "geheim" not in said.text


def test_a_platform_that_is_off_on_purpose_is_not_mentioned() -> None:
    found = checks.run(configuration.checked({}))

    assert {one.part for one in found} & {"dingtalk", "wecom", "slack"} == set()


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("http://no-such-host.invalid", "没有网络，或域名 no-such-host.invalid 解析不了"),
        ("http://127.0.0.1:9", "连不上 127.0.0.1:9"),
    ],
)
def test_where_the_way_is_barred_no_token_is_blamed(base: str, says: str) -> None:
    said = _platform({"slack": {"bot_token": "xoxb", "app_token": "xapp", "api_base": base}})

    assert not said.ok
    assert says in said.text
    assert "token" not in said.text


@pytest.mark.parametrize(
    "values",
    [
        {"routes": [{"to": ["console:lead"]}]},
        {"routes": [{"to": ["console:ops"], "escalate": [{"after": "5m", "to": ["console:x"]}]}]},
        {"attention": {"escalate": [{"after": "5m", "to": ["console:lead"]}]}},
    ],
)
def test_a_room_that_nobody_can_open_is_refused_and_one_that_somebody_can_is_not(
    values: dict[str, Any],
) -> None:
    def unheard(people: list[dict[str, Any]]) -> list[Finding]:
        found = checks.run(configuration.checked({**values, "people": people}))
        return [one for one in found if "没有人能打开" in one.text]

    boss = {"name": "李雷", "role": "approver"}
    assert [one.ok for one in unheard([boss])] == [False]
    assert unheard([{**boss, "console": "lilei"}]) == []


def test_a_system_that_cannot_be_reached_is_named_and_its_secret_is_not() -> None:
    gateway = {"name": "g", "kind": "webhook", "url": "http://127.0.0.1:9", "secret": "geheim"}

    found = checks.run(configuration.checked({"gateways": [gateway]}))

    said = next(one for one in found if one.part == "gateways.g")
    assert not said.ok
    assert "连不上 127.0.0.1:9" in said.text
    assert "geheim" not in said.text


def test_a_keeper_who_is_nobody_of_ours_is_named() -> None:
    warehouse = {"name": "hz-1", "lat": 30.0, "lng": 120.0, "keeper": "李雷"}

    def said(people: list[dict[str, Any]]) -> list[str]:
        found = checks.run(configuration.checked({"warehouses": [warehouse], "people": people}))
        return [one.text for one in found if one.part == "warehouses.hz-1"]

    assert said([]) == ["keeper 李雷 不在 [[people]] / is not in [[people]]"]
    assert said([{"name": "李雷", "role": "operator"}]) == []
