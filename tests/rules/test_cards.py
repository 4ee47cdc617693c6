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
from rules.alerts.similar import Similar
from rules.cards.alert.card import draw, possible_actions
from rules.cards.alert.scene import Scene
from rules.cards.card import Card, Line, Reader, as_text
from rules.chat.grammar import Command
from rules.chat.references import Reference
from rules.orders.brief import Goods, OrderBrief
from rules.resonance.measure import Part
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import ALIVE, Action, AlertState, HardRule, Kind, Level, Role
from rules.wording.say import say, span
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
    promised_ship_at=NOW + timedelta(hours=2, minutes=5), customer="林晓", phone="13812345678",
    tier="金卡会员", goods=(Goods(name="镜框", pieces=1), Goods(name="镜盒", pieces=1, gift=True)),
    towns=("温州市鹿城区", "宁波市海曙区"), wrote="地址写错了，\n打 13912345678",
)  # fmt: skip
WHAT = f"客户 {span(timedelta(minutes=1))}内改址两次，又反复找客服"
SCENE = Scene(card_id="c1", alert=ALERT, order=ORDER, holds=(HOLD,))


def drawn(scene: Scene, lang: str = "zh") -> Card:
    return draw(scene, POLICY, replace(READER, lang=lang))


def told(lines: tuple[Line, ...]) -> dict[str, str]:
    return {line.label: line.text for line in lines}


def lines(card: Card) -> dict[str, str]:
    """Return everything labelled, folded or not."""
    return told(card.lines) | told(card.more)


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
    assert card.headline == f"{WHAT} · 已锁定，已拦下扫描 3 次"
    assert told(card.lines) == {
        "客户": "林晓 1******5678 · 金卡会员",
        "商品": "镜框、镜盒（赠品）",
        "地址": "温州市鹿城区 → 宁波市海曙区",
        "留言": "「地址写错了， 打 1******5678」",
        "订单": "¥1,999.00 · 温州镜店 · hz-1",
        "发货时限": f"12:07（还剩 {span(timedelta(minutes=125))}）",
    }
    assert told(card.more) == {
        "建议": "核实无误后放行；有问题就保持锁定",
        "共振分": "4.0（橙 2.5 / 红 4.0）",
        "构成": "客服对话 1.2×2＝2.4；地址修改 0.8×2＝1.6",
        "锁定": "共振红色（系统，需审批人放行）",
        "拦截": "锁定后已拦截扫描 3 次",
        "规则": "版本 ab12cd34ef",
    }
    assert [button.label for button in card.buttons] == [
        "冻结",
        "放行",
        "认领",
        "误报",
        "稍后",
        "有用",
    ]
    assert [button.primary for button in card.buttons] == [True, *[False] * 5]


#: state -> (colour of a red card, buttons with a hold, buttons without one)
STATES = {
    AlertState.OPEN: (
        "red",
        "freeze release claim false_alarm snooze useful", "freeze claim false_alarm snooze useful",
    ),
    AlertState.CLAIMED: (
        "red", "freeze release false_alarm snooze useful", "freeze false_alarm snooze useful",
    ),
    AlertState.SNOOZED: (
        "grey", "freeze release claim false_alarm useful", "freeze claim false_alarm useful",
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


@pytest.mark.parametrize("state", sorted(ALIVE))
def test_what_has_left_cannot_be_frozen_any_more(state: AlertState) -> None:
    scene = replace(in_state(state), order=replace(ORDER, left=True))
    card = drawn(scene)

    assert "freeze" not in actions(card)
    assert card.headline.endswith(" · 包裹已发出，无法拦截")
    assert "发货时限" not in lines(card)
    assert drawn(replace(scene, holds=())).headline == card.headline


@pytest.mark.parametrize("state", sorted(ALIVE))
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
    advised = as_text(card, lang) + str(card.more)
    assert (say("suggest_verify_release", lang) in advised) <= held
    assert (say("suggest_lock_address", lang) in advised) <= (not held and not left)
    if lang == "en":
        shown = as_text(replace(card, lines=()), lang) + "".join(lines(card))
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
            "系统 10:00 预警 · 李雷 10:02 认领 · 王敏 10:02 锁定",
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
    ],
)  # fmt: skip
def test_the_footer_says_who_did_what_and_when(changes: dict[str, object], footer: str) -> None:
    alert = replace(ALERT, **changes)  # type: ignore[arg-type]

    assert drawn(replace(SCENE, alert=alert)).footer == footer


@pytest.mark.parametrize("state", sorted(ALIVE))
def test_the_footer_says_put_aside_for_as_long_as_it_is(state: AlertState) -> None:
    aside = {
        "decision": Action.SNOOZE, "decided_by": "王敏", "decided_at": NOW,
        "snoozed_until": NOW + timedelta(hours=2) if state is AlertState.SNOOZED else None,
    }  # fmt: skip

    footer = drawn(in_state(state, **aside)).footer

    assert ("稍后" in footer) is (state is AlertState.SNOOZED)


@pytest.mark.parametrize(
    ("state", "changes", "ending"),
    [
        (AlertState.RELEASED, {"decision": Action.RELEASE}, "王敏 10:02 放行"),
        (AlertState.FALSE_ALARM, {"decision": Action.FALSE_ALARM}, "王敏 10:02 标为误报"),
        (AlertState.RESOLVED, {"decided_by": None}, "系统 10:02 分数已回落"),
        (AlertState.EXPIRED, {"decided_by": None}, "系统 10:02 订单已结束"),
    ],
)
def test_a_closed_card_is_two_lines(
    state: AlertState, changes: dict[str, object], ending: str
) -> None:
    by = {"decided_by": "王敏", "decided_at": NOW, "ended_at": NOW}
    card = drawn(replace(in_state(state, **{**by, **changes}), holds=()))

    assert card.closed
    assert card.headline == f"{WHAT} · {ending}"
    assert len(as_text(card).splitlines()) == 2
    assert (card.lines, card.suggestions, card.buttons, card.footer) == ((), (), (), "")


def test_a_closed_card_says_what_still_holds_the_order() -> None:
    mine = replace(HOLD, reason="MANUAL", owner="李雷", note="等客户回电")
    released = in_state(
        AlertState.RELEASED, decision=Action.RELEASE, decided_by="王敏", decided_at=NOW
    )

    text = drawn(replace(released, holds=(mine,))).headline

    assert text.endswith(" · 王敏 10:02 放行 · 仍锁定：人工锁定：等客户回电（李雷，需审批人放行）")


@pytest.mark.parametrize("warehouse", AtWarehouse)
@pytest.mark.parametrize("state", sorted(ALIVE))
def test_only_what_the_warehouse_confirmed_is_called_locked(
    state: AlertState, warehouse: AtWarehouse
) -> None:
    card = drawn(replace(in_state(state), warehouse=warehouse))

    assert ("已锁定" in f"{card.title}{card.headline}") is (warehouse is AtWarehouse.CONFIRMED)
    assert "会拦" in card.headline


def test_silent_sources_are_marked_beside_the_score() -> None:
    missing = (Kind.CHAT_OPENED, Kind.CHAT_AFTER_PAY, Kind.URGENT_WORDS)
    card = drawn(in_state(AlertState.OPEN, missing=missing))

    assert "不完整（12 个里缺 3 个）" in lines(card)["共振分"]
    assert "客服对话" in lines(card)["共振分"]


def test_hard_rules_and_seasons_are_named() -> None:
    card = drawn(in_state(AlertState.OPEN, hard=(HardRule.PAST_HANDOVER,), season="双11", parts=()))

    assert card.headline == "过了交接时限还没发出 · 已锁定，扫描会拦"
    assert lines(card)["硬规则"] == "已过交接时限"
    assert lines(card)["规则"] == "双11 · 版本 ab12cd34ef"
    assert not {"构成", "共振分"} & set(lines(card))


def test_a_button_stands_once() -> None:
    orange = in_state(AlertState.OPEN, level=Level.ORANGE, parts=PARTS[1:])
    free = drawn(replace(orange, holds=()))

    assert [(one.text, one.command) for one in free.suggestions] == [
        ("先锁定，核对新地址再打单", None)
    ]
    assert "〔" not in as_text(free)
    typed = [one.command for card in (free, drawn(SCENE)) for one in card.suggestions]
    assert [one for one in typed if one and one.split()[0] in ("锁单", "放行")] == []


def test_every_hold_is_named_with_whose_release_it_needs() -> None:
    mine = replace(
        HOLD, reason="MANUAL", owner="李雷", note="打 13812341234 问", release_role=Role.ADMIN
    )
    held = lines(drawn(replace(SCENE, holds=(HOLD, mine))))["锁定"]

    assert "需审批人放行" in held
    assert "人工锁定：打 1******1234 问（李雷，需管理员放行）" in held


def test_a_card_without_a_lock_says_so_and_proves_nothing() -> None:
    card = drawn(replace(SCENE, holds=()))

    assert card.headline.endswith(" · 未锁定，会照常发货")
    assert not {"锁定", "拦截"} & set(lines(card))


def test_unknown_facts_are_left_out() -> None:
    bare = replace(SCENE, order=OrderBrief(order_no="1024"))

    assert drawn(bare).lines == ()
    unlinked = draw(bare, POLICY, replace(READER, public_url=None))
    assert unlinked.link is None
    assert "更多：为什么 1024" in as_text(unlinked)


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
        min_size=1,
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


_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), max_size=30)
_MOMENTS = st.none() | st.integers(-3_000, 3_000).map(lambda n: NOW + timedelta(minutes=n))
_HOLDS = st.sampled_from(
    [HOLD, replace(HOLD, id="h2", reason="MANUAL", owner="李雷", note="外箱破损")]
)
_COUNTS = st.dictionaries(st.sampled_from([*Kind, "vip_call"]), st.integers(1, 3), max_size=13)
_ORDERS = st.builds(
    OrderBrief,
    order_no=st.just("1024"),
    shop=st.none() | _WORDS,
    warehouse=st.none() | _WORDS,
    amount=st.none() | st.decimals(0, 9999, places=2),
    promised_ship_at=_MOMENTS,
    left=st.booleans(),
    customer=_WORDS,
    phone=st.sampled_from(["", "13812345678"]),
    tier=_WORDS,
    goods=st.lists(
        st.builds(Goods, name=_WORDS, pieces=st.integers(1, 9), gift=st.booleans()), max_size=4
    ).map(tuple),
    towns=st.lists(st.sampled_from(["温州市鹿城区", "宁波市海曙区"]), max_size=4).map(tuple),
    wrote=_WORDS,
)


_ALERTS = st.builds(
    lambda counts, hard, state: replace(
        ALERT, state=state, hard=tuple(sorted(hard)),
        parts=tuple(a_part(kind, "0.8", count) for kind, count in counts.items()),
    ),
    _COUNTS, st.sets(st.sampled_from(HardRule)), st.sampled_from(AlertState),
)  # fmt: skip
_SCENES = st.builds(
    Scene,
    card_id=st.just("c1"),
    alert=_ALERTS,
    order=_ORDERS,
    holds=st.lists(_HOLDS, unique=True).map(tuple),
    warehouse=st.sampled_from([None, *AtWarehouse]),
    denied_scans=st.integers(0, 2),
    similar=st.just(Similar(count=0, new=True, outcomes=(), named=())),
)


@given(_SCENES, st.sampled_from(["zh", "en"]))
def test_no_line_of_any_card_is_empty_of_meaning(scene: Scene, lang: str) -> None:
    order = scene.order
    card = drawn(scene, lang)
    said = [card.title, card.headline, *(one.text for one in card.suggestions)]
    said += [word for line in (*card.lines, *card.more) for word in (line.label, line.text)]

    assert [one for one in said if not one.strip(" ·、：「」“”")] == []
    given_words = (order.shop, order.warehouse, order.customer, order.tier, order.wrote)
    ours = [one for one in said if not any(word and word in one for word in given_words)]
    for nothing in ("未知", "未指定", "unknown", " 0 次", "0 ×", "首次出现", "None", "平日"):
        assert nothing not in "\n".join(ours)
    assert re.search(r"(?<![\d.])0\.0(?!\d)", "\n".join(ours)) is None  # but ¥0.01 is an amount
    assert "13812345678" not in "".join(said)
    shown = [one.action for one in card.buttons]
    assert len(shown) == len(set(shown))
    assert as_text(card, lang).count(card.headline) == 1
