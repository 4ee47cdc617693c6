"""What comes in from channels and scanners, and what goes back to them; no channel's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.cards import Card
from rules.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """Something a person wrote where we can read it."""

    channel: str
    conversation: str
    user_id: str  #: The person's id on that platform.
    user_name: str
    text: str
    message_id: str
    at: datetime  #: When it was written, by the platform's clock.
    addressed: bool  #: In private, or mentioned in a group.
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPress:
    """A tap on a card."""

    channel: str
    conversation: str
    user_id: str
    user_name: str
    token: str  #: What the button carried: card, action and revision, signed by us.
    press_id: str  #: The same for every delivery of the same tap.
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person gets back."""

    text: str
    private: bool = False  #: Only they should see it: refusals and hints.
    changed: bool = False  #: Something was done.
    duplicate: bool = False  #: The same delivery again; the answer is the one given before.
    card: Card | None = None
    card_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PressToken:
    """What a button stands for."""

    card_id: str
    action: Action
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """A question of a warehouse scanner: whether this may leave."""

    source: str
    scan_id: str
    station: str
    code: str
    order_no: str | None = None
    parcel_id: str | None = None
    items: tuple[Mapping[str, Any], ...] | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A claimed promise, drawn with the present state and ready to be sent by a channel."""

    entry_id: int
    key: str
    channel: str
    conversation: str
    attempt: int
    text: str
    card: Card | None = None
    tokens: Mapping[Action, str] | None = None
    message_ref: str | None = None  #: Set: edit this message instead of sending a new one.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The platform has it, under this name."""

    message_ref: str
    code: str = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    """It may go through later."""

    code: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveUp:
    """It will not go through; someone else must be told."""

    code: str
    error: str
