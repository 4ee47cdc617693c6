"""What DingTalk pushes becomes a message or a press; the odd becomes nothing and never raises."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.dingtalk import frames, parse
from tests.builders import NOON

GROUP: dict[str, Any] = {
    "conversationId": "cidAsXSBLnA==", "msgId": "msgLICY==", "senderNick": "用户",
    "senderStaffId": "16650698", "sessionWebhookExpiredTime": 1690367502152,
    "createAt": 1690362101894, "conversationType": "2", "senderId": "$:LWCP_v1:$x",
    "isInAtList": True, "sessionWebhook": "https://oapi.dingtalk.com/robot/sendBySession?session=s",
    "text": {"content": " 查单 1024 "}, "robotCode": "dingkey", "msgtype": "text",
}  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def test_a_group_message_is_read() -> None:
    heard = parse.message(GROUP, now=NOON)

    assert heard is not None
    message = heard.message
    assert (message.text, message.user_id, message.user_name) == ("查单 1024", "16650698", "用户")
    assert (message.conversation, message.message_id) == ("cidAsXSBLnA==", "msgLICY==")
    assert message.at == datetime(2023, 7, 26, 9, 1, 41, 894000, tzinfo=UTC)
    assert message.addressed
    assert not message.private
    assert "session=s" not in repr(heard)


def test_a_private_chat_is_named_by_its_person() -> None:
    heard = parse.message({**GROUP, "conversationType": "1"}, now=NOON)

    assert heard is not None
    assert heard.message.private
    assert heard.message.conversation == "16650698"


def test_somebody_outside_the_organisation_keeps_their_opaque_id() -> None:
    heard = parse.message({**GROUP, "senderStaffId": None}, now=NOON)

    assert heard is not None
    assert heard.message.user_id == "$:LWCP_v1:$x"


def test_a_voice_is_read_as_typed() -> None:
    spoken = {"downloadCode": "mIof", "recognition": "查单 1024"}
    heard = parse.message({**GROUP, "msgtype": "audio", "text": None, "content": spoken}, now=NOON)

    assert heard is not None
    assert heard.message.text == "查单 1024"
    assert heard.message.addressed


@pytest.mark.parametrize(
    ("replied", "words"),
    [
        ({"msgType": "text", "content": {"text": "订单 1024"}}, "订单 1024"),
        ({"msgType": "text", "content": "订单 1024"}, "订单 1024"),
        ({"msgType": "audio", "content": {"recognition": "订单 1024"}}, "订单 1024"),
        (
            {"msgType": "richText", "content": {"richText": [{"text": "订单"}, {"text": "1024"}]}},
            "订单\n1024",
        ),
        (
            {"content": json.dumps({"cardData": {"cardParamMap": {"title": "订单 1024"}}})},
            "订单 1024",
        ),
        (
            {"msgType": "interactiveCard", "content": {"title": "订单", "text": "1024"}},
            "1024\n订单",
        ),
    ],
)
def test_what_is_quoted_is_read_in_each_of_its_forms(replied: dict[str, Any], words: str) -> None:
    text = {"content": "放行", "isReplyMsg": True, "repliedMsg": replied}
    heard = parse.message({**GROUP, "text": text}, now=NOON)

    assert heard is not None
    assert heard.message.text == "放行"
    assert heard.message.quote is not None
    assert heard.message.quote.text == words


@pytest.mark.parametrize("where", ["originalProcessQueryKey", "outTrackId"])
def test_a_quoted_card_without_words_has_its_name(where: str) -> None:
    replied = {"msgType": "interactiveCard", "msgId": "m"}
    body = {**GROUP, "text": {"content": "放行", "repliedMsg": {**replied, where: "named"}}}
    beside = {**GROUP, "text": {"content": "放行", "repliedMsg": replied}, where: "named"}

    for pushed in (body, beside):
        heard = parse.message(pushed, now=NOON)
        assert heard is not None
        assert heard.message.quote is not None
        assert heard.message.quote.names == ("named",)


@given(replied=_JSON)
def test_no_quotation_breaks_the_reading(replied: object) -> None:
    heard = parse.message({**GROUP, "text": {"content": "放行", "repliedMsg": replied}}, now=NOON)

    assert heard is not None
    assert heard.message.text == "放行"


def test_rich_text_is_joined_and_other_kinds_are_left() -> None:
    parts = [{"text": "查单 "}, {"type": "picture", "downloadCode": "x"}, {"text": "1024"}]
    rich = {**GROUP, "msgtype": "richText", "text": None, "content": {"richText": parts}}
    heard = parse.message(rich, now=NOON)

    assert heard is not None
    assert heard.message.text == "查单 1024"
    assert parse.message({**GROUP, "msgtype": "audio", "content": None}, now=NOON) is None
    assert parse.kind_of({"errCode": 20001}) == "quota_exhausted"
    assert parse.kind_of({"msgtype": "a b"}) == "unknown"


@pytest.mark.parametrize(
    "private",
    [
        {"actionIds": ["tok"]},
        {"params": {"id": "tok"}},
        {"actionIds": ["x"], "params": {"id": "tok"}},
    ],
)
def test_a_press_is_read_from_its_id_or_its_parameters(private: dict[str, Any]) -> None:
    content = json.dumps({"cardPrivateData": private})
    tap = parse.tap({"outTrackId": "t", "userId": "u", "spaceId": "cid1", "content": content})

    assert tap is not None
    assert (tap.token, tap.conversation, tap.user_id) == ("tok", "cid1", "u")


@given(_JSON)
def test_no_json_makes_it_raise(value: Any) -> None:  # noqa: ANN401 - any JSON
    body = value if isinstance(value, dict) else {"text": value, "content": value}
    for kind in ("text", "richText", "picture", value):
        odd = {**GROUP, **body, "msgtype": kind}
        parse.message(odd, now=NOON)
        parse.kind_of(odd)
    parse.tap({"outTrackId": "t", "userId": "u", "content": value, **body})
    frames.read(json.dumps(value))
    frames.read(json.dumps({"type": "CALLBACK", "headers": value, "data": value}))
