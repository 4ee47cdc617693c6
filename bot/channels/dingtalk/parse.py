"""Parsing for DingTalk: a pushed body becomes a message or a press; the odd becomes None."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.channels.dingtalk import quotes, refs
from bot.channels.mentions import without_name
from handlers.ports import ButtonPress, ChatMessage

CHANNEL = "dingtalk"
#: errCode of a push without text: the organisation's calls of this month are used up.
QUOTA_EXHAUSTED = "20001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message, and where it can be answered; the webhook is a secret."""

    message: ChatMessage
    webhook: str = field(repr=False)
    webhook_until: datetime


def message(body: Mapping[str, Any], *, now: datetime, name: str = "") -> Heard | None:
    """Read a message to the robot called `name`; None for pictures, files and what is none."""
    text = without_name(_text_of(body), name)
    message_id = _string(body, "msgId")
    private = str(body.get("conversationType")) == "1"
    staff = _string(body, "senderStaffId")
    user = staff or _string(body, "senderId")
    conversation = staff if private and staff else _string(body, "conversationId")
    if not text or not message_id or not user or not conversation:
        return None
    return Heard(
        message=ChatMessage(
            channel=CHANNEL,
            conversation=conversation,
            user_id=user,
            user_name=_string(body, "senderNick") or user,
            text=text,
            message_id=message_id,
            at=_moment(body.get("createAt")) or now,
            addressed=private or body.get("isInAtList") is not False,
            private=private,
            quote=quotes.quote_of(body),
        ),
        webhook=_string(body, "sessionWebhook"),
        webhook_until=_moment(body.get("sessionWebhookExpiredTime")) or now + timedelta(minutes=5),
    )


def kind_of(body: Mapping[str, Any]) -> str:
    """Name what was not understood, for the log."""
    if str(body.get("errCode", "")) == QUOTA_EXHAUSTED:
        return "quota_exhausted"
    kind = body.get("msgtype")
    return kind if isinstance(kind, str) and kind.isalnum() and len(kind) < 40 else "unknown"  # noqa: PLR2004


def _text_of(body: Mapping[str, Any]) -> str:
    match body.get("msgtype"), body.get("text"), body.get("content"):
        case "text", {"content": str(text)}, _:
            return text.strip()
        case "audio", _, {"recognition": str(spoken)}:
            return spoken.strip()
        case "richText", _, {"richText": list(parts)}:
            found = [p["text"] for p in parts if isinstance(p, dict) and "text" in p]
            return "".join(t for t in found if isinstance(t, str)).strip()
        case _:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """
    A press on a card.

    A call-back has no id of its own, and a redelivery may come under a new frame: its content
    names it. The button's token is new in every picture, and each press is answered with one, so
    that whoever presses again presses something else.
    """

    track_id: str
    conversation: str
    user_id: str
    token: str

    @property
    def press_id(self) -> str:
        """The same for the same person, card and picture of it, however it is delivered."""
        content = f"{self.track_id}\n{self.user_id}\n{self.token}"
        return sha256(content.encode()).hexdigest()[:32]

    def press(self, at: datetime) -> ButtonPress:
        """Return the press as it came at this moment."""
        return ButtonPress(
            channel=CHANNEL,
            conversation=self.conversation,
            user_id=self.user_id,
            user_name=self.user_id,
            token=self.token,
            press_id=self.press_id,
            at=at,
        )


def tap(body: Mapping[str, Any]) -> Tap | None:
    """Read a press; the button's id and its parameters carry the same, either may be missing."""
    track_id, user = _string(body, "outTrackId"), _string(body, "userId")
    private = _private_data(body.get("content")) or _private_data(body.get("value"))
    params = private.get("params")
    params = params if isinstance(params, dict) else {}
    ids = private.get("actionIds")
    first = ids[0] if isinstance(ids, list) and ids else body.get("actionId")
    token = params.get("id") or first
    conversation = (
        refs.conversation_of(track_id) or _string(params, "to") or _string(body, "spaceId")
    )
    if not track_id or not user or not isinstance(token, str) or not token or not conversation:
        return None
    return Tap(track_id=track_id, conversation=conversation, user_id=user, token=token)


def _private_data(content: object) -> Mapping[str, Any]:
    try:
        found = json.loads(content) if isinstance(content, str) else content
    except (ValueError, RecursionError):
        return {}
    private = found.get("cardPrivateData") if isinstance(found, dict) else None
    return private if isinstance(private, dict) else {}


def _string(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _moment(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
