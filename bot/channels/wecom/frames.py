"""Frames of the long connection: JSON objects with a command, or the ack of one of ours."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
RESPOND = "aibot_respond_msg"
UPDATE = "aibot_respond_update_msg"
SEND = "aibot_send_msg"
UPLOAD = "aibot_upload_media_init"
UPLOAD_PIECE = "aibot_upload_media_chunk"
UPLOADED = "aibot_upload_media_finish"

#: WeCom sometimes puts raw control characters into strings; tab and line feed are text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What came in. An ack has no command, a call-back has no code."""

    req_id: str
    cmd: str
    code: object = None
    error: str = field(default="", repr=False)
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read(raw: str | bytes) -> Frame | None:
    """Read a frame; None for what is none."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    try:
        found = json.loads(_CONTROL.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None
    headers = found.get("headers") if isinstance(found, dict) else None
    if not isinstance(headers, dict):
        return None
    req_id, cmd, body = headers.get("req_id"), found.get("cmd"), found.get("body")
    error = found.get("errmsg")
    return Frame(
        req_id=req_id if isinstance(req_id, str) else "",
        cmd=cmd if isinstance(cmd, str) else "",
        code=found.get("errcode"),
        error=error if isinstance(error, str) else "",
        body=body if isinstance(body, dict) else {},
    )


def write(cmd: str, req_id: str, body: Mapping[str, Any] | None) -> str:
    """Write a frame; a ping has no body, since one with an empty body was seen to be dropped."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False)


def fresh(cmd: str) -> str:
    """Return a request id that was never used."""
    return f"{cmd}_{token_hex(12)}"


def clean(text: str) -> str:
    """Return a text without control characters and without halves of characters."""
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode()
