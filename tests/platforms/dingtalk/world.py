"""The simulated DingTalk as it stands: apps, tokens, connections, cards, chats and what it saw."""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

Json = dict[str, Any]

#: The template of the official SDK with callback buttons.
BUILT_IN = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"


@dataclass(slots=True, kw_only=True)
class Fault:
    """A failure that is switched on for a path, for so many calls (-1: until it is cleared)."""

    path: str
    times: int = 1
    status: int = 200
    body: Any = None  #: A string is sent as HTML.
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    #: after: do it, then reset the connection. pass: only be slow. Anything else: do not do it.
    kind: str = "answer"


@dataclass(slots=True, kw_only=True)
class Bubble:
    """Something in a conversation that people see."""

    id: str
    conversation: str
    kind: str  #: text, markdown, file or card
    title: str = ""
    text: str = ""
    track_id: str | None = None
    by: str = "bot"
    way: str = "openapi"
    mentions: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class CardOf:
    """A card by its outTrackId."""

    track_id: str
    template: str
    params: Json
    callback: str | None
    carrier: str = ""  #: What the message is called that carries it.
    private: dict[str, Json] = field(default_factory=dict)
    spaces: list[str] = field(default_factory=list)
    asked: int = 0  #: Presses that wait for their ack.
    asked_at: float = 0.0  #: When the last of them was sent.


@dataclass(slots=True, kw_only=True)
class Push:
    """A frame that we sent and what the bot made of it."""

    message_id: str
    topic: str
    kind: str
    data: Any
    connection: str | None  #: None: nobody was connected, and it was lost.
    at: float
    acks: list[Json] = field(default_factory=list)
    late: bool = False


@dataclass(slots=True, kw_only=True)
class Link:
    """An open WebSocket."""

    id: str
    socket: web.WebSocketResponse
    request: web.Request
    topics: set[str]
    leaving: bool = False
    stalled: bool = False
    #: Set: continue reading.
    awake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class World:
    """Everything the simulator knows."""

    client_id: str = "dingkey"
    client_secret: str = "dingsecret"  # noqa: S105 - of a simulated app
    port: int = 0
    token_life: float = 7200.0
    ticket_life: float = 90.0
    session_life: float = 5400.0
    #: Sends by the robot in a minute; more is refused and noted as a violation.
    per_minute: int = 20
    card_limit: float = 2.0
    #: Seconds in which an update may have been on its way when a press was sent: it is no sin then.
    crossing: float = 0.0
    #: After `disconnect` the server stays silent for so long, then closes.
    grace: float = 10.0
    close_storm: bool = False
    unreachable_spaces: set[str] = field(default_factory=set)
    staff_faults: dict[str, str] = field(default_factory=dict)  #: staff id -> name of the list
    no_cards_for: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    tokens: dict[str, float] = field(default_factory=dict)
    tickets: dict[str, tuple[float, set[str]]] = field(default_factory=dict)
    sessions: dict[str, tuple[float, str]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    cards: dict[str, CardOf] = field(default_factory=dict)
    bubbles: list[Bubble] = field(default_factory=list)
    media: dict[str, Json] = field(default_factory=dict)  #: Files by the name they are sent by.
    pushes: dict[str, Push] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    counters: Counter[str] = field(default_factory=Counter)
    sent_at: deque[float] = field(default_factory=deque)
    busiest_minute: int = 0
    _numbers: Any = field(default_factory=lambda: count(1))

    def name(self, kind: str) -> str:
        """Return a name nobody had before."""
        return f"{kind}-{next(self._numbers)}-{random.getrandbits(32):08x}"

    def violates(self, what: str) -> None:
        """Note what the client must not do."""
        self.violations.append(what)

    def takes_send(self) -> bool:
        """Count a message of the robot; False where it is one too many."""
        now = time.monotonic()
        while self.sent_at and self.sent_at[0] <= now - 60:
            self.sent_at.popleft()
        if len(self.sent_at) >= self.per_minute:
            self.violates(f"more than {self.per_minute} messages in a minute")
            return False
        self.sent_at.append(now)
        self.busiest_minute = max(self.busiest_minute, len(self.sent_at))
        self.counters["sends"] += 1
        return True

    def choose(self, topic: str, *, leaving: bool = False) -> Link | None:
        """Choose any connection that wants the topic, as the gateway does."""
        fit = [
            link
            for link in self.links.values()
            if link.leaving is leaving
            and (topic in link.topics or topic in ("*", "ping", "disconnect"))
        ]
        return random.choice(fit) if fit else None  # noqa: S311 - the gateway does just that
