"""What a buyer is asked: what the rules read of such goods and a buyer can know, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refunds.book.presets import shipped_book
from rules.refunds.facts import RefundFacts
from rules.refunds.goods import goods_of
from rules.refunds.questions import answered, questions
from rules.refunds.reading import read_facts
from rules.refunds.words import CATEGORIES, OTHER, UNKNOWN

#: What only the shop, the carrier or the books know.
_NOT_FOR_BUYERS = frozenset({
    "amount", "member_level", "insured", "in_stock", "weight_gap", "temp_breach",
    "buyer_refund_rate", "same_ip_refunds_1d", "days_since_sign", "disclosed",
    "confirmed_at_checkout", "excluded",
})  # fmt: skip


@pytest.mark.parametrize(
    ("category", "asked"),
    [
        ("服饰", {"tag_intact", "washed"}),
        ("化妆品", {"seal_broken"}),
        ("鞋", {"worn_outdoor"}),
        ("手机/平板", {"activated"}),
        ("大家电", {"installed"}),
        ("数字商品", {"delivered_or_unsealed"}),
        ("图书", {"intact"}),
        (OTHER, {"intact"}),
        (UNKNOWN, {"intact"}),
        ("生鲜", {"intact", "spoiled_share"}),
    ],
)
def test_goods_are_asked_about_by_the_standard_of_their_class(
    category: str, asked: set[str]
) -> None:
    found = {one.fact for one in questions(shipped_book(), {category})}
    assert found - {"issue", "wants", "medical_proof"} == asked


@given(
    st.sets(st.sampled_from(CATEGORIES), min_size=1, max_size=3),
    st.dictionaries(st.text(max_size=12), st.text(max_size=12)),
    st.data(),
)
def test_whatever_a_form_says_is_read_as_facts_or_leads_back_to_the_form(
    categories: set[str], noise: dict[str, str], data: st.DataObject
) -> None:
    asked = questions(shipped_book(), categories)
    assert _NOT_FOR_BUYERS.isdisjoint(one.fact for one in asked)
    chosen = {one.fact: data.draw(st.sampled_from([*one.answers, "", "nonsense"])) for one in asked}
    facts = answered(asked, {**noise, **chosen})
    if facts is None:
        assert chosen["issue"] not in asked[0].answers
    else:
        assert facts.keys() <= chosen.keys()
        assert isinstance(read_facts(facts), RefundFacts)


_LINES = [
    {"sku": "A", "qty": 2, "category": "服饰"},
    {"sku": "A", "qty": 1, "category": "服饰"},
    {"sku": "B", "category": "图书", "name": "菜谱"},
    {"sku": "G", "qty": 1, "is_gift": True},
    {"qty": 3},
]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ([], {"A": 3, "B": 1}),
        ([{"items": [{"sku": "A", "qty": 2}]}], {"A": 1, "B": 1}),
        ([{"items": [{"sku": "A", "qty": 2}]}] * 2, {"A": 0, "B": 1}),
        ([{"items": [{"sku": "B"}]}], {"A": 3, "B": 0}),
        ([{"items": [{"sku": "Z", "qty": 1}]}], {"A": 3, "B": 1}),
        ([{}], {"A": 0, "B": 0}),
    ],
)
def test_what_was_asked_for_is_not_left_and_gifts_are_no_goods_of_their_own(
    asked: list[dict[str, object]], left: dict[str, int]
) -> None:
    found = goods_of({"items": _LINES}, asked)
    assert {one.sku: one.left for one in found} == left
    assert [one.name for one in found] == ["A", "菜谱"]
