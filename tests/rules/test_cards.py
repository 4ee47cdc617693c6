"""Tests of cards: what each state shows and offers, and that the arithmetic on them is exact."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.alert import Alert
from rules.cards.alert_card import draw, possible_actions
from rules.cards.alert_lines import OrderBrief, Scene
from rules.cards.card import Card, Reader, as_text
from rules.chat.grammar import Command
from rules.chat.references import Reference
from rules.resonance.measure import Part
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.vocabulary import ALIVE, Action, AlertState, HardRule, Kind, Level, Role
from tests.rules.reading import reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 2, 2, tzinfo=UTC)  # 10:02 in Shanghai
POLICY = Policy(timezone=SHANGHAI)
READER = Reader(now=NOW, tz=SHANGHAI, public_url="https://ops.example.com/")
HOLD = Hold(
    id="h1", order_no="1024", reason="RESONANCE_RED", owner="system", note="", since=NOW
)  # fmt: skip


def a_part(kind: str, weight: str, count: int) -> Part:
    each = Decimal(weight)
    return Part(kind=kind, weight=each, count=count, contribution=each * count, at=(NOW,) * count)


PARTS = (a_part(Kind.CHAT_OPENED, "1.2", 2), a_part(Kind.ADDRESS_CHANGED, "0.8", 2))
ALERT = Alert(
    id="a1", order_no="1024", level=Level.RED, state=AlertState.OPEN,
    opened_at=NOW - timedelta(minutes=2), updated_at=NOW, score=Decimal("4.0"), parts=PARTS,
    hard=(), season=None, policy_version="ab12cd34ef", evidence=frozenset(), revision=3,
)  # fmt: skip
ORDER = OrderBrief(
    order_no="1024", shop="温州镜店", warehouse="hz-1", amount=Decimal(1999),
    promised_ship_at=NOW + timedelta(hours=2, minutes=5),
)  # fmt: skip
SCENE = Scene(
    card_id="c1", alert=ALERT, order=ORDER, holds=(HOLD,), relief=(Kind.CHAT_OPENED,)
)  # fmt: skip


def drawn(scene: Scene, lang: str = "zh") -> Card:
    return draw(scene, POLICY, replace(READER, lang=lang))


def lines(card: Card) -> dict[str, str]:
    return {line.label: line.text for line in card.lines}


def in_state(state: AlertState, **changes: object) -> Scene:
    return replace(SCENE, alert=replace(ALERT, state=state, **changes))  # type: ignore[arg-type]


def actions(card: Card) -> list[str]:
    return [button.action for button in card.buttons]


def test_a_red_card_tells_the_whole_story() -> None:
    card = drawn(replace(SCENE, denied_scans=3))

    assert card.title == "红色预警 · 订单 1024 · 待处理"
    assert card.tone == "red"
    assert card.revision == 3
    assert card.link == "https://ops.example.com/orders/1024"
    assert card.footer == "系统 10:00 预警"
    assert lines(card) == {
        "级别": "红色预警 · 待处理",
        "共振分": "4.0（橙 2.5 / 红 4.0）",
        "构成": "客服对话 1.2×2＝2.4；地址修改 0.8×2＝1.6",
        "怎样会降级": "不算“客服对话”就不到红色",
        "规则": "平日 · 版本 ab12cd34ef",
        "锁定": "已锁定，扫描一律拦截 · 共振红色（系统，需审批人放行）",
        "订单": "¥1,999.00 · 温州镜店 · hz-1",
        "发货时限": "12:07（还剩 2 小时 5 分）",
        "拦截": "锁定后已拦截扫描 3 次",
    }
    assert [button.label for button in card.buttons] == ["冻结", "放行", "认领", "误报", "稍后"]
    assert [button.primary for button in card.buttons] == [True, False, False, False, False]


#: state -> (colour of a red card, buttons with a hold, buttons without one)
STATES = {
    AlertState.OPEN: (
        "red", "freeze release claim false_alarm snooze", "freeze claim false_alarm snooze",
    ),
    AlertState.CLAIMED: (
        "red", "freeze release false_alarm snooze", "freeze false_alarm snooze",
    ),
    AlertState.SNOOZED: (
        "grey", "freeze release claim false_alarm", "freeze claim false_alarm",
    ),
    AlertState.FROZEN: ("red", "release refresh", "refresh"),
    AlertState.RELEASED: ("green", "", ""),
    AlertState.FALSE_ALARM: ("grey", "", ""),
    AlertState.RESOLVED: ("green", "", ""),
    AlertState.EXPIRED: ("grey", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("state", AlertState)
def test_each_state_has_its_colour_and_offers_only_what_is_possible(state: AlertState) -> None:
    colour, held, free = STATES[state]

    card = drawn(in_state(state))

    assert card.tone == colour
    assert card.stand == f"red/{state}"
    assert actions(card) == held.split()
    assert actions(drawn(replace(in_state(state), holds=()))) == free.split()


@pytest.mark.parametrize("state", [AlertState.OPEN, AlertState.CLAIMED, AlertState.FROZEN])
def test_an_orange_card_is_orange_whoever_works_on_it(state: AlertState) -> None:
    card = drawn(in_state(state, level=Level.ORANGE, score=Decimal("2.5")))

    assert card.tone == "orange"
    assert lines(card)["怎样会降级"] == "不算“客服对话”就不到橙色"


@pytest.mark.parametrize("state", sorted(ALIVE))
def test_what_has_left_cannot_be_frozen_any_more(state: AlertState) -> None:
    scene = replace(in_state(state), order=replace(ORDER, left=True))
    card = drawn(scene)

    assert "freeze" not in actions(card)
    assert lines(card)["锁定"].startswith("包裹已发出")
    assert "发货时限" not in lines(card)
    assert lines(drawn(replace(scene, holds=())))["锁定"] == "包裹已发出，无法拦截"


@pytest.mark.parametrize("state", AlertState)
@pytest.mark.parametrize("level", [Level.ORANGE, Level.RED])
@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("parts", [PARTS, PARTS[1:], ()])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_card_carries_advice_that_can_still_be_followed(
    state: AlertState, level: Level, *, held: bool, left: bool, parts: tuple[Part, ...], lang: str
) -> None:
    scene = replace(
        in_state(state, level=level, parts=parts),
        holds=(HOLD,) if held else (),
        order=replace(ORDER, left=left),
    )
    card = drawn(scene, lang)

    assert card.suggestions
    codes = {one.code for one in card.suggestions}
    assert ("verify_release" in codes) <= (held and state in ALIVE)
    assert ("lock_address" in codes) <= (not held and not left)
    if lang == "en":
        shown = as_text(card, lang).replace("温州镜店", "")
        assert not re.search(r"[\u4e00-\u9fff]", shown)


def test_a_dear_order_with_two_address_changes_asks_for_a_call() -> None:
    burst = (a_part(Kind.ADDRESS_CHANGED, "0.8", 2), a_part(Kind.ADDRESS_BURST, "1.0", 1))
    scene = replace(
        in_state(AlertState.OPEN, level=Level.ORANGE, parts=burst, score=Decimal("2.6")),
        order=replace(ORDER, high_value=True),
    )

    assert "电话确认镜框尺寸" in drawn(scene).suggestions[0].text


@pytest.mark.parametrize(
    ("changes", "footer"),
    [
        ({}, "系统 10:00 预警"),
        (
            {"state": AlertState.CLAIMED, "claimed_by": "李雷", "claimed_at": NOW},
            "系统 10:00 预警 · 李雷 10:02 认领",
        ),
        (
            {
                "state": AlertState.FROZEN, "claimed_by": "李雷", "claimed_at": NOW,
                "decision": Action.FREEZE, "decided_by": "王敏", "decided_at": NOW,
            },
            "系统 10:00 预警 · 李雷 10:02 认领 · 王敏 10:02 冻结",
        ),
        (
            {
                "state": AlertState.SNOOZED, "decision": Action.SNOOZE, "decided_by": "王敏",
                "decided_at": NOW, "snoozed_until": NOW + timedelta(hours=2),
            },
            "系统 10:00 预警 · 王敏 10:02 稍后，至 12:02",
        ),
        (
            {"state": AlertState.CLAIMED, "claimed_by": "李雷", "claimed_at": NOW,
             "decision": Action.CLAIM, "decided_by": "李雷", "decided_at": NOW},
            "系统 10:00 预警 · 李雷 10:02 认领",
        ),
        (
            {"state": AlertState.RESOLVED, "ended_at": NOW},
            "系统 10:00 预警 · 系统 10:02 分数已回落",
        ),
        ({"state": AlertState.EXPIRED}, "系统 10:00 预警 · 系统 10:02 订单已结束"),
    ],
)  # fmt: skip
def test_the_footer_says_who_did_what_and_when(changes: dict[str, object], footer: str) -> None:
    alert = replace(ALERT, **changes)  # type: ignore[arg-type]

    assert drawn(replace(SCENE, alert=alert)).footer == footer


@pytest.mark.parametrize("state", AlertState)
def test_the_footer_says_put_aside_for_as_long_as_it_is(state: AlertState) -> None:
    aside = {
        "decision": Action.SNOOZE, "decided_by": "王敏", "decided_at": NOW,
        "snoozed_until": NOW + timedelta(hours=2) if state is AlertState.SNOOZED else None,
    }  # fmt: skip

    footer = drawn(in_state(state, **aside)).footer

    assert ("稍后" in footer) is (state is AlertState.SNOOZED)


def test_silent_sources_are_marked_beside_the_score() -> None:
    missing = (Kind.CHAT_OPENED, Kind.CHAT_AFTER_PAY, Kind.URGENT_WORDS)
    card = drawn(in_state(AlertState.OPEN, missing=missing))

    assert "不完整（缺 3/12）" in lines(card)["共振分"]
    assert "客服对话" in lines(card)["共振分"]


def test_hard_rules_and_seasons_are_named() -> None:
    card = drawn(in_state(AlertState.OPEN, hard=(HardRule.PAST_HANDOVER,), season="双11", parts=()))

    assert lines(card)["硬规则"] == "已过交接时限"
    assert lines(card)["规则"] == "双11 · 版本 ab12cd34ef"
    assert lines(card)["构成"] == "没有弱信号"


def test_no_relief_is_promised_where_the_score_is_not_the_reason() -> None:
    fallen = in_state(AlertState.OPEN, score=Decimal("3.9"))

    assert "怎样会降级" not in lines(drawn(fallen))
    assert "怎样会降级" not in lines(drawn(replace(SCENE, relief=())))


def test_every_hold_is_named_with_whose_release_it_needs() -> None:
    mine = replace(
        HOLD, reason="MANUAL", owner="李雷", note="打 13812341234 问", release_role=Role.ADMIN
    )
    held = lines(drawn(replace(SCENE, holds=(HOLD, mine))))["锁定"]

    assert "需审批人放行" in held
    assert "人工锁定：打 138****1234 问（李雷，需管理员放行）" in held


def test_a_card_without_a_lock_says_so_and_proves_nothing() -> None:
    card = drawn(replace(SCENE, holds=()))

    assert lines(card)["锁定"] == "未锁定"
    assert "拦截" not in lines(card)


def test_unknown_facts_are_left_out_or_said_to_be_unknown() -> None:
    bare = replace(SCENE, order=OrderBrief(order_no="1024"))

    assert lines(drawn(bare))["订单"] == "未知"
    assert "发货时限" not in lines(drawn(bare))
    unlinked = draw(bare, POLICY, replace(READER, public_url=None))
    assert unlinked.link is None
    assert "详情" not in as_text(unlinked)


def test_a_link_cannot_be_broken_by_an_order_number() -> None:
    odd = replace(SCENE, alert=replace(ALERT, order_no="a/b?c <x>"))

    assert drawn(odd).link == "https://ops.example.com/orders/a%2Fb%3Fc%20%3Cx%3E"


def test_a_deadline_that_has_passed_counts_up() -> None:
    late = replace(ORDER, promised_ship_at=NOW - timedelta(days=1))

    text = lines(drawn(replace(SCENE, order=late)))["发货时限"]
    assert text == "11-23 10:02（已超 1 天）"


def test_as_text_every_button_is_a_command_that_works() -> None:
    for lang in ("zh", "en"):
        card = drawn(SCENE, lang)
        text = as_text(card, lang)
        last = next(row for row in text.splitlines() if "放行 1024、" in row or "1024, " in row)
        typed = re.split(r"[：:] ?", last, maxsplit=1)[1]
        commands = [reading(one) for one in re.split(r"、|, ", typed)]
        assert len(commands) == len(card.buttons)
        assert all(isinstance(c, Command) and c.refs == (Reference(text="1024"),) for c in commands)
        assert card.title in text
        assert card.footer in text
    over = as_text(drawn(in_state(AlertState.RELEASED)))
    assert "没有按钮" not in over


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Kind),
            st.decimals(min_value=Decimal("0.001"), max_value=9, places=3),
            st.integers(min_value=1, max_value=9),
        ),
        unique_by=lambda part: part[0],
        max_size=12,
    )
)
def test_the_arithmetic_on_a_card_adds_up_exactly(
    made: list[tuple[Kind, Decimal, int]],
) -> None:
    parts = tuple(a_part(kind, str(weight), count) for kind, weight, count in made)
    score = sum((part.contribution for part in parts), Decimal(0))
    shown = lines(drawn(in_state(AlertState.OPEN, parts=parts, score=score)))

    sums = re.findall(r" ([0-9.]+)×([0-9]+)＝([0-9.]+)", shown["构成"])
    assert len(sums) == len(parts)
    assert all(Decimal(w) * int(n) == Decimal(total) for w, n, total in sums)
    assert sum(Decimal(total) for _, _, total in sums) == Decimal(
        shown["共振分"].partition("（")[0]
    )


@pytest.mark.parametrize("state", AlertState)
def test_the_same_question_answers_for_buttons_and_for_presses(state: AlertState) -> None:
    alert = replace(ALERT, state=state)

    for holds in ((), (HOLD,)):
        scene = replace(SCENE, alert=alert, holds=holds)
        possible = possible_actions(alert, holds=holds, left=False)
        assert tuple(button.action for button in drawn(scene).buttons) == possible
