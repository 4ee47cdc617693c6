"""Parsing for WeCom: a call-back becomes a message or a press; the odd becomes None."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.channels.mentions import without_name
from bot.channels.wecom.frames import clean
from handlers.ports import ButtonPress, ChatMessage, Quote

CHANNEL = "wecom"
KICKED = "disconnected_event"
#: A pressed card can be changed for five seconds; twice that, and its redraw has been noted.
WINDOW = timedelta(seconds=10)

_NAME = re.compile(r"[a-z_]{1,40}")


def message(body: Mapping[str, Any], *, now: datetime, name: str = "") -> ChatMessage | None:
    """Read a message to the bot called `name`; None for pictures, files and what is none."""
    user, message_id = _string(_dict(body, "from"), "userid"), _string(body, "msgid")
    chat = _string(body, "chatid")
    private = _is_private(body, chat)
    text = _text_of(body)
    if not private:
        text = without_name(text, name)
    if not text or not user or not message_id:
        return None
    return ChatMessage(
        channel=CHANNEL,
        conversation=user if private else chat,
        user_id=user,
        user_name=user,
        text=text,
        message_id=message_id,
        at=_moment(body.get("create_time")) or now,
        addressed=True,  # from a group only what mentions the bot arrives
        private=private,
        quote=_quote_of(_dict(body, "quote")),
    )


def kind_of(body: Mapping[str, Any]) -> str:
    """Name what was not understood, for the log."""
    kind = body.get("msgtype")
    if kind == "event":
        kind = event_of(body)
    return kind if isinstance(kind, str) and _NAME.fullmatch(kind) else "unknown"


def event_of(body: Mapping[str, Any]) -> str:
    """Return the type of an event."""
    return _string(_dict(body, "event"), "eventtype")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A press, and the card it was on."""

    task_id: str
    private: bool
    press: ButtonPress


def tap(body: Mapping[str, Any], *, now: datetime) -> Tap | None:
    """Read a press. The documents nest its facts, the official SDK reads them flat: both do."""
    event = _dict(body, "event")
    nested = _dict(event, "template_card_event")
    token = _string(nested, "event_key") or _string(event, "event_key")
    task_id = _string(nested, "task_id") or _string(event, "task_id")
    user, chat = _string(_dict(body, "from"), "userid"), _string(body, "chatid")
    if not token or not task_id or not user:
        return None
    private = _is_private(body, chat)
    moment = body.get("create_time")
    told = "\n".join((task_id, user, token, str(moment)))
    return Tap(
        task_id=task_id,
        private=private,
        press=ButtonPress(
            channel=CHANNEL,
            conversation=user if private else chat,
            user_id=user,
            user_name=user,
            token=token,
            press_id=_string(body, "msgid") or sha256(told.encode()).hexdigest()[:32],
            at=_moment(moment) or now,
            window=WINDOW,
        ),
    )


def _is_private(body: Mapping[str, Any], chat: str) -> bool:
    return not chat or body.get("chattype") == "single"


def _quote_of(body: Mapping[str, Any]) -> Quote | None:
    """Read what is quoted; of one of our cards, its name and what stands on it."""
    card = _dict(body, "template_card")
    said = [
        _text_of(body),
        _string(_dict(body, "markdown"), "content"),
        _string(_dict(card, "main_title"), "title"),
        _string(_dict(card, "main_title"), "desc"),
        _string(card, "sub_title_text"),
        _string(_dict(card, "quote_area"), "quote_text"),
    ]
    task = _string(card, "task_id")
    text = "\n".join(filter(None, said))
    return Quote(text=text, names=(task,) if task else ()) if text or task else None


def _text_of(body: Mapping[str, Any]) -> str:
    kind = body.get("msgtype")
    if kind in ("text", "voice"):
        return _string(_dict(body, str(kind)), "content").strip()
    if kind == "mixed":
        items = _dict(body, "mixed").get("msg_item")
        found = [
            _string(_dict(item, "text"), "content")
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, dict) and item.get("msgtype") == "text"
        ]
        return " ".join(text for text in found if text).strip()
    return ""


def _dict(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _string(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return clean(value) if isinstance(value, str) else ""


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None
