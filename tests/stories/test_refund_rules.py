"""The rules of refunds in chat: read, drafted, tested, approved by another, brought back."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.chat import dispatch
from handlers.drafts import drafting
from handlers.ports import ChatMessage
from handlers.refunds.drafting import flips
from handlers.refunds.drafting import objection as unpublished
from handlers.refunds.published import KIND, published, version_of
from rules.drafts.draft import Flips
from rules.people.permissions import Directory, Person
from rules.refunds.application import Application, Cause, Decided
from rules.refunds.book.book import RuleBook
from rules.refunds.book.edits import edited
from rules.refunds.cases import given_cases
from rules.refunds.decide import RefundTerms, decide
from rules.refunds.engine import objection
from rules.refunds.facts import RefundFacts
from rules.refunds.reading import read_facts
from rules.refunds.texts import sentence
from rules.vocabulary import Role
from storage.tx import Tx
from tests.harness import Harness


def said(h: Harness, text: str, by: str = "李雷") -> str:
    reply = h.says(text, by=by)
    assert reply is not None
    h.read()  # the card of a draft, as it stands now
    return reply.text


def book(h: Harness) -> RuleBook:
    return h.database.look(lambda tx: published(tx, h.deps))


def applied(h: Harness) -> None:
    """Have somebody have applied with the facts of every case."""

    def work(tx: Tx) -> None:
        for case, facts in given_cases(published(tx, h.deps)):
            named = case["id"]
            decision = decide(facts, published(tx, h.deps), h.deps.refunds)
            tx.refunds.keep(
                Application(
                    id=named, source="wms", named=named, order_no=f"o-{named}", at=h.now,
                    day=f"{h.now:%Y-%m-%d}",
                )
            )  # fmt: skip
            tx.refunds.decide(
                Decided(
                    refund_id=named, at=h.now, cause=Cause.APPLIED, by="wms", reason="",
                    facts=facts, decision=decision,
                )
            )  # fmt: skip

    h.database.do(work)


def publish(h: Harness, edit: str, number: int = 1) -> str:
    said(h, edit)
    said(h, f"草案 {number}", by="王敏")
    return said(h, f"批准 {number}", by="王敏")


def test_the_list_names_32_rules_and_one_is_read_in_full(h: Harness) -> None:
    listed = said(h, "退款规则 列表").splitlines()

    assert [line.partition(".")[0] for line in listed[1:33]] == [str(n) for n in range(1, 33)]
    assert "9. 美妆：未拆封：原路退款（优先级 50）" in listed
    one = said(h, "退款规则 12")
    assert "12-1：商品类别：化妆品、剩余保质期天数：<= 30、临期或瑕疵已明示：否或不明 → " in one
    assert "边界 12-1 剩余保质期天数：29 → 12-1、30 → 12-1、31 → " in one
    assert said(h, "退款规则 99") == "没有规则 99"
    assert len(said(h, "refund-rules list").splitlines()) >= 33


def test_a_rule_is_found_by_words_and_by_the_sentence_that_its_customer_was_told(
    h: Harness,
) -> None:
    facts = read_facts({"category": "化妆品", "shelf_days_left": 30, "amount": "99.00"})
    assert isinstance(facts, RefundFacts)
    told = sentence(facts, decide(facts, book(h), RefundTerms()))

    assert said(h, "退款规则 临期 明示").splitlines()[1].startswith("12-1：")
    assert said(h, f"退款规则 {told}").splitlines()[1].startswith("12-1：")
    assert len(said(h, "退款规则 封膜").splitlines()) == 9


def test_a_change_is_a_draft_that_says_what_and_whom_and_in_money(h: Harness) -> None:
    applied(h)
    before = book(h)
    assert "草案 1 已提交，会改变 2 单" in said(h, "退款规则 12 券 10% 改例")
    text = said(h, "草案 1", by="王敏")

    assert "行 12-1 补偿券" in text
    assert "5% → 10%" in text
    assert "原路退款 → 原路退款，2 单，共 +¥10.00" in text
    assert "例 12.1" in text
    assert book(h).version == before.version
    assert "已发布为退款规则第 2 版" in said(h, "批准 1", by="王敏")
    after = book(h)
    assert (after.version, after.by_id["12-1"].voucher) == (2, Decimal("0.1"))
    assert objection(after.text) is None


def test_nobody_approves_their_own_nor_what_they_have_not_opened(h: Harness) -> None:
    said(h, "退款规则 12 券 10% 改例", by="王敏")

    assert "要由另一个人批准" in said(h, "批准 1", by="王敏")
    said(h, "退款规则 12 券 20% 改例")
    assert "请先打开" in said(h, "批准 2", by="王敏")
    assert book(h).version == 1


def test_what_a_case_does_not_expect_is_refused_and_the_row_is_named(h: Harness) -> None:
    answer = said(h, "退款规则 9 天数 <= 6")

    assert "例 9.1 不通过（行 9-2）：应为 原路退款 ¥85.00（9-2）" in answer
    assert "改例" in answer
    assert "没有等待" in said(h, "草案")


def test_a_draft_that_fails_is_not_published_whoever_made_it(h: Harness) -> None:
    wrong = edited(book(h), ["9 天数 <= 6"])
    assert isinstance(wrong, RuleBook)
    h.database.do(
        lambda tx: drafting.propose(tx, h.deps, KIND, wrong.text, "李雷", h.now, place=None)
    )
    said(h, "草案 1", by="王敏")

    answer = said(h, "批准 1", by="王敏")
    assert answer.startswith("草案 1 不能发布：例 9.1 不通过（行 9-2）")
    assert book(h).version == 1


def test_what_is_no_book_or_has_no_cases_is_not_published_either(h: Harness) -> None:
    document = json.loads(book(h).text)

    def why() -> str | None:
        return h.database.look(lambda tx: unpublished(tx, h.deps, json.dumps(document)))

    document["nodes"][2]["id"] = "elsewhere"
    assert "引擎不接受" in (why() or "")
    document["nodes"][2]["id"] = "out"
    document["cases"] = [one for one in document["cases"] if one["expected"]["row"] != "12-1"]
    assert why() == "规则 12 没有例子，不能发布"
    document.clear()
    assert "不是可读的决策表" in (why() or "")


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ("1-3 天数 > 8", "没有规则说到这样的申请"),
        ("1 先于 14", "永远轮不到"),
        ("9 优先级 41", "优先级相同"),
        ("9 天数 七", "的值不对"),
        ("99 券 1%", "没有规则或行 99"),
        ("9 颜色 红", "没有“颜色”这一项"),
        ("9", "9. 美妆：未拆封"),
        ("9 改一下", "看不懂"),
        ("火箭", "没有规则说到“火箭”"),
        ("12 券 5%", "没有改变什么"),
    ],
)
def test_a_fault_or_an_odd_edit_is_told_with_what_shows_it(
    h: Harness, edit: str, found: str
) -> None:
    assert found in said(h, f"退款规则 {edit}")
    assert "没有等待" in said(h, "草案")


def test_a_rule_is_moved_by_as_few_priorities_as_it_takes(h: Harness) -> None:
    said(h, "退款规则 14 先于 11 改例")
    text = said(h, "草案 1", by="王敏")

    assert "规则 14（食品：未拆封）：第 25 位 → 第 15 位" in text
    assert "优先级数字顺延：10 条 → 先后不变" in text  # 41 … 50, as far as its own former place


def test_one_command_brings_the_version_before_back_and_every_version_is_kept(h: Harness) -> None:
    first = book(h).text
    publish(h, "退款规则 12 券 10% 改例")

    assert "回滚到第 1 版" in said(h, "回滚 退款规则", by="王敏")
    assert (book(h).version, book(h).text) == (3, first)
    kept = [h.database.look(lambda tx, n=n: version_of(tx, h.deps, n)) for n in (1, 2, 3, 4)]  # type: ignore[misc]
    assert [one.by_id["12-1"].voucher if one else None for one in kept] == [
        Decimal("0.05"), Decimal("0.1"), Decimal("0.05"), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "edit", ["12 券 10%", "32-3 金额 > 99", "10-1 动作 转人工", "9 先于 12", "21-3 比例 80%"]
)
def test_whom_a_draft_flips_is_what_brute_force_finds(h: Harness, edit: str) -> None:
    applied(h)
    before = book(h)
    after = edited(before, [edit])
    assert isinstance(after, RuleBook)

    def look(tx: Tx) -> tuple[Flips, dict[str, Decimal]]:
        expected = {}
        for case in before.cases:
            facts = tx.refunds.history(case["id"])[-1].facts
            was, would = (decide(facts, one, h.deps.refunds) for one in (before, after))
            gets = [(d.action, d.amount, d.voucher, d.freight_by, d.goods) for d in (was, would)]
            if gets[0] != gets[1]:
                money = would.amount + would.voucher - was.amount - was.voucher
                expected[f"o-{case['id']}"] = money
        return flips(tx, h.deps, after.text, h.now), expected

    found, expected = h.database.look(look)
    assert {flip.order_no: flip.difference for flip in found.orders} == expected
    assert found.unread == 0


def test_a_viewer_reads_the_rules_and_changes_none(h: Harness) -> None:
    assert "退款规则第 1 版" in said(h, "退款规则", by="小赵")
    said(h, "退款规则 12 券 10% 改例", by="小赵")
    assert "没有等待" in said(h, "草案")


def test_what_is_kept_is_one_document_that_the_editor_opens_as_it_is(h: Harness) -> None:
    publish(h, "退款规则 12 券 10% 改例")
    document = json.loads(book(h).text)

    assert [node["type"] for node in document["nodes"]] == [
        "inputNode", "decisionTableNode", "outputNode",
    ]  # fmt: skip
    assert len(document["nodes"][1]["content"]["rules"]) == len(book(h).rows)


@pytest.mark.parametrize(
    ("channel", "user_id", "name"),
    [("dingtalk", "D-1", "王敏"), ("dingtalk", "D-1", "陈静"), ("console", "wangmin", "陈静")],
)
def test_a_second_person_who_is_the_first_under_another_id_or_name_publishes_nothing(
    h: Harness, channel: str, user_id: str, name: str
) -> None:
    twice = Person(name="王敏", role=Role.APPROVER, ids={"console": "wangmin", "dingtalk": "D-1"})
    others = [one for one in h.deps.directory.people if one.name != "王敏"]
    deps = replace(h.deps, directory=Directory(people=(twice, *others)))
    assert "草案 1 已提交" in said(h, "退款规则 12 券 10% 改例", by="王敏")
    h.read()

    for number, text in enumerate(("草案 1", "批准 1")):
        message = ChatMessage(
            channel=channel, conversation=user_id, user_id=user_id, user_name=name, text=text,
            message_id=f"again-{number}", at=h.now, addressed=True, private=True,
        )  # fmt: skip
        answer = h.database.do(lambda tx, m=message: dispatch.on_message(m, tx, deps, h.now))  # type: ignore[misc]

    assert answer is not None
    assert "要由另一个人批准" in answer.text
    assert h.database.look(lambda tx: published(tx, deps)).version == 1
    tried = h.database.look(lambda tx: tx.audit.recent(1))[0]
    assert (tried.actor, tried.outcome) == ("王敏", "refused")
    h.read()
