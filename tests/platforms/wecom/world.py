"""The simulated WeCom as it stands: one bot, its connections, chats, cards and what it saw."""

import asyncio
import random
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

Json = dict[str, Any]

_KEEPING = ("ping", "aibot_subscribe", "webhook")


@dataclass(slots=True, kw_only=True)
class Fault:
    """A failure that is switched on for a command, for so many frames (-1: until cleared)."""

    cmd: str  #: A command, `webhook` for the group robot, or `*` for all that the bot says.
    kind: str  #: See `gateway.answer` and `webhook.send`.
    times: int = 1
    code: int = 0  #: The errcode, the close code or the HTTP status.
    delay: float = 0.0


@dataclass(slots=True, kw_only=True)
class Call:
    """A call-back that we made on one connection; it may be answered there and nowhere else."""

    req_id: str
    kind: str  #: message, enter_chat, template_card_event or another eventtype
    user: str
    conversation: str
    single: bool
    at: float
    task_id: str | None = None
    cards: int = 0  #: Cards that answered it.
    updates: int = 0
    streams: dict[str, "Bubble"] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Bubble:
    """Something in a conversation that people see."""

    id: str
    conversation: str  #: A group's chatid, or the person's userid in a single chat.
    kind: str  #: text, markdown, stream, template_card or a kind of media
    by: str = "bot"
    text: str = ""
    way: str = ""  #: reply, push, welcome or webhook
    task_id: str | None = None
    req_id: str | None = None
    stream_id: str | None = None
    finished: bool = True
    at: float = 0.0
    frames: int = 1


@dataclass(slots=True, kw_only=True)
class CardOf:
    """A card by its task_id: what everybody sees, and who sees something else."""

    task_id: str
    conversation: str
    single: bool
    shown: Json
    own: dict[str, Json] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)  #: Of every version there ever was.
    versions: int = 1


@dataclass(slots=True, kw_only=True)
class Link:
    """An open WebSocket."""

    id: str
    socket: web.WebSocketResponse
    request: web.Request
    subscribed: bool = False
    lapsed: bool = False  #: Subscribed once, and we forgot it.
    leaving: bool = False  #: Kicked or about to close: nothing is delivered to it.
    muted: bool = False  #: Acks what it is sent and delivers nothing.
    calls: dict[str, Call] = field(default_factory=dict)
    own_ids: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)  #: Ids whose ack we delay.
    pinged: float = 0.0
    #: Set: read on.
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    ponged: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class World:
    """Everything the simulator knows."""

    bot_id: str = "aibSIMULATED"
    secret: str = "longsecret"  # noqa: S105 - of a simulated bot
    bot_name: str = "RobotA"
    port: int = 0
    #: open; refused: HTTP 503; reset: the TCP connection breaks; hangs: no answer at all.
    door: str = "open"
    #: Close with this code as soon as a WebSocket stands, or as soon as it is subscribed.
    close_at_once: int | None = None
    close_subscribed: int | None = None
    #: Refuse subscribes with this code, and whether the socket closes then.
    subscribe_code: int = 0
    subscribe_closes: bool = False
    subscribes_per_minute: int = 100
    bad_bot_code: int = 93019
    bad_secret_code: int = 853000
    #: What the connection that is pushed out meets: a close code, abort or half_open.
    kick: str = "1000"
    kick_grace: float = 0.05
    pongs: bool = True
    #: Without a ping for so long the server closes.
    silence: float = 90.0
    update_window: float = 5.0
    welcome_window: float = 5.0
    reply_window: float = 86400.0
    stream_window: float = 360.0
    per_minute: int = 30
    minute: float = 60.0  #: Seconds; a test that waits for one makes it shorter.
    per_hour: int = 1000
    longest: int = 20480  #: Bytes of markdown.
    refreshes_count: bool = True
    group_cards: bool = True  #: False: pushing a card into a group is refused.
    group_cards_code: int = 40008
    flat: bool = False  #: Events as the Node SDK's types have them, not nested.
    webhooks: dict[str, str] = field(default_factory=lambda: {"hookkey": "wrHOOK"})
    webhook_per_minute: int = 20
    #: Conversations in which somebody spoke to the bot: (chat_type, id).
    known: set[tuple[int, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    cards: dict[str, CardOf] = field(default_factory=dict)
    uploads: dict[str, Json] = field(default_factory=dict)  #: Files under way, with their pieces.
    media: dict[str, Json] = field(default_factory=dict)  #: Files by what they are sent by.
    bubbles: list[Bubble] = field(default_factory=list)
    pushes: dict[str, Json] = field(default_factory=dict)  #: By msgid: for redelivery.
    old_calls: set[str] = field(default_factory=set)
    frames: deque[Json] = field(default_factory=lambda: deque(maxlen=20_000))
    violations: list[str] = field(default_factory=list)
    refused: list[Json] = field(default_factory=list)
    counters: Counter[str] = field(default_factory=Counter)
    subscribed_at: deque[float] = field(default_factory=deque)
    sent_at: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    hooked_at: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    busiest_minute: int = 0
    busiest_hour: int = 0
    ping_gaps: list[float] = field(default_factory=list)
    shift: float = 0.0  #: How far the clock was moved.
    _numbers: Any = field(default_factory=lambda: count(1))

    def now(self) -> float:
        """Return the simulated time."""
        return time.monotonic() + self.shift

    def epoch(self) -> int:
        """Return the simulated time in seconds since 1970."""
        return round(time.time() + self.shift)  # noqa: TID251 - the platform's real clock

    def name(self, kind: str) -> str:
        """Return a name nobody had before."""
        return f"{kind}-{next(self._numbers)}-{random.getrandbits(32):08x}"

    def violates(self, what: str) -> None:
        """Note what the client must not do."""
        self.violations.append(what)

    def note(self, link: Link | None, way: str, frame: Any) -> None:  # noqa: ANN401 - JSON
        """Write a frame down, without the secret."""
        if isinstance(frame, dict) and isinstance(body := frame.get("body"), dict):
            frame = {**frame, "body": {k: v for k, v in body.items() if k != "secret"}}
        self.frames.append(
            {"ts": time.monotonic(), "conn": link.id if link else None, "dir": way, "frame": frame}
        )

    def live(self) -> Link | None:
        """Return the connection that call-backs go to."""
        fit = [x for x in self.links.values() if x.subscribed and not x.leaving and not x.muted]
        return fit[-1] if fit else None

    def takes(self, conversation: str) -> bool:
        """Count a message into a conversation; False where it is one too many."""
        now, sent = self.now(), self.sent_at[conversation]
        while sent and sent[0] <= now - 3600:
            sent.popleft()
        minute = sum(at > now - self.minute for at in sent)
        if minute >= self.per_minute or len(sent) >= self.per_hour:
            self.counters["over_rate"] += 1
            self.violates(f"more than {self.per_minute} a minute or {self.per_hour} an hour")
            return False
        sent.append(now)
        self.busiest_minute = max(self.busiest_minute, minute + 1)
        self.busiest_hour = max(self.busiest_hour, len(sent))
        return True

    def fault(self, cmd: str) -> Fault | None:
        """Take the next fault that is meant for a command."""
        for fault in self.faults:
            if fault.times and (fault.cmd == cmd or (fault.cmd == "*" and cmd not in _KEEPING)):
                fault.times -= 1
                return fault
        return None
