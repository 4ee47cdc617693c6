"""What surrounds a command in a chat: what it answers, whom it mentions, how it is dressed up."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.chat import phrases
from rules.chat.grammar import Command, MissingArgument, NearMiss, parse
from rules.chat.word_cuts import linked_order
from rules.chat.words import Name
from tests.rules.reading import reading

CARD = "红色预警 · 订单 1024 · 待处理\n共振分 4.0"


@pytest.mark.parametrize("said", ["放行", "放行 已核实", "@共振 放行", "release"])
def test_the_order_is_found_in_what_the_platform_says_is_quoted(said: str) -> None:
    read = reading(said, {"1024"}, quote=CARD)

    assert read == reading(f"> 订单 1024\n{said}", {"1024"})
    assert isinstance(read, Command)
    assert [ref.text for ref in read.refs] == ["1024"]


def test_what_is_said_counts_before_what_is_quoted() -> None:
    assert reading("放行 2048", {"1024", "2048"}, quote=CARD) == reading("放行 2048", {"2048"})


def test_a_quotation_of_no_order_leaves_the_question_which() -> None:
    assert isinstance(reading("放行", quote="大家辛苦了"), MissingArgument)


ORDER_NUMBERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=64
)


@given(order_no=ORDER_NUMBERS)
def test_a_link_to_an_order_is_read_as_that_order_whatever_its_number(order_no: str) -> None:
    link = phrases.link_to(order_no)
    read = reading("放行", {order_no}, quote=link)

    assert linked_order(link) == order_no
    assert isinstance(read, Command)
    assert [ref.text for ref in read.refs] == [order_no]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("_order 1024_", "order 1024"), ("*查单 1024*", "查单 1024"), ("`查单 1024`", "查单 1024"),
        ("~查单 1024~", "查单 1024"), ("*_查单 1024_*", "查单 1024"), ("_查单_ 1024", "查单 1024"),
        ("what–if 1024 地址修改+1", "what-if 1024 地址修改+1"),
        ("what‑if 1024 地址修改+1", "what-if 1024 地址修改+1"),
    ],
)  # fmt: skip
def test_emphasis_around_words_and_dashes_in_words_are_no_part_of_them(
    typed: str, meant: str
) -> None:
    read = reading(typed, {"1024"})

    assert isinstance(read, Command)
    assert read == reading(meant, {"1024"})


@pytest.mark.parametrize("order_no", ["SO_1_2", "_SO_", "*1*", "F–1001", "`A1`"])
def test_an_order_that_is_so_called_keeps_its_marks(order_no: str) -> None:
    read = reading(f"查单 {order_no}", {order_no})

    assert isinstance(read, Command)
    assert [ref.text for ref in read.refs] == [order_no]


@given(
    said=st.sampled_from(["查单 1024", "order 1024", "放行 SO-7 已核实", "预警"]),
    marks=st.lists(st.sampled_from("_*~`"), min_size=1, max_size=3, unique=True),
)
def test_a_message_in_emphasis_is_the_message(said: str, marks: list[str]) -> None:
    dressed = "".join(marks) + said + "".join(reversed(marks))

    assert reading(dressed, {"1024", "SO-7"}) == reading(said, {"1024", "SO-7"})


@pytest.mark.parametrize("name", ["共振 值班员", "Resonance Bot", "The Resonance Bot", "共振 Bot"])
def test_a_name_of_several_words_hides_no_question(name: str) -> None:
    read = reading(f"@{name} 查单 1024", {"1024"})

    assert isinstance(read, Command)
    assert read == reading("查单 1024", {"1024"})
    assert read.name is Name.ORDER


@given(between=st.text(st.sampled_from("不要先别谁Bot值班员"), min_size=1, max_size=4))
def test_behind_words_that_may_be_a_name_nothing_is_changed_but_asked(between: str) -> None:
    assume(not isinstance(parse(between, addressed=True), Command))
    outcome = parse(f"@共振 {between} 放行 1024", addressed=True)

    assume(not isinstance(outcome, Command) or outcome.name is not Name.ONCALL)
    assert outcome == NearMiss(word=f"@共振 {between}", suggestions=(Name.RELEASE,), rest="1024")


@pytest.mark.parametrize(
    ("quote", "orders"),
    [
        ("预警集中出现：5 单（红 2 · 橙 3）\n先看 1001 4.2、1002 4.0", None),
        ("红色预警 · 订单 1001 · 待处理\n共振分 4.0\n相似：1002（放行）、1003", ["1001"]),
        ("1001、1002 都核实了", ["1001", "1002"]),
    ],
)
def test_a_quotation_that_only_mentions_others_is_no_choice_of_one(
    quote: str, orders: list[str] | None
) -> None:
    read = reading("放行", {"1001", "1002", "1003"}, quote=quote)

    if orders is None:
        assert isinstance(read, MissingArgument)
    else:
        assert isinstance(read, Command)
        assert [ref.text for ref in read.refs] == orders
