"""Other numbers of the policy: how people write them, and what they make of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.chat.grammar import Command
from rules.chat.words import Name
from rules.resonance.overrides import Odd, laid_over, overridden
from rules.resonance.stories import SHIPPED, failed, told
from rules.resonance.wanted import Unreadable, Wanted, read_wanted
from tests.builders import a_policy
from tests.rules.reading import reading

POLICY = a_policy()


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("地址修改 1.0", {"signal.weight.address_changed": "1.0"}),
        ("地址修改1.0", {"signal.weight.address_changed": "1.0"}),
        ("改地址 = 1.0", {"signal.weight.address_changed": "1.0"}),
        ("address_changed 1.0 cap 2", {
            "signal.weight.address_changed": "1.0", "signal.cap.address_changed": "2"}),
        ("客服对话 权重 1.1 上限 3 窗口 48 小时", {
            "signal.weight.chat_opened": "1.1", "signal.cap.chat_opened": "3",
            "signal.window.chat_opened": "2d"}),
        ("急用 0.5", {"signal.weight.urgent_words": "0.5"}),
        ("轨迹停滞 关", {"signal.on.trace_stall": "off"}),
        ("轨迹停滞 开 0.9 ×2", {
            "signal.on.trace_stall": "on", "signal.weight.trace_stall": "0.9",
            "signal.cap.trace_stall": "2"}),
        ("地址修改 默认", {
            f"signal.{name}.address_changed": "" for name in ("weight", "cap", "window", "on")}),
        ("地址修改 上限 默认", {"signal.cap.address_changed": ""}),
        ("橙 2.0；红色 4.5", {"orange": "2.0", "red": "4.5"}),
        ("窗口 3天", {"window": "3d"}),
        ("再提醒 90 分钟", {"suppress_for": "90m"}),
        ("季节 双11 2026-11-01 到 2026-11-20 时效 1.25 质量 0.8", {
            "season.双11": "2026-11-01..2026-11-20 timeliness=1.25 quality=0.8"}),
        ("季节 双11 关", {"season.双11": "off"}),
        ("季节 「双 11 Sale」 2026-11-01 到 2026-11-20 时效 1.25", {
            "season.双 11 Sale": "2026-11-01..2026-11-20 timeliness=1.25"}),
        ("季节“双 11”关", {"season.双 11": "off"}),
        ('season "black friday" default', {"season.black friday": ""}),
        ("weather 0.5", {"signal.weight.weather": "0.5"}),
    ],
)  # fmt: skip
def test_changes_are_read_as_people_write_them(said: str, changes: dict[str, str]) -> None:
    read = reading(f"信号 {said}")

    assert isinstance(read, Command)
    assert (read.name, read.kind) == (Name.SIGNALS, None)
    assert read_wanted(read.rest) == Wanted(changes=changes, new_ends=False)


@pytest.mark.parametrize(
    "said",
    ["地址修改 很大", "季节 双11 2026-11-01", "季节", "季节 “双 11 关", "橙", "地址修改 1.0；什么"],
)
def test_what_says_nothing_of_the_policy_is_named(said: str) -> None:
    assert isinstance(read_wanted(said), Unreadable)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("signal.weight.address_changed", "-1", "weight"),
        ("signal.weight.address_changed", "0.1234", "weight"),
        ("signal.weight.address_changed", "1001", "weight"),
        ("signal.weight.address_changed", "NaN", "weight"),
        ("signal.weight.address_changed", "１", "weight"),
        ("signal.cap.address_changed", "0", "cap"),
        ("signal.cap.address_changed", "101", "cap"),
        ("signal.window.address_changed", "0h", "span"),
        ("signal.window.address_changed", "4000d", "span"),
        ("signal.on.address_changed", "maybe", "switch"),
        ("signal.weight.nobody", "1", "kind"),
        ("orange", "4.0", "thresholds"),
        ("season.x", "2026-11-20..2026-11-01", "season"),
        ("season.x", "2026-13-20..2026-13-21", "season"),
        ("timezone", "UTC", "name"),
        ("story.nothing", "loud", "name"),
        ("nobody", "", "name"),
    ],
)
def test_what_is_no_number_is_named_and_changes_nothing(name: str, value: str, why: str) -> None:
    odd = overridden(POLICY, {name: value})

    assert isinstance(odd, Odd)
    assert odd.why == why
    after, (same,) = laid_over(POLICY, {name: value, "signal.weight.multi_piece": "0.9"})
    assert same.why == why
    assert after.rules["multi_piece"].weight == Decimal("0.9")
    assert (after.orange, after.red) == (POLICY.orange, POLICY.red)


def test_a_season_takes_the_place_of_the_one_of_its_name_and_goes_before_others() -> None:
    once, _ = laid_over(POLICY, {"season.双11": "2026-11-01..2026-11-20 timeliness=1.25"})
    again, _ = laid_over(once, {"season.双11": "2026-11-02..2026-11-20 quality=0.8"})

    assert [(s.name, s.timeliness, s.quality) for s in again.seasons] == [
        ("双11", Decimal(1), Decimal("0.8"))
    ]
    assert laid_over(again, {"season.双11": "off"})[0].seasons == ()
    named, odd = laid_over(again, {"season.双 11": "2026-11-02..2026-11-20"})
    assert ([s.name for s in named.seasons], odd) == (["双 11", "双11"], ())


def test_the_window_of_all_is_that_of_kinds_without_one_of_their_own() -> None:
    own, _ = laid_over(POLICY, {"signal.window.pay_dwell": "1h"})
    after, _ = laid_over(own, {"window": "2d"})

    assert after.rules["pay_dwell"].window == timedelta(hours=1)
    assert {r.window for r in after.rules.values()} == {timedelta(hours=1), timedelta(days=2)}


def test_the_shipped_policy_tells_every_story_as_it_ends() -> None:
    assert list(failed(POLICY, {}, base=POLICY)) == []
    scores = {story.name: str(told(story, POLICY)[0]) for story in SHIPPED}
    assert scores == {
        "nothing": "0", "one_change": "0.8", "one_chat": "1.2", "four_signals": "4.0",
        "change_and_chats": "3.2",
    }  # fmt: skip


def test_a_story_is_no_test_where_the_file_tells_it_otherwise_or_its_new_end_was_taken() -> None:
    loud = overridden(POLICY, {"signal.weight.chat_opened": "2.5"})
    assert not isinstance(loud, Odd)

    names = [one.story.name for one in failed(loud, {}, base=POLICY)]

    assert names == ["one_chat", "change_and_chats"]
    assert list(failed(loud, {}, base=loud)) == []
    taken = {"story.one_chat": "orange", "story.change_and_chats": "red"}
    assert list(failed(loud, taken, base=POLICY)) == []
    assert [f.story.name for f in failed(POLICY, taken, base=POLICY)] == [
        "one_chat", "change_and_chats",
    ]  # fmt: skip
