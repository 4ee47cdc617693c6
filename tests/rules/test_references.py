"""Tests of references: whatever intake takes is found as a whole word, and nothing else is."""

import string
from collections.abc import Collection, Iterator
from random import Random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rules.chat.grammar import Asked, Command, complete, parse
from rules.chat.references import read
from rules.codes import code_key
from rules.order_numbers import what_is_wrong
from tests.rules.test_codes import ALPHABET, order_numbers, wide

#: A number may hold letters of a language too, and signs that stand in no list.
_MORE = ALPHABET + "补发单甲乙号和é·~@&*()"
_UNSEEN = ("", "", "", "\u200b", "\ufeff", "\u00ad")
_CHANGING = ("锁单", "放行", "误报", "认领", "lock", "release", "请帮我锁一下")
_REMARKS = ("", " 地址不对", "\n客户已确认", " as agreed", "，客户在催")
_AROUND = (("", ""), ("“", "”"), ("（", "）"), ("订单号：", ""), ("", "。"))
_FULL, _SAMPLE = 100_000, 500


def acted_on(text: str, orders: Collection[str]) -> list[str]:
    """Return the orders that a message changes, where these are all there are."""
    asked = parse(text, addressed=True)
    if not isinstance(asked, Asked):
        return []
    names = {
        word: [word] if word in orders else [o for o in orders if code_key(o) == code_key(word)]
        for word in asked.candidates
    }
    command = complete(asked, {word for word, named in names.items() if named})
    if not isinstance(command, Command):
        return []
    meant = [names.get(ref.text, []) for ref in command.refs]
    return [named[0] for named in meant if len(named) == 1]


@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    """Return a number as somebody types or pastes it."""
    text = "".join(c.swapcase() if draw(st.booleans()) else c for c in number)
    text = "".join(c + draw(st.sampled_from(_UNSEEN)) for c in text)
    return "".join(wide(c) if draw(st.booleans()) else c for c in text)


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, str]:
    """Return an order number, and a message that names it."""
    number = draw(order_numbers)
    around = draw(
        st.sampled_from([("", ""), ("“", "”"), ("（", "）"), ("订单号：", ""), ("", "。")])
    )
    named = around[0] + draw(written(number)) + around[1]
    remark = draw(st.sampled_from(_REMARKS))
    return number, f"{draw(st.sampled_from(_CHANGING))} {named}{remark}"


@given(messages())
@example(("SO/2024/0001", "放行 SO/2024/0001 客户已确认"))
@example(("#1001", "锁单 #1001"))
@example(("10:02", "锁单 10:02"))
@example(("2h", "锁单 2H"))
@example(("号", "锁单 号"))
def test_every_number_that_intake_takes_is_found_however_it_is_written(
    message: tuple[str, str],
) -> None:
    number, text = message

    assert acted_on(text, [number, "ANOTHER-1", "2024"]) == [number]


@given(st.text(_MORE, min_size=1, max_size=20), st.sampled_from(_CHANGING))
def test_a_number_of_whatever_signs_is_found_as_a_whole_word(number: str, word: str) -> None:
    assume(what_is_wrong(number) is None and "@" not in number)

    assert acted_on(f"{word} {number}", [number]) == [number]


@given(st.lists(order_numbers, min_size=2, max_size=8, unique_by=code_key), st.data())
def test_all_that_are_named_are_meant_in_the_order_of_the_text(
    numbers: list[str], data: st.DataObject
) -> None:
    between = data.draw(st.sampled_from([" ", "、", "，", ", ", ";", "；", "\n", " 和 ", " and "]))

    assert acted_on(f"放行 {between.join(numbers)} 客户已确认", numbers) == numbers


def _pairs(many: int) -> Iterator[tuple[str, str]]:
    """Return pairs of numbers of which the second contains the first."""
    random = Random(20261128)  # noqa: S311 - the same pairs every time
    while many:
        inner = "".join(random.choices(ALPHABET, k=random.randint(1, 12)))
        before = "".join(random.choices(ALPHABET, k=random.randint(0, 5)))
        after = "".join(random.choices(ALPHABET, k=random.randint(0 if before else 1, 5)))
        outer = before + inner + after
        if what_is_wrong(inner) is None is what_is_wrong(outer):
            many -= 1
            yield inner, outer


@pytest.mark.proof
def test_of_two_numbers_that_contain_each_other_only_the_named_one_is_touched(
    *, full_proof: bool
) -> None:
    for inner, outer in _pairs(_FULL if full_proof else _SAMPLE):
        for word in ("放行", "lock"):
            for named, other in ((inner, outer), (outer, inner)):
                text = f"{word} {named} 客户已确认"
                assert acted_on(text, [other]) == [], (named, other)
                assert acted_on(text, [named, other]) == [named], (named, other)


@given(st.from_regex(r"[0-9]{4,6}", fullmatch=True), st.text(string.digits, min_size=1, max_size=8))
def test_last_digits_never_name_an_order_in_full(tail: str, before: str) -> None:
    assert acted_on(f"放行 {tail}", [before + tail]) == []


@given(order_numbers, st.text(string.ascii_lowercase + "补发单甲乙", min_size=1, max_size=5))
def test_what_is_glued_to_a_number_makes_it_another(number: str, glue: str) -> None:
    for named in (number + glue, glue + number):
        assume(code_key(named) != code_key(number))
        assert acted_on(f"锁单 {named}", [number]) == []


@given(st.text(max_size=200), st.sets(st.text(min_size=1, max_size=5), max_size=5))
def test_no_text_breaks_the_reader_and_nothing_is_named_that_was_not_typed(
    text: str, known: set[str]
) -> None:
    for ref in read(text, known).refs:
        assert ref.text in text or "/orders/" in text
        assert ref.guess is None or ref.guess in ref.text
