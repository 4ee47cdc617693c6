"""What comes in from channels and scanners, and what goes back to them; no channel's own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rules.cards.archive import File
from rules.cards.card import Card
from rules.delivery.calls import Call
from rules.payments.contract import CallBack
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a message answers, as far as its platform tells: a quotation, a thread, a forward."""

    text: str = ""
    names: tuple[str, ...] = ()  #: What the platform calls it; it may be one of our cards.


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
    quote: Quote | None = None
    ahead: str | None = None  #: Its answer, where that was read before a writer has the message.
    exhibit: object = None  #: The same as figures, where there are any.


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
    #: The pressed card can be changed so long and never after; None: whenever we like.
    window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an address carries that we give away: it opens one thing, for a purpose, for a time."""

    purpose: str
    about: str
    until: datetime  #: In UTC, whole seconds.


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A card as it is at one moment, with what its buttons carry."""

    card: Card
    tokens: Mapping[str, str]  #: 刷新 is always among them, shown or not.
    serial: int  #: Grows with time; a channel never shows a lower one after a higher one.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person gets back."""

    text: str
    private: bool = False  #: Only they should see it: refusals and hints.
    changed: bool = False  #: Something was done.
    duplicate: bool = False  #: The same delivery again; the answer is the one given before.
    told: bool = False  #: That answer has left already, from this process or an earlier one.
    by: str | None = None  #: Or it has only just been given, by this process: it may be leaving.
    picture: "Picture | None" = None  #: A press: the pressed card as it is now.
    about: tuple[str, ...] = ()  #: The orders it names, for a channel that knows its readers.
    #: The same as figures, for a page that draws them; not kept, and never sent anywhere.
    exhibit: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PressToken:
    """What a button stands for."""

    card_id: str
    action: str  #: A word of what the card is about.
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
    """A claimed promise, composed of the present state and ready to be sent."""

    entry_id: int
    key: str
    channel: str
    conversation: str
    attempt: int
    text: str  #: The whole of it in plain text, buttons as commands.
    picture: Picture | None = None
    message_ref: str | None = None  #: Set: redraw this message instead of sending a new one.
    #: An earlier try may have gone through: the text is marked 重发, and so is the card.
    resent: bool = False
    stand: str = ""  #: How the subject stands in this picture, to know later what people saw.
    mentions: tuple[str, ...] = ()  #: Ids on this platform of people to call by name.
    month: str | None = None  #: Whose quota it was counted against, where the channel has one.
    file: File | None = None  #: What comes with it where the channel takes files.
    #: … and how it is read right before it leaves: it may be long, and nobody waits for a writer.
    read_file: Callable[[Tx], File | None] | None = None
    needs_file: bool = False  #: It is nothing without: where that cannot be read now, it waits.
    call: Call | None = None  #: To a gateway: what it is told to do.
    about: tuple[str, ...] = ()  #: See Reply.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The platform has it, under this name."""

    message_ref: str
    code: str = "ok"
    answer: CallBack | None = None  #: What was answered, where that is more than a word.


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    """It may go through later: the platform refused it for now, and certainly does not have it."""

    code: str
    error: str
    wait: timedelta | None = None  #: The platform said how long.
    whole_channel: bool = False  #: Nothing else goes through on this channel either.


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """It left us and no answer came: the platform may have it. Never sent again blindly."""

    code: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveUp:
    """It will not go through; someone else must be told."""

    code: str
    error: str


Outcome = Sent | TryLater | Unknown | GaveUp
