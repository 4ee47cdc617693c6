"""Tests of the words: two complete languages, nothing missing, nobody's phone number in them."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chat import answers
from rules.chat.grammar import Command, MissingArgument, NearMiss
from rules.chat.help import command_word, example, help_text, help_topic
from rules.chat.references import Reference
from rules.chat.words import SPECS, Name, Spec
from rules.masking import mask_phone, mask_phones
from rules.orders.timeline import event_text
from rules.people.permissions import Denied
from rules.people.refusals import denied
from rules.people.silences import Field
from rules.resonance.explain import Standing
from rules.shipping.holds import Hold
from rules.shipping.reasons import HoldReason
from rules.shipping.texts import hold_text, scan_reason
from rules.vocabulary import (
    Action,
    AlertState,
    HardRule,
    Kind,
    Level,
    Role,
    ScanCode,
    SignalClass,
)
from rules.wording import say as wording
from rules.wording.analysis import ANALYSIS
from rules.wording.attention.budgets import BUDGETS
from rules.wording.attention.people import PEOPLE
from rules.wording.attention.silences import SILENCES
from rules.wording.backtest import BACKTEST
from rules.wording.cards import CARD, HEADLINE, SUGGESTIONS
from rules.wording.chat import REPLIES
from rules.wording.claims import CLAIMS
from rules.wording.day_played import DAY_PLAYED
from rules.wording.day_told import DAY_TOLD
from rules.wording.delivery import DELIVERY
from rules.wording.desk import DESK
from rules.wording.digest import DIGEST
from rules.wording.health.contracts import CONTRACTS
from rules.wording.health.figures import FIGURES
from rules.wording.health.troubles import HEALTH
from rules.wording.insight import INSIGHT
from rules.wording.learning import LEARNING
from rules.wording.ledger import LEDGER
from rules.wording.names import NAMES
from rules.wording.orders.account import ACCOUNT
from rules.wording.orders.confirmation import CONFIRMATION
from rules.wording.orders.drafts import DRAFTS
from rules.wording.orders.guard import GUARD
from rules.wording.orders.lost_marks import LOST_MARKS
from rules.wording.orders.nights import NIGHTS
from rules.wording.orders.packs import PACKS
from rules.wording.orders.pick_lists import PICK_LISTS
from rules.wording.orders.scans import SCANS
from rules.wording.orders.statuses import STATUSES
from rules.wording.orders.timeline import TIMELINE
from rules.wording.orders.unshipped import UNSHIPPED
from rules.wording.payments import PAYMENTS
from rules.wording.refunds.clauses import CLAUSES
from rules.wording.refunds.decisions import DECISIONS
from rules.wording.refunds.editing import EDITING
from rules.wording.refunds.facts import FACTS
from rules.wording.refunds.page import PAGE
from rules.wording.refunds.rules import REFUND_RULES
from rules.wording.reports import HELP, REPORTS
from rules.wording.resonance.foresight import FORESIGHT
from rules.wording.resonance.policy import POLICY
from rules.wording.resonance.rollout import ROLLOUT
from rules.wording.resonance.supposing import SUPPOSING
from rules.wording.sentences import SENTENCES
from rules.wording.typed import TYPED
from tests.rules.reading import reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HAN = re.compile(r"[\u4e00-\u9fff]")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_both_languages_say_the_same_with_the_same_facts(key: str) -> None:
    zh, en = SENTENCES[key]

    assert zh.strip()
    assert en.strip()
    assert placeholders(zh) == placeholders(en)
    assert not HAN.search(en)


def test_no_key_is_defined_twice() -> None:
    parts = (
        NAMES,
        SCANS,
        REPLIES,
        REPORTS,
        CARD,
        HEADLINE,
        SUGGESTIONS,
        HELP,
        INSIGHT,
        ANALYSIS,
        PEOPLE,
        SILENCES,
        BUDGETS,
        DELIVERY,
        BACKTEST,
        LEARNING,
        TIMELINE,
        TYPED,
        CLAIMS,
        CONFIRMATION,
        CONTRACTS,
        DIGEST,
        FIGURES,
        HEALTH,
        LEDGER,
        STATUSES,
        GUARD,
        DRAFTS,
        LOST_MARKS,
        PICK_LISTS,
        PACKS,
        NIGHTS,
        UNSHIPPED,
        CLAUSES,
        DECISIONS,
        EDITING,
        FACTS,
        REFUND_RULES,
        PAGE,
        PAYMENTS,
        DESK,
        FORESIGHT,
        DAY_TOLD,
        DAY_PLAYED,
        ACCOUNT,
        POLICY,
        ROLLOUT,
        SUPPOSING,
    )

    assert len(SENTENCES) == sum(map(len, parts))


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("level", Level), ("kind", Kind), ("hard", HardRule), ("class", SignalClass),
        ("state", AlertState), ("action", Action), ("done", Action), ("rule", HardRule),
        ("role", Role), ("hold", HoldReason),
        ("scan", ScanCode), ("standing", Standing), ("usage", Name), ("what", Name),
        ("field", Field),
        ("denied", ("unlinked", "role", "red", "hold", "shop", "all_shops", "unknown_action")),
        ("missing", ("order", "changes", "word", "reason")),
        ("threshold", ("orange", "red")),
    ],
)  # fmt: skip
def test_everything_that_can_be_named_has_a_name(group: str, values: tuple[str, ...]) -> None:
    assert {f"{group}_{value}" for value in values} <= set(SENTENCES)


def test_a_missing_key_fact_or_language_fails_loudly() -> None:
    with pytest.raises(KeyError):
        wording.say("no_such_key")
    with pytest.raises(KeyError):
        wording.say("claim_done", by="王敏")
    with pytest.raises(KeyError):
        wording.say("claim_done", "fr", by="王敏", order_no="1", at="10:02")


def test_a_number_of_things_is_written_with_its_noun() -> None:
    facts = {"red": 1, "orange": 0}

    assert wording.say("alerts_title", "en", count=1, **facts).startswith("1 alert (")
    assert wording.say("alerts_title", "en", count=2, **facts).startswith("2 alerts (")


def test_a_blank_stands_where_chinese_would_touch_a_latin_letter_and_no_fact_is_changed() -> None:
    facts = {"value": "春熙路8号", "until": "10:00", "by": "王敏"}

    said = wording.say("lists_added", name="VIP 名单", **facts)

    assert said == "已加入 VIP 名单：春熙路8号，到 10:00（王敏）。"
    assert wording.say("lists_added", name="白名单", **facts).startswith("已加入白名单：")


def test_what_something_may_take_is_written_in_hours_up_to_three_days() -> None:
    assert wording.limit(timedelta(hours=24)) == "24 小时"
    assert wording.limit(timedelta(hours=48), "en") == "48 hours"
    assert wording.limit(timedelta(days=3)) == "3 天"
    assert wording.limit(timedelta(minutes=90)) == "1 小时 30 分"


def test_facts_are_never_read_as_templates() -> None:
    assert "{at} {0}" in wording.say("claim_done", by="{at} {0}", order_no="1", at="10:02")


def test_every_sentence_that_the_code_asks_for_exists() -> None:
    root = Path(wording.__file__).parent.parent.parent
    asked = re.compile(r"""\bsay\(\s*["']([a-z_A-Z.]+)["']""")
    keys = {
        (path.name, key)
        for package in ("rules", "handlers", "bot")
        for path in (root / package).rglob("*.py")
        for key in asked.findall(path.read_text(encoding="utf-8"))
    }

    assert keys
    assert {(name, key) for name, key in keys if key not in SENTENCES} == set()


def a_hold(owner: str = "system", note: str = "", reason: str = "RESONANCE_RED") -> Hold:
    return Hold(id="h", order_no="1024", reason=reason, owner=owner, note=note, since=NOW)


def test_a_hold_says_whose_release_it_still_needs() -> None:
    assert hold_text(a_hold()) == "共振红色（系统，需审批人放行）"
    own = a_hold("王敏", "客户电话 13812341234", "MANUAL")
    assert hold_text(own) == "人工锁定：客户电话 1******1234（王敏，需审批人放行）"
    assert "approver" in hold_text(own, "en")
    assert "FRAUD_CHECK" in hold_text(a_hold(reason="FRAUD_CHECK"))


@pytest.mark.parametrize("code", ScanCode)
@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_warehouse_keeper_reads_why_and_what_next(code: ScanCode, lang: str) -> None:
    assert scan_reason(code, (a_hold(),), lang=lang)


def test_a_locked_scan_names_the_reason_the_owner_and_whom_to_call() -> None:
    say = scan_reason
    locked = ScanCode.LOCKED

    assert say(locked, (a_hold(),)) == ("已锁定：共振红色（系统）。请放到异常区，联系 值班审批人。")
    assert say(locked, (a_hold(), a_hold("李雷", reason="MANUAL"))) == (
        "已锁定：共振红色、人工锁定（系统、李雷）。请放到异常区，联系 李雷。"
    )
    assert "联系 王敏" in say(locked, (a_hold("李雷"),), contact="王敏")
    assert say(ScanCode.CANCELLED, other="2048").startswith("同一包裹里的订单 2048：订单已取消。")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_a_refusal_says_who_could(lang: str) -> None:
    facts = {"need": "approver", "role": "operator", "hold": "RESONANCE_RED", "owner": "system"}
    for reason in ("role", "red", "hold"):
        text = denied(Denied(reason=reason, facts=facts), lang)
        assert ("审批人" if lang == "zh" else "approver") in text
    assert denied(Denied(reason="shop"), lang)
    assert denied(Denied(reason="unknown_action"), lang)


def test_the_link_hint_names_the_id_in_private_only() -> None:
    refusal = Denied(reason="unlinked", facts={"channel": "dingtalk", "user_id": "staff9"})

    assert 'dingtalk = "staff9"' in denied(refusal)
    assert "staff9" not in denied(refusal, private=False)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_a_near_miss_is_answered_with_what_could_be_typed(lang: str) -> None:
    miss = NearMiss(word="茶单", suggestions=(Name.ORDER, Name.LOCK), rest="1024")
    text = answers.near_miss(miss, lang)

    assert f"{command_word(Name.ORDER, lang)} 1024" in text
    assert f"{command_word(Name.LOCK, lang)} 1024" in text
    none = answers.near_miss(NearMiss(word="foo", suggestions=()), lang)
    assert command_word(Name.HELP, lang) in none


@pytest.mark.parametrize("lang", wording.LANGUAGES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_what_is_missing_is_asked_for_with_an_example_that_works(spec: Spec, lang: str) -> None:
    name = spec.name
    shown = example(name, lang)

    assert isinstance(reading(shown), Command)
    assert shown in answers.missing(MissingArgument(command=name, argument="order"), lang)
    word = answers.missing(MissingArgument(command=Name.SIGNALS, argument="word"), lang)
    edit = reading(re.split(r"[：:] ?", word)[-1])
    assert isinstance(edit, Command)
    assert edit.edit is not None


def test_a_short_number_gives_a_list_of_five_at_most() -> None:
    matches = [f"100{n}1024" for n in range(7)]
    lines = answers.choose("1024", matches, guessed=False).splitlines()

    assert len(lines) == 1 + answers.CHOICES + 1
    assert lines[1] == "1. 10001024"
    assert "2" in lines[-1]
    assert len(answers.choose("1024", matches[:2], guessed=True).splitlines()) == 3


def test_an_unknown_order_comes_with_near_ones() -> None:
    assert "1025、1026" in answers.not_found(Reference(text="1024"), ["1025", "1026"])
    assert "1024" in answers.not_found(Reference(text="1024"))
    assert "1******5678" in answers.not_found(Reference(text="13812345678"), ["1381234567"])
    assert "1******5678" in answers.choose("13812345678", ["1", "2"], guessed=False)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_help_lists_what_it_is_given_and_explains_each_command(lang: str) -> None:
    text = help_text((Name.ORDER, Name.WHY), lang)

    assert len(text.splitlines()) == 4
    assert command_word(Name.LOCK, lang) not in text.splitlines()[1]
    for name in Name:
        topic = help_topic(name, lang)
        assert command_word(name, lang) in topic


def test_times_are_written_in_the_readers_zone() -> None:
    def clock(at: datetime) -> str:
        return wording.clock(at, now=NOW, tz=SHANGHAI)

    assert clock(datetime(2026, 11, 24, 2, 2, tzinfo=UTC)) == "10:02"
    assert clock(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == "11-23 23:59"
    assert clock(datetime(2025, 12, 31, 15, 59, tzinfo=UTC)) == "2025-12-31 23:59"
    assert clock(datetime(2025, 12, 31, 16, 0, tzinfo=UTC)) == "01-01 00:00"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 seconds"),
        (59, "59 秒", "59 seconds"),
        (60, "1 分钟", "1 minute"),
        (3600, "1 小时", "1 hour"),
        (6720, "1 小时 52 分", "1 hour 52 minutes"),
        (86400, "1 天", "1 day"),
        (90000, "1 天 1 小时", "1 day 1 hour"),
        (259200, "3 天", "3 days"),
        (-7500, "2 小时 5 分", "2 hours 5 minutes"),
    ],
)
def test_a_span_shows_its_two_largest_units_and_none_that_is_nothing(
    seconds: int, zh: str, en: str
) -> None:
    assert wording.span(timedelta(seconds=seconds)) == zh
    assert wording.span(timedelta(seconds=seconds), "en") == en


def test_a_countdown_turns_over_at_the_limit() -> None:
    assert wording.time_left(NOW + timedelta(hours=1), now=NOW) == "还剩 1 小时"
    assert wording.time_left(NOW, now=NOW) == "已超 0 秒"
    assert wording.time_left(NOW - timedelta(hours=1), now=NOW) == "已超 1 小时"


def test_money_is_exact_and_unknown_money_is_said_to_be_unknown() -> None:
    assert wording.money(Decimal("1999.9")) == "¥1,999.90"
    assert wording.money("0.1") == "¥0.10"
    assert wording.money(None) == "未知"
    assert wording.money("abc", "en") == "unknown"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812341234", "1******1234"),
        ("电话13812341234，急", "电话1******1234，急"),
        ("138 1234 1234", "1******1234"),
        ("138-1234-1234", "1******1234"),
        ("+86 13812341234", "1******1234"),
        ("008613812341234", "1******1234"),
        ("8613812341234", "1******1234"),
        ("0571-88886666", "0571-****6666"),
        ("订单 202611240000001234", "订单 202611240000001234"),
        ("1024", "1024"),
    ],
)
def test_a_phone_number_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert mask_phones(text) == masked


def test_one_phone_number_alone_is_masked_too() -> None:
    assert mask_phone("13812341234") == "1******1234"
    assert mask_phone("+86 138 1234 1234") == "1******1234"
    assert mask_phone("12345") == "****5"
    assert mask_phone("") == ""


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "，", "电话", "a"])
)
def test_no_full_phone_number_survives(phone: str, around: str) -> None:
    assert phone not in mask_phones(f"{around}{phone}{around}")


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (
            "order.created",
            {"shop": "A", "amount": "199", "items": [{"qty": 2}, {"sku": "x"}]},
            "下单：A ¥199.00 3 件",
        ),
        ("order.created", {"amount": None, "items": "?"}, "下单：未知 0 件"),
        ("order.paid", {"amount": "199.00", "method": "wechat"}, "付款：¥199.00 微信支付"),
        ("order.paid", {"amount": "199.00", "method": "paypal"}, "付款：¥199.00 paypal"),
        ("payment.settled", {"amount": "9.9"}, "支付到账：¥9.90"),
        (
            "order.address_changed",
            {"address": {"province": "浙江", "city": "温州", "detail": "某路 1 号"}, "by": "客户"},
            "修改地址：浙江温州（客户）",
        ),
        ("order.address_changed", {"address": "某路 1 号"}, "修改地址"),
        ("checkout.dwelled", {"seconds": 312}, "支付页停留：312 秒"),
        ("coupon.applied", {"depth": "0.50"}, "使用优惠：优惠 50%"),
        ("coupon.applied", {"depth": "?"}, "使用优惠：?"),
        ("chat.message", {"text": "打 13812341234 找我"}, "客服消息：打 1******1234 找我"),
        ("label.printed", {"warehouse": "hz-1", "took_ms": 900}, "面单打印：hz-1 用时 900 毫秒"),
        ("system.status", {"system": "wms", "status": "PACKED"}, "系统状态：wms PACKED"),
        ("signal.seen", {"kind": "address_changed", "note": "n"}, "信号：地址修改 n"),
        ("chat.opened", {}, "客服对话开始"),
        ("chat.opened", {"by": "13812341234"}, "客服对话开始（1******1234）"),
        ("chat.opened", {"by": "customer"}, "客服对话开始（客户）"),
        ("chat.message", {"text": "急用", "by": "customer"}, "客服消息：急用（客户）"),
        ("future.type", {}, "future.type"),
    ],
)
def test_every_event_is_told_in_a_line(kind: str, data: dict[str, object], text: str) -> None:
    assert event_text(kind, data) == text
    assert event_text(kind, data, "en")


#: What stands in for a fact: numbers, a name that ends or begins in either script, a span.
_SEEDS = ("1", "2", "1024", "王敏", "VIP 名单", "li.lei", "15 分钟", "1 天 2 小时")
#: Chinese beside a Latin letter with no blank; a half-width mark inside Chinese; no unit at all.
_GLUED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
_HALF = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
_ONE_OF_MANY = re.compile(
    r"(?<![\d.:-])1 (?:alert|order|message|signal|hour|minute|day|second|piece|entrie|time)s\b"
)
#: Written as the configuration, an address or a machine has them.
_CODES = re.compile(r"\[\[\w+\]\]|/readyz|N\b|[a-z]+=|<[^>]*>|\[[^\]]*\]|[a-z_.]+ = \"[^\"]*\"")


@pytest.mark.parametrize("seed", _SEEDS)
def test_no_sentence_is_glued_half_width_or_miscounted_whatever_it_is_told(seed: str) -> None:
    wrong = []
    quoted = {"suggest_inspect_three_photos"}  # word for word as the field writes it
    for key, pair in SENTENCES.items():
        if key in quoted:
            continue
        facts = dict.fromkeys(placeholders(pair[0]), seed)
        zh, en = (_CODES.sub("…", wording.say(key, lang, **facts)) for lang in wording.LANGUAGES)
        if (
            _GLUED.search(zh)
            or _HALF.search(zh)
            or "  " in zh.strip().replace("\n  ", "\n")
            or _ONE_OF_MANY.search(en)
        ):
            wrong.append((key, zh, en))

    assert wrong == []


@given(st.integers(0, 10**7))
def test_no_span_has_a_part_that_is_nothing(seconds: int) -> None:
    for lang in wording.LANGUAGES:
        parts = wording.span(timedelta(seconds=seconds), lang)
        assert not re.search(r"(?<!\d)0 ", parts) or seconds == 0


def test_no_sentence_holds_a_word_of_the_machine() -> None:
    machine = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[A-Z]+_[A-Z_]+\b")
    shown = {
        (key, word)
        for key, pair in SENTENCES.items()
        if not key.startswith(("usage_", "example_"))
        for text in pair
        for word in machine.findall(re.sub(r"\{[^}]*\}", "", text))
    }

    assert shown == set()
