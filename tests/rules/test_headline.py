"""Tests of the first sentence of a card: good for every signal, rule and combination."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.alert import Alert
from rules.cards.alert.headline import CLAUSES, headline, what_happened
from rules.cards.alert.scene import Scene
from rules.orders.brief import OrderBrief
from rules.resonance.measure import Part
from rules.resonance.policy import BUILT_IN
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import ALIVE, HardRule, Kind, Level
from rules.wording.say import LANGUAGES, span
from tests.builders import NOON, a_hold, a_policy, an_alert, minutes

POLICY = a_policy()
_RULES = {rule.kind: rule for rule in BUILT_IN}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def counted(kind: str, count: int = 1, *, apart: float = 13) -> Part:
    """Return what so many occurrences of a kind add, `apart` minutes from the first to the last."""
    weight = _RULES[Kind(kind)].weight if kind in _RULES else Decimal("0.5")
    moments = [NOON + minutes(apart * at / max(count - 1, 1)) for at in range(count)]
    return Part(
        kind=kind, weight=weight, count=count, contribution=weight * count, at=tuple(moments)
    )


def about(*parts: Part, hard: tuple[HardRule, ...] = (), level: Level = Level.RED) -> Alert:
    """Return an alert made of these, the heaviest first as the evaluator gives them."""
    ranked = tuple(sorted(parts, key=lambda part: -part.contribution))
    return an_alert(level, parts=ranked, hard=hard)


def happened(*parts: Part, hard: tuple[HardRule, ...] = (), lang: str = "zh") -> str:
    return what_happened(about(*parts, hard=hard), POLICY, lang)


def test_the_sentence_of_the_issue_is_said_word_for_word() -> None:
    alert = about(counted(Kind.ADDRESS_CHANGED, 2), counted(Kind.CHAT_OPENED))
    scene = Scene(card_id="c", alert=alert, order=OrderBrief(order_no="1024"), holds=(a_hold(),))

    within = span(minutes(13))
    assert headline(scene, POLICY) == f"客户 {within}内改址两次，又找了客服 · 已锁定，扫描会拦"
    assert headline(scene, POLICY, "en") == (
        f"The customer changed the address twice within {span(minutes(13), 'en')}"
        " and contacted service · locked, scans are denied"
    )


SENTENCES = {
    "one change": ([counted(Kind.ADDRESS_CHANGED)], "客户改了收货地址"),
    "as many changes as count": (
        [counted(Kind.ADDRESS_CHANGED, 3)],
        f"客户 {span(minutes(13))}内改址至少 3 次",
    ),
    "two changes at once": (
        [counted(Kind.ADDRESS_CHANGED, 2, apart=0)],
        f"客户 {span(minutes(1))}内改址两次",
    ),
    "a change here and one on another order": (
        [counted(Kind.ADDRESS_CHANGED), counted(Kind.ADDRESS_BURST)],
        "客户短时间内在几单上改址",
    ),
    "a burst on this order": (
        [counted(Kind.ADDRESS_CHANGED, 2), counted(Kind.ADDRESS_BURST)],
        f"客户 {span(minutes(13))}内改址两次",
    ),
    "chats": ([counted(Kind.CHAT_OPENED, 2)], "客户反复找客服"),
    "a chat at once": (
        [counted(Kind.CHAT_OPENED), counted(Kind.CHAT_AFTER_PAY)],
        "客户付款后马上找客服",
    ),
    "a chat at once and more": (
        [counted(Kind.CHAT_OPENED, 2), counted(Kind.CHAT_AFTER_PAY)],
        "客户付款后马上找客服，之后还找",
    ),
    "urgent and late": (
        [counted(Kind.URGENT_WORDS), counted(Kind.DEADLINE_BURN)],
        "客户说急用，发货时限快到，还没发出",
    ),
    "three things that a customer did": (
        [counted(Kind.COUPON_DEPTH), counted(Kind.CHAT_OPENED), counted(Kind.ADDRESS_CHANGED)],
        "客户改了收货地址、用了很深的优惠，又找了客服",
    ),
    "goods alone": ([counted(Kind.TRACE_STALL)], f"物流停滞超过 {span(timedelta(hours=24))}"),
    "a configured kind": ([counted("vip_call")], "出现“vip_call”"),
    "nothing any more": ([], "预警的信号已不再计"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_happened_is_told_as_a_person_would(name: str) -> None:
    parts, sentence = SENTENCES[name]

    assert happened(*parts) == sentence


@pytest.mark.parametrize("rule", HardRule)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hard_rule_leads_whatever_the_score_is(rule: HardRule, lang: str) -> None:
    alone = happened(hard=(rule,), lang=lang)

    assert happened(counted(Kind.CHAT_OPENED, 2), hard=(rule,), lang=lang).startswith(alone)
    assert "0.0" not in alone


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_signal_has_a_sentence_of_its_own(kind: Kind, lang: str) -> None:
    others = {happened(counted(other), lang=lang) for other in Kind if other is not kind}

    assert happened(counted(kind), lang=lang) not in others


def test_of_much_that_happened_the_heaviest_is_told() -> None:
    parts = [counted(kind) for kind in Kind]

    text = happened(*parts)

    assert "找客服" in text
    assert "优惠" not in text
    assert all(happened(*some) for some in combinations(parts, CLAUSES))


@pytest.mark.parametrize(
    ("changes", "means"),
    [
        ({}, "已锁定，扫描会拦"),
        ({"warehouse": AtWarehouse.CONFIRMED}, "已锁定，扫描会拦"),
        ({"warehouse": AtWarehouse.PENDING}, "待仓库确认，扫描会拦"),
        ({"warehouse": AtWarehouse.REFUSED}, "仓库没有接受锁定，只有扫描会拦"),
        ({"denied_scans": 2}, "已锁定，已拦下扫描 2 次"),
        ({"holds": ()}, "未锁定，会照常发货"),
        ({"holds": (), "paused": True}, "自动锁已暂停，还没锁定，要锁请按“冻结”"),
        ({"order": OrderBrief(order_no="1024", left=True)}, "包裹已发出，无法拦截"),
    ],
)
def test_what_it_means_is_whether_the_goods_can_still_go(
    changes: dict[str, object], means: str
) -> None:
    scene = Scene(
        card_id="c", alert=an_alert(), order=OrderBrief(order_no="1024"), holds=(a_hold(),)
    )

    said = headline(replace(scene, **changes), POLICY)  # type: ignore[arg-type]

    assert said == f"客户找了客服 · {means}"


@given(
    st.dictionaries(st.sampled_from([*Kind, "vip_call"]), st.integers(1, 3), max_size=13),
    st.sets(st.sampled_from(HardRule)),
    st.sampled_from(sorted(ALIVE)),
    st.sampled_from([None, *AtWarehouse]),
    st.booleans(),
    st.booleans(),
)
def test_any_evidence_makes_one_short_sentence(
    counts: dict[str, int],
    hard: set[HardRule],
    state: str,
    warehouse: AtWarehouse | None,
    held: bool,  # noqa: FBT001
    left: bool,  # noqa: FBT001
) -> None:
    parts = [counted(kind, count) for kind, count in counts.items()]
    alert = replace(about(*parts, hard=tuple(sorted(hard))), state=state)  # type: ignore[arg-type]
    scene = Scene(
        card_id="c", alert=alert, order=OrderBrief(order_no="1024", left=left),
        holds=(a_hold(),) if held else (), warehouse=warehouse,
    )  # fmt: skip

    zh, en = (headline(scene, POLICY, lang) for lang in LANGUAGES)

    for said in (zh, en):
        assert said.count(" · ") == 1
        assert said == " ".join(said.split())
        assert all(said.split(" · "))
        assert "{" not in said
    assert not _HAN.search(en)
    assert en[0].isupper()
    assert len(zh) <= 30 * max(CLAUSES, len(hard))
