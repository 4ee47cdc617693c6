"""Frames of the stream: what the gateway pushes, and the four shapes of an ack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dingtalk_stream import AckMessage

MESSAGES = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"
OK = AckMessage.STATUS_OK
NOT_FOUND = AckMessage.STATUS_NOT_IMPLEMENT
FAILED = AckMessage.STATUS_SYSTEM_EXCEPTION
BAD = AckMessage.STATUS_BAD_REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A pushed frame; `body` is None where its text is no JSON object."""

    kind: str
    topic: str
    message_id: str
    time: str
    body: Mapping[str, Any] | None


def read(raw: str | bytes) -> Frame | None:
    """Read a frame; None for what is none."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    headers = frame.get("headers", frame.get("header"))
    if not isinstance(headers, dict):
        return None
    return Frame(
        kind=str(frame.get("type", "")),
        topic=str(headers.get("topic", "")),
        message_id=str(headers.get("messageId", "")),
        time=str(headers.get("time", "")),
        body=_body(frame.get("data")),
    )


def _body(data: object) -> Mapping[str, Any] | None:
    try:
        found = json.loads(data) if isinstance(data, str) else data
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def ack(frame: Frame, data: Mapping[str, Any], *, code: int = OK, message: str = "OK") -> str:
    """Write an ack; its data is JSON inside a string."""
    headers = {"messageId": frame.message_id, "contentType": "application/json"}
    text = json.dumps(data, ensure_ascii=False)
    whole = {"code": code, "headers": headers, "message": message, "data": text}
    return json.dumps(whole, ensure_ascii=False)


def redrawing(params: Mapping[str, str] | None) -> Mapping[str, Any]:
    """Return the data of a card call-back's ack: the card as it is now, or no change."""
    if params is None:
        return {"response": {}}
    return {
        "response": {
            "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
            "cardData": {"cardParamMap": params},
            "userPrivateData": {"cardParamMap": {}},
        }
    }
