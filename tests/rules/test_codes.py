"""Tests of codes and order numbers: what makes no difference, what does, and what is damaged."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import code_key, is_damaged, resembles, tidied
from rules.order_numbers import LONGEST, Wrong, what_is_wrong

#: What order numbers and codes are made of in the field.
ALPHABET = string.ascii_letters + string.digits + "/.#-_:+"
AROUND = [" ", "\u00a0", "\u3000", "\u2009", "\ufeff", "\u200b", "\u2060", *"\r\n\t\0\x1d\x7f\x85"]
UNSEEN = ["\0", "\x1d", "\r", "\u200b", "\ufeff", "\u00ad", "\u202e"]
codes = st.text(ALPHABET, min_size=1, max_size=30)
order_numbers = codes.filter(lambda text: what_is_wrong(text) is None)


def wide(text: str) -> str:
    """Write in full width, as a Chinese keyboard does."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@st.composite
def dressed(draw: st.DrawFn, plain: st.SearchStrategy[str] = codes) -> tuple[str, str]:
    """Return a code, and the same one as some scanner, sheet or person wrote it."""
    code = draw(plain)
    text = "".join(c.swapcase() if draw(st.booleans()) else c for c in code)
    text = "".join(c + draw(st.sampled_from(["", "", "", *UNSEEN])) for c in text)
    text = "".join(wide(c) if draw(st.booleans()) else c for c in text)
    prefix = draw(st.sampled_from(["", "", "]C1", "]c0", "]Q3", "]d2", "］Ｃ１"]))
    room = st.lists(st.sampled_from(AROUND), max_size=3).map("".join)
    return code, draw(room) + prefix + draw(room) + text + draw(room)


@given(dressed())
def test_a_code_in_another_dress_is_the_same_code(pair: tuple[str, str]) -> None:
    code, dress = pair

    assert code_key(dress) == code_key(code) == code_key(code_key(dress))


@given(codes, codes)
def test_codes_that_differ_in_more_than_case_are_two(one: str, other: str) -> None:
    assert (code_key(one) == code_key(other)) is (one.upper() == other.upper())


@given(st.text(st.sampled_from([*ALPHABET, *AROUND, *UNSEEN, *"]］Ａ中é²\u0301"]), max_size=40))
def test_whatever_is_read_a_key_is_settled_and_nothing_unseen_is_kept(text: str) -> None:
    assert code_key(code_key(text)) == code_key(text)
    assert tidied(tidied(text)) == tidied(text)
    assert not any(c in tidied(text) for c in UNSEEN)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1024 1", "10241"), ("1024-1", "10241"), ("É1", "é1"), ("1²", "12"), ("]C1", "C1")],
)
def test_what_may_tell_two_codes_apart_is_kept(one: str, other: str) -> None:
    assert code_key(one) != code_key(other)


def test_a_code_read_with_other_signs_between_resembles_it_and_another_does_not() -> None:
    assert resembles("SF 0001-2", "sf00012")
    assert not resembles("SF00012", "SF00013")
    assert not resembles("--", "##")


@pytest.mark.parametrize(
    "text",
    [
        "2.02E+18", "2.02207E+18", "2.02207e+18", "2,02E+18", "2E+18", "2.02207E18", "-1.0E+5",
        "nan", "NaN", "None", "null", "NaT", "undefined", "#N/A", "N/A", "<NA>", "#REF!", "#DIV/0!",
        "########", "2022072512345920000.0", "1024.00", "'2022072512345920000", "’2022",
        '="2022072512345920000"', "＃Ｎ／Ａ", "２．０２Ｅ＋１８", " nan ", "nan\u200b",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_made_of_a_number_is_damaged(text: str) -> None:
    assert is_damaged(text)
    assert what_is_wrong(text) is Wrong.DAMAGED


@pytest.mark.parametrize(
    "text",
    [
        "1024", "SO/2024/0001", "1001.1", "#1001", "F-1001", "TB20261128992024", "a:b+c_d", "5E01",
        "2E-05", "1E18", "v1.0", "nano", "None1", "订单1024", "1.0.1", "O'Neil-1", "9" * LONGEST,
        " 1024\u00a0", "\ufeff1024",
    ],
)  # fmt: skip
def test_an_order_number_is_one_to_sixty_four_characters_of_any_kind(text: str) -> None:
    assert what_is_wrong(text) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", Wrong.EMPTY), (" \u3000\ufeff", Wrong.EMPTY), ("9" * 65, Wrong.TOO_LONG),
        ("10 24", Wrong.BLANK_INSIDE), ("10\u00a024", Wrong.BLANK_INSIDE),
        ("10\u200b24", Wrong.BLANK_INSIDE), ("10\t24", Wrong.BLANK_INSIDE),
    ],
)  # fmt: skip
def test_what_is_no_order_number_is_named(text: str, wrong: Wrong) -> None:
    assert what_is_wrong(text) is wrong


@given(dressed(order_numbers))
def test_dress_never_damages_an_order_number(pair: tuple[str, str]) -> None:
    code, dress = pair

    assert is_damaged(dress) is is_damaged(code) is False
