"""Capabilities: what a channel can show and do, and how much it takes, as declared data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Element(StrEnum):
    """What a card or a message is made of, in no channel's own form."""

    TITLE = "title"
    COLOUR = "colour"
    LINE = "line"
    SUGGESTION = "suggestion"
    BUTTON = "button"
    LINK = "link"
    FOOTER = "footer"
    MENTION = "mention"
    PRIVATE_REPLY = "private_reply"


class Support(StrEnum):
    """How a channel shows an element. There is no third value: nothing is dropped silently."""

    NATIVE = "native"
    TEXT = "text"  #: Written out, a button as 「回复 放行 1024」, a private reply in the group.


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many messages fit into a span of time, for each conversation or for the whole robot."""

    messages: int
    per: timedelta
    whole_channel: bool = False  #: True: all conversations of the robot share it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one channel can do."""

    elements: Mapping[Element, Support]
    #: Whether a message of ours can be redrawn without being asked. Where it cannot (WeCom), only
    #: a press opens a short window, and a follow-up says what changed.
    redraws: bool
    #: The same key twice shows once, so that a message of unknown fate may simply be sent again.
    idempotent: bool = False
    #: What was sent can be looked for, so that it is not sent a second time.
    findable: bool = False
    paces: tuple[Pace, ...] = ()
    quota: int | None = None  #: Messages of a calendar month; None is without limit.
    longest: int = 20_000  #: UTF-8 bytes of one message.
    buttons: int = 6
    files: bool = False  #: It takes files; elsewhere a card leads to them.
    images: bool = False  #: It shows images; elsewhere the text is all there is, and complete.
    #: False: a system that is told to do something; no storms, no delays and no quotas of people.
    talks: bool = True

    def __post_init__(self) -> None:
        """Refuse a declaration that leaves an element out."""
        missing = set(Element) - set(self.elements)
        if missing:
            message = f"capabilities say nothing of {', '.join(sorted(missing))}"
            raise ValueError(message)


#: The console shows everything and takes as much as we write.
CONSOLE = Capabilities(
    elements=MappingProxyType(dict.fromkeys(Element, Support.NATIVE)),
    redraws=True,
    idempotent=True,
    images=True,
)

#: A system outside is called, not talked to; each call carries its name, so it may be repeated.
GATEWAY = Capabilities(
    elements=MappingProxyType(dict.fromkeys(Element, Support.TEXT)),
    redraws=False,
    idempotent=True,
    talks=False,
)
#: One that would do again what it may have done.
UNREPEATABLE = replace(GATEWAY, idempotent=False)
