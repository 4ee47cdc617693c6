"""What a page sends is believed only where a page of ours could have sent it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import parse
from handlers.ports import ChatMessage
from tests.builders import NOON, PEOPLE

WANGMIN = PEOPLE[2]
ID = "0123456789abcdef"


def _said(raw: object) -> ChatMessage | None:
    return parse.said(raw, person=WANGMIN, conversation="ops", at=NOON)


def test_a_typed_line_becomes_a_message_of_the_person_who_is_signed_in() -> None:
    message = _said({"id": ID, "text": "  查单 1024\n", "user_id": "chen"})

    assert message is not None
    assert (message.user_id, message.user_name) == ("wangmin", "王敏")
    assert (message.text, message.addressed, message.at) == ("查单 1024", True, NOON)


def test_ids_carry_the_person_so_that_nobody_can_use_up_another_ones() -> None:
    message = _said({"id": ID, "text": "预警"})
    tap = parse.pressed({"id": ID, "token": "t"}, person=PEOPLE[0], conversation="ops", at=NOON)

    assert message is not None
    assert tap is not None
    assert (message.message_id, tap.press_id) == (f"wangmin:{ID}", f"viewer:{ID}")


def test_control_characters_are_taken_out_and_line_breaks_stay() -> None:
    message = _said({"id": ID, "text": "a\x00b\x1b[31m\ud800\nc"})

    assert message is not None
    assert message.text == "ab[31m\nc"


@pytest.mark.parametrize(
    "raw",
    [
        None, "text", [], {}, {"id": ID}, {"id": ID, "text": "  "}, {"id": ID, "text": 7},
        {"id": "short", "text": "x"}, {"id": "a b" * 8, "text": "x"}, {"id": None, "text": "x"},
        {"id": ID, "text": "x" * (parse.LONGEST_TEXT + 1)}, {"id": "x" * 65, "text": "x"},
    ],
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_dropped(raw: object) -> None:
    assert _said(raw) is None
    assert parse.pressed(raw, person=WANGMIN, conversation="ops", at=NOON) is None


_ANY: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["id", "text", "token"]) | st.text(), inner)
    ),
)


@given(_ANY)
def test_nothing_that_is_sent_breaks_the_reader(raw: object) -> None:
    _said(raw)
    parse.pressed(raw, person=WANGMIN, conversation="ops", at=NOON)
