"""What every channel is to the rest of the bot, and what the rest of the bot is to a channel."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.process.supervisor import Supervisor
from handlers.ports import ButtonPress, ChatMessage, Outcome, Outgoing, Picture, Reply
from rules.delivery.capabilities import Capabilities

#: Cards and messages remembered by name; older ones have long left everybody's screen.
_REMEMBERED = 10_000


@dataclass(slots=True, kw_only=True)
class Status:
    """How a channel's stream is, for /readyz, /metrics and whoever wonders."""

    state: str = "connecting"  #: connecting, online, standby, kicked or stopped
    since: datetime | None = None
    heard_at: datetime | None = None  #: Last frame of any kind.
    connections: int = 0  #: How often a connection was opened.
    last_error: str | None = None

    def becomes(self, state: str, now: datetime, *, error: str | None = None) -> None:
        """Note a change; an error stays until the stream is online again."""
        self.state, self.since = state, now
        self.last_error = None if state == "online" else error or self.last_error


class Channel(Protocol):
    """A place where people read cards and press buttons."""

    @property
    def name(self) -> str:
        """The word that stands before the colon in a route, such as `console:ops`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can show, and how much it takes."""
        ...

    @property
    def status(self) -> Status:
        """How its stream is."""
        ...

    async def send(self, out: Outgoing) -> Outcome:
        """Show something new, or redraw `out.message_ref`; never raise for what a platform does."""
        ...

    async def run(self) -> None:
        """Keep the stream open until cancelled or the supervisor stops, then close it cleanly."""
        ...


async def _always(_name: str) -> bool:
    return True


async def _nothing(_name: str) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a channel is given: where to take what it hears, and what it may use."""

    on_message: Callable[[ChatMessage], Awaitable[Reply | None]]
    on_press: Callable[[ButtonPress], Awaitable[Reply]]
    clock: Clock
    supervisor: Supervisor
    lang: str = "zh"
    #: Ids of configured people on this platform: a target that is one of them is a private chat.
    people: frozenset[str] = frozenset()
    #: A message the channel sent by itself (a reply) counts against the conversation's pace.
    spent: Callable[[str], None] = lambda _conversation: None
    #: How long until the conversation takes one more answer; nothing where it does now.
    room: Callable[[str], timedelta] = lambda _conversation: timedelta()
    #: The pressed card shows this picture now: nothing more need be said of it.
    shown: Callable[[Picture], None] = lambda _picture: None
    #: The answer to this message or press has left; a later delivery of it is not answered again.
    told: Callable[[str], None] = lambda _id: None
    #: Take or renew a lease for half a minute: one connection per bot, whatever runs it.
    lease: Callable[[str], Awaitable[bool]] = _always
    #: Give a lease back at a stop, so that the next process need not wait for its end.
    let_go: Callable[[str], Awaitable[None]] = _nothing


@dataclass(slots=True)
class LatestWins:
    """
    Keeps pictures of one message in order: one at a time, and never back to an older one.

    A press is answered with a picture while the courier may be redrawing the same card.
    """

    _shown: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    @asynccontextmanager
    async def showing(self, ref: str, serial: int) -> AsyncIterator[bool]:
        """Hold the message for one picture; yields False where a newer one stands there already."""
        lock = self._locks.setdefault(ref, asyncio.Lock())
        async with lock:
            newer = serial >= self._shown.get(ref, -1)
            yield newer
            if newer:
                self._shown[ref] = serial
                self._shown.move_to_end(ref)
        if not lock.locked():
            self._locks.pop(ref, None)
        while len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)
