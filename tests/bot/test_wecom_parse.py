"""What WeCom pushes becomes messages and presses; whatever is odd is let be."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.wecom import frames, parse
from tests.builders import NOON


def _body(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a call-back
    return {
        "msgid": "m-1",
        "aibotid": "bot-1",
        "chatid": "wrkSFfCgAA",
        "chattype": "group",
        "from": {"userid": "wangmin"},
        "msgtype": "text",
        "text": {"content": "@值班 查单 1024"},
        **changes,
    }


def _press(event: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    return _body(msgtype="event", event={"eventtype": "template_card_event", **event}, **changes)


FACTS = {"card_type": "button_interaction", "event_key": "token-1", "task_id": "task-1"}


def test_a_message_in_a_group_loses_its_mention() -> None:
    heard = parse.message(_body(create_time=1_700_000_000), now=NOON, name="值班")

    assert heard is not None
    assert (heard.conversation, heard.user_id, heard.text) == ("wrkSFfCgAA", "wangmin", "查单 1024")
    assert heard.addressed
    assert not heard.private
    assert heard.at == datetime.fromtimestamp(1_700_000_000, UTC)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"content": "红色预警 · 订单 1024"}),
        ("voice", {"content": "红色预警 · 订单 1024"}),
        ("markdown", {"content": "红色预警 · 订单 1024"}),
        (
            "mixed",
            {"msg_item": [{"msgtype": "text", "text": {"content": "红色预警 · 订单 1024"}}]},
        ),
        ("template_card", {"main_title": {"title": "红色预警 · 订单 1024"}, "task_id": "t-1"}),
        ("template_card", {"quote_area": {"quote_text": "红色预警 · 订单 1024"}}),
    ],
)
def test_what_is_quoted_is_read_in_each_of_its_forms(kind: str, content: dict[str, Any]) -> None:
    heard = parse.message(_body(quote={"msgtype": kind, kind: content}), now=NOON)

    assert heard is not None
    assert heard.quote is not None
    assert heard.quote.text == "红色预警 · 订单 1024"
    assert heard.quote.names == (("t-1",) if "task_id" in content else ())


@pytest.mark.parametrize("quote", [None, 7, "x", [], {}, {"msgtype": "image"}, {"text": {}}])
def test_what_quotes_nothing_readable_quotes_nothing(quote: object) -> None:
    heard = parse.message(_body(quote=quote), now=NOON)

    assert heard is not None
    assert heard.quote is None


def test_a_private_message_belongs_to_who_wrote_it() -> None:
    body = _body(chattype="single", text={"content": "@放行 1024"})
    del body["chatid"]

    heard = parse.message(body, now=NOON)

    assert heard is not None
    assert (heard.conversation, heard.private, heard.at) == ("wangmin", True, NOON)
    assert heard.text == "@放行 1024"


def test_text_among_pictures_and_spoken_text_are_read() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@值班 查单"}},
        {"msgtype": "image", "image": {"url": "u", "aeskey": "k"}},
        {"msgtype": "text", "text": {"content": "1024"}},
    ]
    mixed = parse.message(_body(msgtype="mixed", mixed={"msg_item": items}), now=NOON, name="值班")
    spoken = parse.message(
        _body(msgtype="voice", voice={"content": "查单 1024"}, chattype="single"), now=NOON
    )

    assert mixed is not None
    assert spoken is not None
    assert mixed.text == spoken.text == "查单 1024"


def test_a_quotation_is_not_what_was_said() -> None:
    quote = {"msgtype": "text", "text": {"content": "放行 9999"}}

    heard = parse.message(_body(quote=quote), now=NOON, name="值班")

    assert heard is not None
    assert heard.text == "查单 1024"


@pytest.mark.parametrize(
    "body",
    [
        {},
        _body(msgtype="image", image={"url": "u"}),
        _body(msgtype="text", text=None),
        _body(msgtype="text", text={"content": 7}),
        _body(msgtype="mixed", mixed={"msg_item": "x"}),
        _body(msgtype="mixed", mixed={"msg_item": [None, {"msgtype": "text", "text": "x"}]}),
        _body(msgtype=["text"]),
        _body(msgid=None),
        _body(**{"from": "wangmin"}),
        _body(text={"content": "@值班"}),
    ],
)
def test_what_is_no_message_is_none(body: dict[str, Any]) -> None:
    assert parse.message(body, now=NOON, name="值班") is None


@pytest.mark.parametrize("event", [{"template_card_event": FACTS}, FACTS])
def test_a_press_is_read_nested_and_flat(event: dict[str, Any]) -> None:
    tap = parse.tap(_press(event), now=NOON)

    assert tap is not None
    assert tap.task_id == "task-1"
    assert tap.press.token == "token-1"  # noqa: S105 - of this test only
    assert (tap.press.conversation, tap.press.press_id) == ("wrkSFfCgAA", "m-1")
    assert not tap.private


def test_a_press_without_an_id_has_the_same_one_each_time() -> None:
    body = _press({"template_card_event": FACTS}, create_time=1_700_000_000)
    del body["msgid"]

    first, again = parse.tap(body, now=NOON), parse.tap(dict(body), now=NOON)

    assert first is not None
    assert again is not None
    assert first.press.press_id == again.press.press_id


@pytest.mark.parametrize(
    "event", [{}, {"template_card_event": None}, {"event_key": "k"}, {"task_id": "t"}]
)
def test_what_is_no_press_is_none(event: dict[str, Any]) -> None:
    assert parse.tap(_press(event), now=NOON) is None


def test_raw_control_characters_do_not_lose_a_frame() -> None:
    raw = '{"cmd":"x","headers":{"req_id":"r"},"body":{"t":"a\x00\x0b\tb\nc\x1f"}}'

    frame = frames.read(raw)

    assert frame is not None
    assert frame.body == {"t": "a\tb\nc"}


def test_escaped_control_characters_and_half_characters_are_taken_out() -> None:
    heard = parse.message(_body(text={"content": "查单\x00 1024\ud800"}), now=NOON)

    assert heard is not None
    assert heard.text == "查单 1024?"


@pytest.mark.parametrize("raw", ["", "[]", "7", "{", '{"headers":7}', "[" * 100_000, b"\xff\xfe"])
def test_what_is_no_frame_is_none(raw: str | bytes) -> None:
    assert frames.read(raw) is None


def test_a_ping_has_no_body() -> None:
    assert json.loads(frames.write("ping", "r", None)) == {
        "cmd": "ping",
        "headers": {"req_id": "r"},
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"msgtype": "file"}, "file"),
        ({"msgtype": "event", "event": {"eventtype": "enter_chat"}}, "enter_chat"),
        ({"msgtype": "event", "event": {}}, "unknown"),
        ({"msgtype": "13812341234"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_what_is_ignored_is_named_by_its_kind(body: dict[str, Any], kind: str) -> None:
    assert parse.kind_of(body) == kind
