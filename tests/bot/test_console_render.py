"""What the console shows is plain JSON: a golden card, and lines as their reader sees them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.console import labels, render
from rules.vocabulary import Action
from rules.wording.say import code_name
from storage.chat.messages import ChatLine
from tests.builders import NOON, SHANGHAI
from tests.conformance.cards import TOKENS, a_card

GOLDEN = Path(__file__).parent / "goldens" / "console_card.json"


def _line(text: str = "查单 1024", key: str = "said:wangmin:1", **changes: object) -> ChatLine:
    line = ChatLine(
        id=7, key=key, conversation="ops", at=NOON, edited_at=None, author="王敏", seen_by=None,
        about=(), text=text, card=None,
    )  # fmt: skip
    return replace(line, **changes)  # type: ignore[arg-type]  # any field of ChatLine


def test_a_red_card_looks_as_it_did() -> None:
    assert render.card(a_card(), TOKENS) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_line_is_shown_or_folded() -> None:
    shown = render.card(a_card(), TOKENS)

    for name, lines in (("lines", a_card().lines), ("more", a_card().more)):
        told = [(line["label"], line["text"]) for line in shown[name]]
        assert told == [(line.label, line.text) for line in lines]


def test_a_button_without_a_token_is_left_out() -> None:
    tokens = {Action.CLAIM.value: "t"}

    assert [b["action"] for b in render.card(a_card(), tokens)["buttons"]] == ["claim"]


def test_a_line_is_mine_only_where_i_typed_it() -> None:
    assert render.line(_line(), reader="王敏", tz=SHANGHAI)["mine"]
    assert not render.line(_line(), reader="李雷", tz=SHANGHAI)["mine"]
    answer = render.line(_line(key="reply:wangmin:1", author="bot"), reader="bot", tz=SHANGHAI)
    assert answer["bot"]
    assert not answer["mine"]


def test_times_are_told_in_shanghai_and_the_day_changes_at_its_midnight() -> None:
    before = render.line(_line(at=datetime(2026, 8, 3, 15, 59, tzinfo=UTC)), reader="", tz=SHANGHAI)
    after = render.line(_line(at=datetime(2026, 8, 3, 16, 0, tzinfo=UTC)), reader="", tz=SHANGHAI)

    assert (before["time"], before["day"]) == ("23:59", "2026年8月3日 星期一")
    assert (after["time"], after["day"]) == ("00:00", "2026年8月4日 星期二")


def test_a_private_line_says_so_and_text_stays_as_it_was_typed() -> None:
    line = _line(text="<b>1024</b>", seen_by="wangmin")

    shown = render.line(line, reader="王敏", tz=SHANGHAI)

    assert shown["private"]
    assert shown["text"] == "<b>1024</b>"


def test_days_and_labels_are_there_in_english() -> None:
    assert render.day(NOON.astimezone(SHANGHAI), "en") == "Mon 2026-08-03"
    assert labels.label("private", "en") == "Only you see this"
    assert code_name("outcome", "refused") == "被拒绝"
    assert code_name("outcome", "something_new") == "something_new"
