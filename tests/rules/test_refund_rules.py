"""The 32 rules of refunds: what each gives, on the engine, with the money that follows."""

from decimal import Decimal
from typing import Any

import pytest

from rules.refunds.book.book import RuleBook
from rules.refunds.book.presets import presets, shipped_book
from rules.refunds.clauses import UNVERIFIED, clause, marked, terms_of
from rules.refunds.decide import Decision, RefundTerms, decide
from rules.refunds.engine import objection
from rules.refunds.facts import RefundFacts
from rules.refunds.reading import read_facts
from rules.refunds.texts import by_clause, differences, rule_name, sentence

_TERMS = RefundTerms(freight=Decimal(15))


def _facts(**raw: object) -> RefundFacts:
    facts = read_facts({"amount": "100.00", **raw})
    assert isinstance(facts, RefundFacts), facts
    return facts


def _decided(**raw: object) -> Decision:
    return decide(_facts(**raw), shipped_book(), _TERMS)


def test_there_are_32_and_each_opens_in_the_engines_own_validator() -> None:
    assert list(presets()) == [str(number) for number in range(1, 33)]
    assert [objection(book.text) for book in presets().values()] == [None] * 32
    assert objection(shipped_book().text) is None
    assert len({rule_name(rule) for rule in presets()}) == 32


@pytest.mark.parametrize("case", shipped_book().cases, ids=lambda case: case["id"])
def test_what_is_given_is_decided_as_expected(case: dict[str, Any]) -> None:
    decision = _decided(**case["given"])

    assert {name: str(getattr(decision, name)) for name in case["expected"]} == case["expected"]


def test_every_row_has_a_case_that_it_decides() -> None:
    decided = {case["expected"]["row"] for case in shipped_book().cases}

    assert decided == set(shipped_book().by_id)


@pytest.mark.parametrize(("days", "row"), [(29, "12-1"), (30, "12-1"), (31, "9-2")])
def test_thirty_days_before_expiry_are_near_it_and_thirty_one_are_not(days: int, row: str) -> None:
    facts = {"category": "化妆品", "seal_broken": False, "disclosed": False, "days_since_sign": 3}

    assert _decided(shelf_days_left=days, **facts).row == row


@pytest.mark.parametrize("unknown", [None, "unknown", "未知"])
def test_a_seal_that_nobody_knows_goes_to_a_person(unknown: object) -> None:
    decision = _decided(category="化妆品", seal_broken=unknown, days_since_sign=3)

    assert (decision.action.value, decision.amount) == ("review", Decimal())


def test_what_was_not_disclosed_or_confirmed_for_sure_is_read_for_the_buyer() -> None:
    near = {"category": "化妆品", "shelf_days_left": 30, "seal_broken": False, "days_since_sign": 3}
    opened = {"category": "化妆品", "seal_broken": True, "days_since_sign": 3}

    assert _decided(**near) == _decided(**near, disclosed=False)
    assert _decided(**near, disclosed=True).action == "refuse"
    assert _decided(**opened) == _decided(**opened, confirmed_at_checkout=False)
    assert _decided(**opened, confirmed_at_checkout=True).action == "refuse"


def test_two_bought_and_one_returned_differs_from_one_by_the_fact_that_is_named() -> None:
    goods = {"category": "其他", "intact": True, "days_since_sign": 3, "insured": True}
    kept, broken = (_facts(**goods, threshold_broken=broken) for broken in (False, True))

    assert decide(kept, shipped_book(), _TERMS).freight == 0
    assert decide(broken, shipped_book(), _TERMS).freight == 15
    assert differences(broken, kept) == (
        "与另一次申请不同的事实：余下的不再满足包邮：是（另一次 否）"
    )


def test_freight_takes_no_more_than_there_is() -> None:
    decision = _decided(amount="9.99", category="其他", intact=True, days_since_sign=3)

    assert (decision.freight, decision.amount) == (Decimal("9.99"), Decimal())


def test_money_that_nobody_can_name_goes_to_a_person() -> None:
    decision = _decided(amount=None, category="其他", intact=True, days_since_sign=3)

    assert (decision.action, decision.row) == ("review", "1-1")


def test_every_clause_of_a_rule_stands_in_the_terms_under_its_own_anchor() -> None:
    book: RuleBook = shipped_book()
    for lang in ("zh", "en"):
        anchors = [one.anchor for one in terms_of(book, lang)]
        assert len(anchors) == len(set(anchors))
        assert {clause(one).anchor for row in book.rows for one in row.clause} <= set(anchors)


def test_what_was_not_verified_is_marked_for_whoever_works_with_rules_and_not_for_customers() -> (
    None
):
    texts = {one.id: one.name + one.text for one in terms_of(shipped_book())}
    assert set(texts) >= UNVERIFIED
    assert not any("待核" in text for text in texts.values())
    assert {one for one in texts if "待核" in marked(one)} == UNVERIFIED


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", shipped_book().cases, ids=lambda case: case["id"])
def test_the_customer_reads_facts_clause_and_action_in_200_letters(
    case: dict[str, Any], lang: str
) -> None:
    facts = _facts(**case["given"])
    decision = decide(facts, shipped_book(), _TERMS)
    text = sentence(facts, decision, lang)

    assert len(text) <= 200
    assert clause(decision.clauses[0], lang).name in text
    assert decision.row not in text
    assert "_" not in text
    if decision.amount:
        assert f"{decision.amount:,.2f}" in text


def test_a_sentence_reads_like_one() -> None:
    facts = _facts(category="化妆品", seal_broken=False, days_since_sign=3)
    decision = decide(facts, shipped_book(), _TERMS)

    assert sentence(facts, decision) == (
        "商品类别：化妆品、签收后天数：3、封膜已破：否。您的退款将按《消费者权益保护法》第二十五条执行："
        "原路退款 ¥85.00（已扣您承担的运费 ¥15.00），请寄回商品。"
    )
    assert by_clause(decision) == "您的退款将按《消费者权益保护法》第二十五条执行"


def test_nobody_reads_how_often_others_applied_from_their_address() -> None:
    facts = _facts(category="其他", intact=True, days_since_sign=3, same_ip_refunds_1d=3)

    assert sentence(facts, decide(facts, shipped_book(), _TERMS)) == (
        "您的退款将按《侵害消费者权益行为处罚办法》第九条执行：需要人工核实，24 小时内答复您。"
    )
