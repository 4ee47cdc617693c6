"""Parsing for the console: what a page sends is checked and becomes a message or a press."""

import re
from collections.abc import Mapping
from datetime import datetime

from handlers.ports import ButtonPress, ChatMessage
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import Person

__all__ = ["CHANNEL", "is_own", "message_id", "pressed", "said"]

LONGEST_TEXT = 2_000
LONGEST_TOKEN = 2_000
LARGEST_ID = 2**63 - 1  #: Of a message, as databases count them.

_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
#: Control characters other than line breaks and tabs: no keyboard makes them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def said(
    raw: object, *, person: Person, conversation: str, at: datetime, private: bool = False
) -> ChatMessage | None:
    """Read something typed; None for what no page of ours would send, or for nothing at all."""
    message_id, text = _field(raw, "id", 64), _field(raw, "text", LONGEST_TEXT)
    if not _ID.fullmatch(message_id) or not text.strip():
        return None
    user_id = person.ids[CHANNEL]
    return ChatMessage(
        channel=CHANNEL, conversation=conversation, user_id=user_id, user_name=person.name,
        text=_CONTROL.sub("", text).strip(), message_id=f"{user_id}:{message_id}", at=at,
        addressed=True, private=private,
    )  # fmt: skip


def pressed(raw: object, *, person: Person, conversation: str, at: datetime) -> ButtonPress | None:
    """Read a tap on a button; None for what no page of ours would send."""
    press_id, token = _field(raw, "id", 64), _field(raw, "token", LONGEST_TOKEN)
    if not _ID.fullmatch(press_id) or not token:
        return None
    user_id = person.ids[CHANNEL]
    return ButtonPress(
        channel=CHANNEL, conversation=conversation, user_id=user_id, user_name=person.name,
        token=token, press_id=f"{user_id}:{press_id}", at=at,
    )  # fmt: skip


def is_own(raw: object) -> bool:
    """Say whether a command was given on the person's own list."""
    return isinstance(raw, Mapping) and raw.get("own") is True


def message_id(raw: object) -> int | None:
    """Read which message a page means; None for what no page of ours would send."""
    return raw if type(raw) is int and 0 <= raw <= LARGEST_ID else None


def _field(raw: object, name: str, longest: int) -> str:
    value = raw.get(name) if isinstance(raw, Mapping) else None
    return value if isinstance(value, str) and len(value) <= longest else ""
