"""Tests of the chat grammar: what is a command, what is a hint, and what is silence."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.chat import phrases
from rules.chat.grammar import Change, Command, MissingArgument, NearMiss, WordEdit, parse
from rules.chat.references import Reference
from rules.chat.words import BY_NAME, KIND_WORDS, SPECS, WORDS, Name, Spec
from rules.vocabulary import Kind, Role
from tests.rules.reading import reading


def named(*refs: str | None) -> tuple[Reference, ...]:
    """Return references to these orders, whole."""
    return tuple(Reference(text=ref) for ref in refs if ref is not None)


def read(text: str) -> Command:
    """Parse what must be a command."""
    outcome = reading(text)
    assert isinstance(outcome, Command), outcome
    return outcome


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_example_is_read_as_its_own_command(spec: Spec) -> None:
    assert spec.examples
    for text in spec.examples:
        assert read(text).name is spec.name


def test_every_word_of_the_contract_is_known_in_both_languages() -> None:
    pairs = (
        ("查单", "order"), ("轨迹", "trace"), ("体检", "check"), ("锁单", "lock"),
        ("放行", "release"), ("预警", "alerts"), ("认领", "claim"), ("误报", "false"),
        ("未发货", "unshipped"), ("信号", "signals"), ("假如", "what-if"), ("为什么", "why"),
        ("帮助", "help"), ("今晚必须发", "tonight"), ("漏发率", "missed"), ("下一单", "next"),
    )  # fmt: skip

    assert all(WORDS[zh] is WORDS[en] for zh, en in pairs)
    assert WORDS["溯源"] is Name.TRACE
    assert WORDS["解锁"] is Name.RELEASE


def test_no_word_calls_two_commands() -> None:
    assert len(WORDS) == sum(len(spec.zh) + len(spec.en) for spec in SPECS)
    assert set(BY_NAME) == set(Name)


@pytest.mark.parametrize(
    ("text", "name", "ref", "rest"),
    [
        ("查单1024", Name.ORDER, "1024", ""),
        ("／查单　１０２４", Name.ORDER, "1024", ""),
        ("/lock 1024", Name.LOCK, "1024", ""),
        ("ＬＯＣＫ １０２４ wrong", Name.LOCK, "1024", "wrong"),
        ("LOCK1024", Name.LOCK, "1024", ""),
        ("lock 1024 地址不对，请核实。", Name.LOCK, "1024", "地址不对，请核实"),
        ("锁单 地址不对 1024", Name.LOCK, "1024", "地址不对"),
        ("锁单\n1024\n地址不对", Name.LOCK, "1024", "地址不对"),
        ("  查单   1024  ！！！", Name.ORDER, "1024", ""),
        ("🙏🙏查单 1️⃣0️⃣2️⃣4️⃣", Name.ORDER, "1024", ""),
        ("查单 # 1024", Name.ORDER, "1024", ""),
        ("查单订单号：1024", Name.ORDER, "1024", ""),
        ("查单 单号1024", Name.ORDER, "1024", ""),
        ("体检 ABC-DEF", Name.CHECK, "ABC-DEF", ""),
        ("轨迹 SO-2026-001，客户在催", Name.TRACE, "SO-2026-001", "客户在催"),
        ("lock\u202e 10\u200b24", Name.LOCK, "1024", ""),
        ("锁单 1024\x00", Name.LOCK, "1024", ""),
        ("请帮我查单 1024", Name.ORDER, "1024", ""),
        ("麻烦您帮我查下 1024", Name.ORDER, "1024", ""),
        ("查一下 1024", Name.ORDER, "1024", ""),
        ("帮我锁一下 1024 地址不对", Name.LOCK, "1024", "地址不对"),
        ("能不能帮忙锁一下1024", Name.LOCK, "1024", ""),
        ("Could you please check 1024", Name.CHECK, "1024", ""),
        ("查 单 1024", Name.ORDER, "1024", ""),
        ("锁 单 1024 地址 不对", Name.LOCK, "1024", "地址 不对"),
        ("未 发 货", Name.UNSHIPPED, None, ""),
        ("帮我查单 1024", Name.ORDER, "1024", ""),
        ("請查單 1024", Name.ORDER, "1024", ""),
        ("Please check 1024", Name.CHECK, "1024", ""),
        ("“查单 1024”", Name.ORDER, "1024", ""),
        ("锁单 1024 和2048一样", Name.LOCK, "1024", "和2048一样"),
        ("lock 1024 same as order 2048", Name.LOCK, "1024", "same as order 2048"),
        ("锁单 10:02 说的 1024", Name.LOCK, "1024", "10:02 说的"),
        ("为什么 1024", Name.WHY, "1024", ""),
        ("为什么没收到1024", Name.WHY_NOT_ME, "1024", ""),
        ("为什么没收到", Name.WHY_NOT_ME, None, ""),
        ("预警", Name.ALERTS, None, ""),
        ("alerts", Name.ALERTS, None, ""),
        ("预警？", Name.ALERTS, None, ""),
        ("未发货", Name.UNSHIPPED, None, ""),
    ],
)
def test_people_type_commands_in_many_ways(
    text: str, name: Name | None, ref: str | None, rest: str
) -> None:
    outcome = reading(text)

    if name is None:
        assert not isinstance(outcome, Command)
        return
    assert outcome == Command(name=name, refs=named(ref), rest=rest)


@pytest.mark.parametrize(
    "text",
    [
        "@共振 查单 1024", "查单 @共振 1024", "查单 1024 @共振", "@共振查单1024", "@共振查单 1024",
        "<@U012345> 查单 1024", "@bot\u2005查单1024", "查单1024@共振", "＠共振 查单 1024",
    ],
)  # fmt: skip
def test_a_mention_may_stand_anywhere(text: str) -> None:
    assert reading(text) == Command(name=Name.ORDER, refs=named("1024"))


@pytest.mark.parametrize(
    ("traditional", "name"),
    [
        ("鎖單 1024", Name.LOCK), ("查單 1024", Name.ORDER), ("放行 1024", Name.RELEASE),
        ("解鎖 1024", Name.RELEASE), ("預警", Name.ALERTS), ("認領 1024", Name.CLAIM),
        ("誤報 1024", Name.FALSE_ALARM), ("信號", Name.SIGNALS), ("為什麼 1024", Name.WHY),
        ("爲什麽沒收到 1024", Name.WHY_NOT_ME), ("幫助", Name.HELP), ("未發貨", Name.UNSHIPPED),
        ("稍後 1024", Name.SNOOZE), ("體檢 1024", Name.CHECK), ("軌跡 1024", Name.TRACE),
    ],
)  # fmt: skip
def test_traditional_characters_are_the_same_words(traditional: str, name: Name) -> None:
    assert read(traditional).name is name


@pytest.mark.parametrize(
    ("text", "ref", "rest"),
    [
        ("锁单\n🔴 红色预警 · 订单 1024 · 待处理\n共振分：4.0（橙 2.5 / 红 4.0）", "1024", ""),
        ("锁单 地址不对\n红色预警 · 订单 1024 · 待处理\n共振分 4.0", "1024", "地址不对"),
        ("锁单 地址不对 订单 1024\n共振分 4.0", "1024", "地址不对"),
        ("锁单 https://ops.example.com/orders/SO-7?x=1 地址不对", "SO-7", "地址不对"),
        ("锁单 http://10.0.0.1:8080/orders/SO-7", "SO-7", ""),
        ("锁单 <https://ops.example.com/orders/SO-7|订单 SO-7> 快", "SO-7", "快"),
        ("「红色预警 · 订单 1024 · 待处理」\n- - - - - - -\n锁单 地址不对", "1024", "地址不对"),
        ("「王敏：红色预警 · 订单 1024」锁单", "1024", ""),
        ("> 红色预警 · 订单 1024\n锁单 地址不对", "1024", "地址不对"),
        ("> 订单 1024\n锁单 2048", "2048", ""),
    ],
)
def test_the_order_is_found_in_pasted_cards_links_and_quotes(
    text: str, ref: str, rest: str
) -> None:
    assert reading(text) == Command(name=Name.LOCK, refs=named(ref), rest=rest)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("茶单 1024", Name.ORDER), ("查询 1024", Name.ORDER), ("锁但 1024", Name.LOCK),
        ("放心 1024", Name.RELEASE), ("lokc 1024", Name.LOCK), ("realease 1024", Name.RELEASE),
        ("hlep", Name.HELP), ("alrets", Name.ALERTS), ("帮住", Name.HELP), ("帮忙 锁单", None),
        ("信好 列表", Name.SIGNALS), ("单锁 1024", Name.LOCK), ("锁单一下1024", Name.LOCK),
        ("订单 1024", Name.ORDER), ("茶单订单1024", Name.ORDER), ("/aler", None),
    ],
)  # fmt: skip
def test_a_near_miss_is_a_hint_and_never_runs(text: str, suggestion: Name | None) -> None:
    outcome = reading(text)

    assert not isinstance(outcome, Command)
    if suggestion is not None:
        assert isinstance(outcome, NearMiss)
        assert suggestion in outcome.suggestions


def test_an_unknown_slash_command_is_pointed_to_help() -> None:
    assert reading("/foo bar") == NearMiss(word="foo", suggestions=(), rest="bar")


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "@共振", "👍", "大家辛苦了，今天发了很多货", "放心，明天就到",
        "look at this please",
        "放行的事明天再说吧", "客户说要查单，你们看一下", "what is going on with the order 1024",
        "why's that", "好的", "收到，谢谢", "我觉得应该锁单 1024", "请不要锁单 1024", "10:02", "OK",
        "为什么这个订单还没有发货呢大家都在等", "ordering lunch now", "blocked by customs",
    ],
)  # fmt: skip
def test_chatter_gets_silence(text: str) -> None:
    assert reading(text) is None


@pytest.mark.parametrize("text", ["查单 1024", "/锁单 1024", "hlep", "锁单", "帮助"])
def test_nothing_is_read_that_is_not_addressed_to_us(text: str) -> None:
    assert parse(text, addressed=False) is None


@pytest.mark.parametrize("spec", [s for s in SPECS if s.order == "required"], ids=lambda s: s.name)
def test_a_missing_order_is_asked_for(spec: Spec) -> None:
    for word in (*spec.zh, *spec.en):
        assert reading(word) == MissingArgument(command=spec.name, argument="order")


@pytest.mark.parametrize(
    ("text", "duration", "rest"),
    [
        ("稍后 1024", None, ""),
        ("稍后 1024 2h", timedelta(hours=2), ""),
        ("稍后1024 半小时 等客户", timedelta(minutes=30), "等客户"),
        ("稍后 1024 30分钟", timedelta(minutes=30), ""),
        ("稍后 1024 2个半小时", timedelta(hours=2, minutes=30), ""),
        ("稍後 1024 1天", timedelta(days=1), ""),
        ("snooze 1024 90 min waiting", timedelta(minutes=90), "waiting"),
        ("snooze 1024 45s", timedelta(seconds=45), ""),
        ("稍后 1024 2.5h 等客户", timedelta(hours=2, minutes=30), "等客户"),
        ("稍后 1024 1h30m", timedelta(hours=1, minutes=30), ""),
        ("稍后 1024 1小时30分 等客户", timedelta(hours=1, minutes=30), "等客户"),
        ("稍后 1024 2小时半", timedelta(hours=2, minutes=30), ""),
        ("snooze 1024 1 hour 30 minutes waiting", timedelta(hours=1, minutes=30), "waiting"),
        ("稍后 1024 2h 3天没回", timedelta(hours=2), "3天没回"),
        ("稍后 1024 +2h", timedelta(hours=2), ""),
    ],
)
def test_snooze_reads_how_long(text: str, duration: timedelta | None, rest: str) -> None:
    assert reading(text) == Command(
        name=Name.SNOOZE, refs=named("1024"), duration=duration, rest=rest
    )


@pytest.mark.parametrize(
    "span", ["-2h", "-半小时", "-两小时", "0h", "0.125h", "2h30", "三刻钟", "再过一个半小时"]
)
def test_what_is_no_stretch_of_time_is_asked_about_and_not_read_as_a_part_of_it(span: str) -> None:
    missing = MissingArgument(command=Name.SNOOZE, argument="span", said=span)
    assert reading(f"稍后 1024 {span}") == missing


def test_a_duration_is_no_order() -> None:
    missing = MissingArgument(command=Name.SNOOZE, argument="order")
    assert reading("稍后 2h") == missing


def test_release_can_name_the_hold_that_is_meant() -> None:
    assert read("放行 1024 RESONANCE_RED 已确认") == Command(
        name=Name.RELEASE, refs=named("1024"), hold="RESONANCE_RED", rest="已确认"
    )
    assert read("release 1024 manual").hold == "MANUAL"
    assert read("放行 1024 客户已确认").hold is None
    missing = MissingArgument(command=Name.RELEASE, argument="order")
    assert reading("放行 RESONANCE") != missing


@pytest.mark.parametrize(
    ("text", "ref", "changes"),
    [
        (
            "假如 1024 +address_changed +chat_opened -coupon_depth",
            "1024",
            (("address_changed", 1), ("chat_opened", 1), ("coupon_depth", -1)),
        ),
        ("假如 1024 地址修改+1", "1024", (("address_changed", 1),)),
        ("假如1024地址修改+2 客服对话 + 1", "1024", (("address_changed", 2), ("chat_opened", 1))),
        ("假如 1024 地址修改", "1024", (("address_changed", 1),)),
        ("what-if SO-12 +vip_complaint", "SO-12", (("vip_complaint", 1),)),
        ("what if Ab-12-coupon_depth", "Ab-12", (("coupon_depth", -1),)),
        ("假如 1024 ＋地址修改 ＋地址修改", "1024", (("address_changed", 2),)),
        ("假如 1024 地址修改＋１", "1024", (("address_changed", 1),)),
    ],
)
def test_what_if_reads_changes(text: str, ref: str, changes: tuple[tuple[str, int], ...]) -> None:
    command = read(text)

    assert command.refs == named(ref)
    assert command.changes == tuple(Change(kind=kind, delta=delta) for kind, delta in changes)


@pytest.mark.parametrize(
    "text",
    [
        "假如 1024 季节={}", "假如 季节={} 1024", "假如 季节={}，1024", "假如 季节={}1024",
        "假如 季节={} 订单 1024", "假如1024季节={}", "假如 1024 季节＝{}",
        "假如 地址修改+1 季节={} 1024", "what-if 1024 季节={}", "「1024」\n——————\n假如 季节={}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("quotes", ["「」", "『』", "“”", "‘’", '""', "''", "＂＂"])
def test_a_name_in_quotes_stays_whole_wherever_the_order_stands(text: str, quotes: str) -> None:
    command = read(text.format(f"{quotes[0]}双 11{quotes[1]}"))

    assert command.refs == named("1024")
    assert [(name, phrases.unquoted(value)) for name, value in command.supposed] == [
        ("季节", "双 11")
    ]


@pytest.mark.parametrize(
    ("text", "ref", "supposed"),
    [
        ("假如 草案=1234 1024", "1024", (("草案", "1234"),)),
        ("假如 现在=23:30，1024", "1024", (("现在", "23:30"),)),
        ("假如 A=1 橙=2.0", "A=1", (("橙", "2.0"),)),
        (
            "假如 https://ops.example.com/orders/1024?from=card 橙=2.0",
            "1024",
            (("橙", "2.0"),),
        ),
    ],
)
def test_what_is_supposed_is_no_order_and_an_order_is_not_supposed(
    text: str, ref: str, supposed: tuple[tuple[str, str], ...]
) -> None:
    command = reading(text, {"1024", "1234", "A=1"})

    assert isinstance(command, Command)
    assert [one.text for one in command.refs] == [ref]
    assert command.supposed == supposed


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("客户说「不要发」", "客户说「不要发」"),
        ("客户说“不要发”。", "客户说“不要发”"),
        ('客户说"不要发"', '客户说"不要发"'),
        ("改址（第二次）", "改址（第二次）"),
        ("「备注」里写的", "「备注」里写的"),
        ('"a" or "b"', '"a" or "b"'),
        ("（见「备注」）", "见「备注」"),
        ("「已核对」", "已核对"),
        ("，已核对）。", "已核对"),
        ("——（", ""),
    ],
)
def test_a_reason_keeps_the_quotes_and_brackets_that_belong_to_it(said: str, reason: str) -> None:
    assert read(f"锁单 1024 {said}").rest == reason


def test_what_if_without_changes_asks_for_them() -> None:
    missing = MissingArgument(command=Name.WHAT_IF, argument="changes")
    assert reading("假如 1024") == missing
    missing = MissingArgument(command=Name.WHAT_IF, argument="order")
    assert reading("假如 地址修改+1") == missing


def test_every_built_in_signal_has_its_names() -> None:
    assert set(KIND_WORDS.values()) == set(Kind)


@pytest.mark.parametrize("text", ["信号", "信号 列表", "信号列表", "信號 全部", "signals list"])
def test_signals_lists_all_of_them(text: str) -> None:
    assert reading(text) == Command(name=Name.SIGNALS)


def test_signals_shows_one_of_them() -> None:
    assert read("信号 地址修改").kind == Kind.ADDRESS_CHANGED
    assert read("signals vip_complaint").kind == "vip_complaint"


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("信号 急用词", None),
        ("信号 急用词 加 马上要", WordEdit(op="add", word="马上要")),
        ("信號 急用詞 刪 馬上要", WordEdit(op="remove", word="馬上要")),
        ("信号急用词 +马上要", WordEdit(op="add", word="马上要")),
        ("信号 急用词 删 “马上要”", WordEdit(op="remove", word="马上要")),
        ("signals words add right now", WordEdit(op="add", word="right now")),
        ("信号 急用词 加急", None),
    ],
)
def test_signals_edits_the_urgent_words(text: str, edit: WordEdit | None) -> None:
    command = read(text)

    assert command.words
    assert command.edit == edit
    assert command.permission == ("urgent_words" if edit else "signals")


def test_an_edit_without_a_word_asks_for_it() -> None:
    missing = MissingArgument(command=Name.SIGNALS, argument="word")
    assert reading("信号 急用词 加") == missing


@pytest.mark.parametrize(
    ("text", "topic"),
    [("帮助", None), ("帮助 锁单", Name.LOCK), ("帮助锁单", Name.LOCK), ("help /lock", Name.LOCK),
     ("help WHY-NOT-ME", Name.WHY_NOT_ME), ("help me", None)],
)  # fmt: skip
def test_help_may_be_about_one_command(text: str, topic: Name | None) -> None:
    assert read(text).topic is topic


def test_commands_that_change_something_are_not_for_viewers() -> None:
    looks = {Name.AUDIT}  # changes nothing, and is not for everybody all the same
    changing = [spec for spec in SPECS if spec.name not in looks]
    assert all((spec.role is not Role.VIEWER) == spec.changes for spec in changing)


@given(st.text())
@example("「" * 50 + "」\n---\n锁单")
@example("锁单 " + "1-" * 3000)
@example("假如 1024 " + "地" * 3900)
@example("@" + "a" * 3999)
@example("#" * 4000)
@example("订单" * 2000)
@example("/orders/" * 500)
@example("锁单 ½ ٣ ² \ud800")
def test_no_text_at_all_breaks_the_grammar(text: str) -> None:
    assert parse(text, addressed=False) is None
    reading(text)
    for prefix in ("锁单 ", "假如 1024 ", "信号 急用词 ", "稍后 ", "帮助 "):
        reading(prefix + text)


@given(st.sampled_from(sorted(WORDS)), st.from_regex(r"[1-9][0-9]{3,17}", fullmatch=True))
def test_an_order_number_survives_every_command_word(word: str, number: str) -> None:
    command = read(f"{word} {number} 2h +address_changed")

    if BY_NAME[command.name].order != "none":
        assert command.refs == named(number)


@given(
    st.sampled_from([w for spec in SPECS for w in spec.en if len(w) > 4 and w.isalpha()]),
    st.integers(min_value=0, max_value=3),
    st.sampled_from("qzxj"),
)
def test_one_wrong_letter_never_runs_a_command(word: str, place: int, letter: str) -> None:
    typo = word[:place] + letter + word[place + 1 :]

    outcome = reading(f"{typo} 1024")

    assert typo in WORDS or isinstance(outcome, NearMiss)


@given(st.text(alphabet="ab", max_size=5), st.text(alphabet="ab", max_size=5))
def test_one_edit_is_what_the_textbook_says(one: str, other: str) -> None:
    assert phrases.within_one_edit(one, other) == (_damerau(one, other) <= 1)


def _damerau(one: str, other: str) -> int:
    """Count edits the slow way: optimal string alignment."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)]
            for i in range(len(one) + 1)]  # fmt: skip
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
