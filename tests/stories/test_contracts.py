"""A partner that no longer sends what was agreed is one card, until it does or a person agrees."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.contracts import pausing
from handlers.ports import Picture
from rules.cards.card import Card, Tone
from rules.cards.contract_card import reason_name
from rules.cards.trouble_card import ACCEPT, RESUME
from rules.contracts.limits import ContractRules, Limits
from rules.contracts.observation import Observation, count, window_of
from rules.contracts.shape import shape_of
from rules.payments.reasons import Reason
from rules.wording.refusals import REFUSALS
from rules.wording.say import LANGUAGES, say
from storage.database import Database
from storage.tx import Tx
from tests.builders import minutes
from tests.harness import Harness

USUAL = {"out_trade_no": "8217001", "amount": "199.00", "trade_state": "SUCCESS"}
LIMITS = Limits(skew=timedelta(seconds=300), pause_after=3)


@pytest.fixture
def h(sqlite_url: str) -> Iterator[Harness]:
    harness = Harness(
        database=Database(sqlite_url), contracts=ContractRules(partners={"wechat": LIMITS})
    )
    harness.now = window_of(harness.now)
    yield harness
    harness.expect_nothing()
    harness.database.close()


def sends(h: Harness, number: int = 100, *, bad: int = 0, **how: object) -> None:
    """Let a window's messages come, some of them otherwise than agreed."""
    h.now = window_of(h.now) + minutes(1)
    good = Observation(
        partner="wechat",
        at=h.now,
        received_at=h.now,
        encryption="AEAD_AES_256_GCM",
        offset_seconds=2,
        shape=shape_of(USUAL),
        order_no="1024",
        answers={200: 1},
    )
    told = [good] * (number - bad) + [replace(good, **how)] * bad  # type: ignore[arg-type]
    h.database.do(lambda tx: tx.windows.add(count(told)))


def goes_on(h: Harness) -> None:
    h.pass_time(window_of(h.now) + minutes(6) - h.now)


def picture(h: Harness) -> Picture:
    found = [out.picture for out in h.read("") if out.picture is not None]
    assert len(found) == 1, [one.card.title for one in found]
    return found[0]


def card(h: Harness) -> Card:
    return picture(h).card


def test_two_percent_that_lack_a_field_are_orange_and_named(h: Harness) -> None:
    sends(h, bad=2, missing=("out_trade_no",))
    goes_on(h)
    shown = card(h)
    assert shown.tone is Tone.ORANGE
    assert shown.title == "微信支付 字段缺失率 · 未恢复"
    assert "字段缺失率 2.00%，阈值 0.50%。缺得最多：out_trade_no。" in shown.headline
    told = h.says("契约", by="王敏")
    assert told is not None
    assert "100 条）：字段缺失率 2.00%，加密方式一致性 100.00%，时间戳偏移 p50 2 秒" in told.text


def test_more_than_four_times_what_may_be_missing_is_red(h: Harness) -> None:
    sends(h, bad=3, missing=("out_trade_no",))
    goes_on(h)
    assert card(h).tone is Tone.RED


def test_one_in_a_hundred_that_is_sealed_otherwise_is_red(h: Harness) -> None:
    sends(h, bad=1, encryption="AEAD_SM4_GCM", matches=False)
    goes_on(h)
    shown = card(h)
    assert shown.tone is Tone.RED
    assert "加密方式一致性只有 99.00%" in shown.headline


def test_a_second_beyond_the_limit_is_orange_and_the_limit_itself_is_not(h: Harness) -> None:
    sends(h, bad=100, offset_seconds=300)
    goes_on(h)
    h.expect_nothing()
    sends(h, bad=100, offset_seconds=301)
    goes_on(h)
    assert "p95 301 秒，阈值 300 秒" in card(h).headline


def test_a_card_is_over_once_enough_came_that_was_as_agreed(h: Harness) -> None:
    sends(h, bad=5, missing=("sign",))
    goes_on(h)
    assert card(h).tone is Tone.RED
    goes_on(h)
    goes_on(h)  # silence is no news
    h.expect_nothing()
    sends(h)
    goes_on(h)
    sends(h)
    goes_on(h)
    assert "已恢复" in card(h).title


def test_a_drift_names_its_share_its_first_order_and_is_over_once_a_person_accepts(
    h: Harness,
) -> None:
    for _ in range(3):
        sends(h)
        goes_on(h)
    renamed = shape_of({"orderNo": "8217001", "amount": "199.00", "trade_state": "SUCCESS"})
    sends(h, bad=60, shape=renamed, order_no="1025")
    goes_on(h)
    drawn = picture(h)
    shown = drawn.card
    assert shown.title == "微信支付 out_trade_no 改名了 · 未恢复"
    facts = {line.label: line.text for line in shown.lines}
    assert facts["占比"] == "60.00%（100 条里 60 条）"
    assert facts["第一单"] == "1025"
    assert ACCEPT in {str(button.action) for button in shown.buttons}
    refused = h.press(drawn.tokens[ACCEPT], by="小赵")
    assert "审批人" in refused.text
    done = h.press(drawn.tokens[ACCEPT], by="王敏")
    assert done.text == "王敏 认可了 微信支付 现在的契约，以后按它比较。"
    assert "已经处理过了" in h.press(drawn.tokens[ACCEPT], by="王敏").text
    assert "已恢复" in card(h).title
    sends(h, bad=100, shape=renamed)
    goes_on(h)
    h.expect_nothing()


def test_a_paused_source_is_one_red_card_and_a_button_alone_has_it_listened_to_again(
    h: Harness,
) -> None:
    def impossible(tx: Tx) -> None:
        pausing.saw_impossible(tx, h.deps, "wechat", {"negative_amount": 2}, h.now)

    for _ in range(3):
        h.database.do(impossible)
    drawn = picture(h)
    assert drawn.card.tone is Tone.RED
    assert drawn.card.title == "来源 wechat 已暂停 · 未恢复"
    assert "金额是负数，4 条" in drawn.card.headline
    h.pass_time(timedelta(days=1))
    assert h.database.do(lambda tx: pausing.is_paused(tx, "wechat"))
    assert "审批人" in h.press(drawn.tokens[RESUME], by="李雷").text
    assert h.database.do(lambda tx: pausing.is_paused(tx, "wechat"))
    assert h.press(drawn.tokens[RESUME], by="王敏").text == (
        "王敏 恢复了来源 wechat，对方可以重发了。"
    )
    assert not h.database.do(lambda tx: pausing.is_paused(tx, "wechat"))
    assert "已恢复" in card(h).title
    h.database.do(impossible)
    h.expect_nothing()
    tried = h.database.do(lambda tx: tx.audit.recent(9))
    assert [(one.actor, one.action, one.outcome) for one in tried] == [
        ("王敏", RESUME, "done"),
        ("李雷", RESUME, "refused"),
        ("system", "pause_source", "done"),
    ]


def told(h: Harness, text: str) -> list[str]:
    reply = h.says(text, by="小赵")
    assert reply is not None
    return [line for line in reply.text.splitlines() if "契约诊断" not in line]


def test_a_diagnosis_marks_the_stage_at_which_messages_were_lost(h: Harness) -> None:
    sends(
        h, bad=60, reason="alg_changed", matches=False, encryption="RSA", kind="payment",
        answers={422: 1},
    )  # fmt: skip
    assert told(h, "契约 诊断 12:01") == [
        "– HTTP：200 收下 40 条、422 拒收 60 条",
        "✔ 验签：100/100 条",
        "✘ 解密：40/100 条，算法换了　← 卡在这里",
        "✔ 字段：40/40 条",
        "✔ 记账：40/40 条",
        "– 建单：同一时段新建 0 单",
    ]
    h.read()


def test_all_of_it_answered_and_no_order_created_is_an_incident_still(h: Harness) -> None:
    sends(h, bad=100, kind="payment")
    *_, orders, said = told(h, "契约 诊断")
    assert orders == "✘ 建单：同一时段新建 0 单　← 卡在这里"
    assert said == "全部回 200，却没有一单建成：仍然是事故"
    h.ordered("1024")
    *_, orders, said = told(h, "contracts diagnose 12:01")
    assert (orders, said) == ("✔ 建单：同一时段新建 1 单", "每一步都通过。")


def test_what_we_could_not_take_ourselves_is_marked_where_it_was_answered(h: Harness) -> None:
    sends(h, bad=5, kind="payment", answers={503: 1})
    assert told(h, "契约 诊断")[:2] == [
        "✘ HTTP：200 收下 95 条、503 没收成 5 条　← 卡在这里",
        "✔ 验签：95/95 条",
    ]


def test_answers_that_nobody_counted_are_called_200_by_nobody(h: Harness) -> None:
    sends(h, bad=100, kind="payment", answers={})
    first, *_, said = told(h, "契约 诊断")
    assert first == "– HTTP：100 条没有应答的记录"
    assert said == "一步都没丢，却没有一单建成：仍然是事故"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_nothing_could_be_read_is_said_in_words_of_people(lang: str) -> None:
    codes = {*REFUSALS, *(str(reason) for reason in Reason), "unknown_signal", "source_mismatch"}
    other = say("unread_other", lang)
    for code in codes:
        told = reason_name(code, lang)
        assert "_" not in told
        assert told != other, code
    assert reason_name("flux", lang) == other


def test_a_diagnosis_of_a_time_that_nobody_can_read_says_how_to_write_one(h: Harness) -> None:
    assert told(h, "契约 诊断 昨天") == [
        "没看懂时间“昨天”，请写“契约 诊断 10:30”或“契约 诊断 2026-05-01 10:30”。"
    ]
    assert told(h, "契约 诊断 0001-01-01 00:00")[0].startswith("没看懂时间“0001-01-01 00:00”")
    assert told(h, "契约 诊断 2026-08-01 10:30") == [
        "08-01 10:25–08-01 10:35 没有收到任何伙伴的消息。"
    ]
