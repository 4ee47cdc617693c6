"""The workspace behind the simulator: channels, people, messages, and what went wrong."""

import itertools
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any

BOT_TOKEN = "xoxb-sim-bot-token"  # noqa: S105 - of the simulator
APP_TOKEN = "xapp-sim-app-token"  # noqa: S105 - of the simulator
BOT_USER = "UBOT"
BOT_ID = "B1"
TEAM = "T1"


@dataclass(slots=True)
class Faults:
    """What is broken at the moment; everything off by default."""

    refuse_handshakes: int = 0  #: So many handshakes are answered 408; the ticket is spent.
    open_hangs: float = 0.0  #: apps.connections.open answers after so many seconds.
    open_error: str = ""  #: apps.connections.open answers ok:false with this.
    open_limited: int = 0  #: So many calls of it are answered 429.
    hello_delay: float = 0.0
    close_after_hello: float = -1.0  #: Clean close so long after each hello: a close storm.
    ghosts: int = 0  #: Connections nobody listens to; they take their share of the frames.
    most_connections: int = 10
    retries: list[float] = field(default_factory=lambda: [0.0, 60.0, 300.0])
    ack_limit: float = 3.0
    posts_per_second: float = 0.0  #: Per channel; 0 is without limit.
    post_burst: int = 1
    updates_per_minute: int = 0  #: Of `chat.update` in the whole workspace; 0 is without limit.
    #: Rules for API calls, in order: {"method", "kind", "times", ...}; see `api.spoiled`.
    api: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """A message as the workspace stores it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    seen_by: str | None = None  #: Ephemeral: only this person.
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons that a person could press on it now."""
        return [
            {
                "label": element["text"]["text"],
                "action_id": element["action_id"],
                "block_id": block.get("block_id", ""),
                "value": element.get("value", ""),
                "url": element.get("url"),
            }
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]

    def as_seen(self) -> dict[str, Any]:
        """Return what a person sees of it."""
        return {**asdict(self), "buttons": self.buttons, "shown": "\n".join(shown(self.blocks))}


def shown(blocks: list[dict[str, Any]]) -> list[str]:
    """Return the texts of blocks in the order in which a person reads them."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block.get("text"), dict):
            out.append(block["text"]["text"])
        out += [part["text"] for part in block.get("fields", [])]
        out += [
            part["text"]["text"] if isinstance(part.get("text"), dict) else part.get("text", "")
            for part in block.get("elements", [])
        ]
    return out


@dataclass(slots=True)
class Ack:
    """An envelope on its way."""

    envelope_id: str
    kind: str
    sent_at: float
    acked_at: float | None = None
    connection: int = 0


@dataclass(slots=True)
class World:
    """Everything the simulator knows."""

    faults: Faults = field(default_factory=Faults)
    members: dict[str, set[str]] = field(default_factory=dict)  #: Channel -> people in it.
    direct: dict[str, str] = field(default_factory=dict)  #: Person -> D… channel.
    archived: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    acks: dict[str, Ack] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=100_000))
    counts: Counter[str] = field(default_factory=Counter)
    tickets: set[str] = field(default_factory=set)
    spent: set[str] = field(default_factory=set)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  #: By the id of the file.
    hooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted_at: dict[str, deque[float]] = field(default_factory=dict)
    updated_at: deque[float] = field(default_factory=deque)
    busiest_second: int = 0  #: The most messages that one channel took in any second.
    busiest_update_minute: int = 0
    retry_later: float = 0.0
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def broke(self, rule: str) -> None:
        """Write down that the client did something the protocol forbids."""
        self.violations.append(rule)

    def ts(self) -> str:
        """Return the next message time: seconds, and a number that makes it unique."""
        return f"{int(time.time())}.{next(self.numbers):06d}"  # noqa: TID251 - a platform's clock

    def join(self, channel: str, *people: str) -> None:
        """Put people into a channel; the bot is in every channel there is."""
        self.members.setdefault(channel, {BOT_USER}).update(people)

    def direct_channel(self, person: str) -> str:
        """Return the channel of the bot's direct messages with a person."""
        channel = self.direct.setdefault(person, f"D{person[1:]}")
        self.join(channel, person)
        return channel

    def find(self, channel: str, ts: str) -> Message | None:
        """Return a message that is still there and everybody may see."""
        return next(
            (
                m
                for m in self.messages
                if (m.channel, m.ts, m.seen_by, m.deleted) == (channel, ts, None, False)
            ),
            None,
        )

    def seen(self, channel: str, person: str) -> list[Message]:
        """Return what a person sees in a channel."""
        return [
            m
            for m in self.messages
            if m.channel == channel and m.seen_by in {None, person} and not m.deleted
        ]

    def wait_for_room(self, channel: str, now: float) -> int:
        """Return 0 where the channel takes a message now, else how many seconds to wait."""
        recent = self.posted_at.setdefault(channel, deque())
        rate, burst = self.faults.posts_per_second, self.faults.post_burst
        _forget(recent, now - (burst / rate if rate else 1.0))
        if rate and len(recent) >= burst:
            self.counts["limited"] += 1
            return 1
        recent.append(now)
        self.busiest_second = max(self.busiest_second, sum(at > now - 1 for at in recent))
        return 0

    def wait_to_update(self, now: float) -> int:
        """Return 0 where a message may be changed now, else how many seconds to wait."""
        _forget(self.updated_at, now - 60)
        most = self.faults.updates_per_minute
        if most and len(self.updated_at) >= most:
            self.counts["updates_limited"] += 1
            return max(1, round(self.updated_at[0] + 60 - now))
        self.updated_at.append(now)
        self.busiest_update_minute = max(self.busiest_update_minute, len(self.updated_at))
        return 0


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
