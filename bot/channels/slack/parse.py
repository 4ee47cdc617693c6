"""Parsing for Slack: payloads become messages and presses; what is odd becomes None."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handlers.ports import ButtonPress, ChatMessage, Quote

CHANNEL = "slack"
ACTION = "card."  #: Action ids of our buttons begin so.
NOTHING_SAID = "help"  #: What a slash command without words asks for.
BLOCK = "card:"  #: Block ids of our buttons: the conversation as the route names it.

_SPOKEN = frozenset({None, "", "file_share", "thread_broadcast", "me_message"})
_NAMED = re.compile(r"<[#!][^<>|\n]*\|([^<>\n]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer goes."""

    channel: str
    user: str
    private: bool = False
    thread: str | None = None
    response_url: str | None = None
    card: str | None = None  #: ts of the pressed card.


def plain(text: str, bot: str) -> str:
    """Undo Slack's escapes, and take our own mention out."""
    text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text) if bot else text
    text = _NAMED.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def moment(ts: object) -> datetime | None:
    """Read one of Slack's times."""
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def text_of(raw: object, *names: str) -> str:
    """Follow names into nested objects; empty where there is no text."""
    for name in names:
        raw = raw.get(name) if isinstance(raw, Mapping) else None
    return raw if isinstance(raw, str) else ""


def message(payload: Mapping[str, Any], *, bot: str) -> tuple[ChatMessage, Place] | None:
    """
    Read an event. A mention may come twice, as app_mention and as message: its ts names both.

    A private chat is known by the person: that is how routes name it.
    """
    event = payload.get("event")
    user, channel, ts = (text_of(event, name) for name in ("user", "channel", "ts"))
    at = moment(ts)
    if not isinstance(event, Mapping) or not (user and channel) or at is None:
        return None
    if event.get("bot_id") or user == bot or event.get("subtype") not in _SPOKEN:
        return None
    text = text_of(event, "text")
    private = channel.startswith("D")
    mentioned = event.get("type") == "app_mention" or (bot != "" and f"<@{bot}" in text)
    said = ChatMessage(
        channel=CHANNEL, conversation=user if private else channel, user_id=user, user_name=user,
        text=plain(text, bot), message_id=f"{channel}:{ts}", at=at,
        addressed=private or mentioned, private=private, quote=_quote(event, channel),
    )  # fmt: skip
    thread = text_of(event, "thread_ts") or None
    return said, Place(channel=channel, user=user, private=private, thread=thread)


def _quote(event: Mapping[str, Any], channel: str) -> Quote | None:
    """Read what a message answers: the message its thread hangs on, and those it shares."""
    shared = event.get("attachments")
    rows = [one for one in shared if isinstance(one, dict)] if isinstance(shared, list) else []
    places = [(channel, text_of(event, "thread_ts"))]
    places += [(text_of(one, "channel_id"), text_of(one, "ts")) for one in rows]
    names = tuple(f"{where}:{ts}" for where, ts in places if where and ts)
    words = [plain(text_of(one, "text") or text_of(one, "fallback"), "") for one in rows]
    text = "\n".join(filter(None, words))
    return Quote(text=text, names=names) if text or names else None


def command(payload: Mapping[str, Any], *, now: datetime) -> tuple[ChatMessage, Place] | None:
    """Read a slash command; it carries no time of its own."""
    user, channel = text_of(payload, "user_id"), text_of(payload, "channel_id")
    trigger = text_of(payload, "trigger_id")
    if not (user and channel and trigger):
        return None
    private = channel.startswith("D")
    said = ChatMessage(
        channel=CHANNEL, conversation=user if private else channel, user_id=user,
        user_name=text_of(payload, "user_name") or user,
        text=plain(text_of(payload, "text"), "") or NOTHING_SAID,
        message_id=f"slash:{trigger}", at=now, addressed=True, private=private,
    )  # fmt: skip
    url = text_of(payload, "response_url") or None
    return said, Place(channel=channel, user=user, private=private, response_url=url)


def press(payload: Mapping[str, Any], *, now: datetime) -> tuple[ButtonPress, Place] | None:
    """Read a tap on one of our buttons."""
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    token, action_ts = text_of(action, "value"), text_of(action, "action_ts")
    user = text_of(payload, "user", "id")
    channel = text_of(payload, "channel", "id") or text_of(payload, "container", "channel_id")
    ts = text_of(payload, "container", "message_ts") or text_of(payload, "message", "ts")
    if not (token and action_ts and user and channel and ts):
        return None
    private = channel.startswith("D")
    named = text_of(action, "block_id").removeprefix(BLOCK)
    conversation = channel
    if private:  # the block names what the route said: the person, or this very channel
        conversation = named if named == channel else user
    tap = ButtonPress(
        channel=CHANNEL, conversation=conversation, user_id=user,
        user_name=text_of(payload, "user", "username") or user, token=token,
        press_id=f"{channel}:{ts}:{text_of(action, 'action_id')}:{user}:{action_ts}",
        at=moment(action_ts) or now,
    )  # fmt: skip
    url = text_of(payload, "response_url") or None
    return tap, Place(channel=channel, user=user, private=private, response_url=url, card=ts)


def lane(payload: Mapping[str, Any]) -> str:
    """Name the conversation of any payload: what happens in one happens in order."""
    return (
        text_of(payload, "event", "channel")
        or text_of(payload, "channel_id")
        or text_of(payload, "channel", "id")
    )
