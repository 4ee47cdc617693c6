"""What stands behind a channel in the suite: doors that record, and answer each id once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from handlers.ports import ButtonPress, ChatMessage, Picture, Reply
from tests.conformance.cards import a_picture


@dataclass(slots=True)
class HandClock:
    """The machine's time, moved by hand."""

    ahead: timedelta = timedelta()
    began: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251 - a test's

    def now(self) -> datetime:
        """Return the moment."""
        return self.began + self.ahead


def released(press: ButtonPress) -> Reply:
    """Answer a press as the product does: what was done, and the card as it is now."""
    del press
    picture = a_picture(
        9, stand="red/released", headline="客户 13 分钟内改址两次 · 王敏 12:01 放行",
        footer="", buttons=(), lines=(), suggestions=(),
    )  # fmt: skip
    return Reply(text="订单 1024 已放行", changed=True, picture=picture)


@dataclass(slots=True)
class House:
    """An inbox that outlives the channel: a delivery it knows is answered as a duplicate."""

    clock: HandClock = field(default_factory=HandClock)
    messages: list[ChatMessage] = field(default_factory=list)
    presses: list[ButtonPress] = field(default_factory=list)
    done: set[str] = field(default_factory=set)  #: Ids that had an effect.
    spent: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  #: Ids whose answer has left.
    shown: list[Picture] = field(default_factory=list)  #: What pressed cards show.
    room: Callable[[str], timedelta] = lambda _conversation: timedelta()
    delay: float = 0.0
    on_message: Callable[[ChatMessage], Reply | None] = lambda m: Reply(text=f"答 {m.text}")
    on_press: Callable[[ButtonPress], Reply] = released

    def how_long(self, conversation: str) -> timedelta:
        """Return how long an answer has to wait there."""
        return self.room(conversation)

    async def hears(self, message: ChatMessage) -> Reply | None:
        """Answer a message."""
        self.messages.append(message)
        await asyncio.sleep(self.delay)
        reply = self.on_message(message) if message.addressed else None
        again = message.message_id in self.done
        self.done.add(message.message_id)
        if reply is None:
            return None
        return replace(reply, duplicate=again, told=again and message.message_id in self.told)

    async def pressed(self, press: ButtonPress) -> Reply:
        """Do a press."""
        self.presses.append(press)
        await asyncio.sleep(self.delay)
        reply = self.on_press(press)
        again = press.press_id in self.done
        self.done.add(press.press_id)
        return replace(reply, duplicate=again, told=again and press.press_id in self.told)
