"""Facts of refunds: typed and named, unknown where nobody said it, or refused by name."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.refunds.facts import FACTS, NotRead, RefundFacts
from rules.refunds.reading import known_words, read_facts
from rules.refunds.texts import not_read


def _read(**raw: object) -> RefundFacts:
    facts = read_facts(raw)
    assert isinstance(facts, RefundFacts), facts
    return facts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (7, 7),
        ("7", 7),
        ("７", 7),
        ("7天", 7),
        (" 7 日 ", 7),
        (7.0, 7),
        (None, None),
        ("unknown", None),
    ],
)
def test_a_number_is_the_same_number_in_any_dress(written: object, read: int | None) -> None:
    assert _read(days_since_sign=written).days_since_sign == read


@pytest.mark.parametrize(
    ("fact", "written", "why"),
    [
        ("days_since_sign", "7小时", "wrong_unit"),
        ("days_since_sign", "7.5", "out_of_range"),
        ("days_since_sign", "七", "wrong_type"),
        ("days_since_sign", True, "wrong_type"),
        ("days_since_sign", -1, "out_of_range"),
        ("days_since_sign", 10**40, "out_of_range"),
        ("amount", float("nan"), "out_of_range"),
        ("amount", float("inf"), "out_of_range"),
        ("amount", "12.345", "out_of_range"),
        ("amount", "1,999.00", "wrong_type"),
        ("amount", [1], "wrong_type"),
        ("seal_broken", 1, "wrong_type"),
        ("seal_broken", "maybe", "unknown_word"),
        ("seal_broken", "", "unknown_word"),
        ("issue", "坏了", "unknown_word"),
        ("category", 5, "wrong_type"),
        ("sealbroken", True, "unknown_fact"),
        ("promo", 3, "unknown_fact"),
        ("scan_sku", 3, "wrong_type"),
    ],
)
def test_what_is_no_value_of_a_fact_is_refused_by_its_name(
    fact: str, written: object, why: str
) -> None:
    refusal = read_facts({fact: written})

    assert isinstance(refusal, NotRead)
    assert (refusal.fact, refusal.why) == (fact, why)
    for lang in ("zh", "en"):
        assert fact in not_read(refusal, lang)


def test_a_misspelt_fact_is_told_which_one_is_meant() -> None:
    refusal = read_facts({"seal_brokn": True})

    assert isinstance(refusal, NotRead)
    assert not_read(refusal) == "没有“seal_brokn”这个事实，是不是 seal_broken"


@pytest.mark.parametrize(
    "raw",
    [
        {"signed": False, "days_since_sign": 3},
        {"shipped": False, "signed": True},
        {"shipped": True, "picked": False},
        {"issue": "quality", "quality_issue": False},
        {"issue": "no_reason", "quality_issue": True},
    ],
)
def test_what_contradicts_itself_is_refused(raw: dict[str, object]) -> None:
    refusal = read_facts(raw)

    assert isinstance(refusal, NotRead)
    assert refusal.why == "contradiction"


def test_what_follows_is_known_and_what_does_not_stays_unknown() -> None:
    facts = _read(category="美妆", seal_broken=True, days_since_sign=3, amount="¥1999.00")

    assert (facts.category, facts.intact, facts.excluded) == ("化妆品", "no", "no")
    assert (facts.signed, facts.shipped, facts.picked) == ("yes", "yes", "yes")
    assert (facts.amount, facts.disclosed) == (Decimal("1999.00"), "unknown")


def test_skus_are_compared_and_a_stage_says_whether_goods_were_picked() -> None:
    assert _read(scan_sku="a-1", order_sku="Ａ-1").sku_matches == "yes"
    assert _read(scan_sku="a-2", order_sku="a-1").sku_matches == "no"
    assert (_read(status="preparing").picked, _read(status="PICK").picked) == ("no", "yes")
    assert _read(**{"promo.threshold_broken": True}) == _read(promo={"threshold_broken": True})


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(FACTS) | st.text(max_size=12), _ANYTHING, max_size=6))
@example({"amount": "9" * 400, "evidence": 1})
@example({"amount": 10**5000})
def test_whatever_comes_is_read_as_its_type_or_refused_by_name(raw: dict[str, object]) -> None:
    facts = read_facts(raw)
    if isinstance(facts, NotRead):
        assert facts.fact in raw or facts.why == "contradiction"
        assert not_read(facts)
        return
    for name in FACTS:
        value, words = getattr(facts, name), known_words(name)
        assert value in words if words is not None else value is None or value == value + 0
