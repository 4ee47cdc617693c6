"""A scripted WeCom gateway, and the channel with recording doors before it."""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bot.channels.base import Doors
from bot.channels.wecom.account import Timing, WeComAccount
from bot.channels.wecom.channel import WeComChannel
from bot.process.supervisor import Supervisor
from handlers.ports import ButtonPress, ChatMessage, Reply
from tests.bot.conftest import HandClock

SECRET = "s3cret-of-the-bot"  # noqa: S105 - of this gateway only
QUICK = Timing(
    handshake=0.5, subscribe=0.5, ack=0.4, ping=0.2, pong=0.15, close=0.2, first_wait=0.02,
    longest_wait=0.1, stable=5.0, slow=0.5, slowest=2.0, calm=5.0, lease=0.1, lease_lost=0.3,
    standby=0.1, press=0.8, answer=2.0, connect=0.5, http=0.4, settle=0.6,
)  # fmt: skip
_WIRE = logging.getLogger("tests.wecom.wire")
_WIRE.setLevel(logging.WARNING)


async def until(true: Callable[[], object], within: float = 4.0) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


@dataclass(slots=True)
class Gateway:
    """Takes frames and acks them, unless told otherwise."""

    server: Server | None = None
    port: int = 0
    connections: list[ServerConnection] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    #: Codes of the next acks of a command; "drop" gives none, "abort" cuts the connection.
    codes: dict[str, list[int | str]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, int | str] = field(default_factory=dict)
    close_at_once: int | None = None
    number: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://127.0.0.1:{self.port}"

    async def open(self, port: int = 0) -> None:
        """Listen."""
        self.server = await serve(self._serve, "127.0.0.1", port, logger=_WIRE)
        self.port = next(iter(self.server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Stop listening, and drop everybody."""
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
            self.server = None

    def of(self, cmd: str) -> list[dict[str, Any]]:
        """Return the frames of a command."""
        return [frame for frame in self.frames if frame["cmd"] == cmd]

    async def push(self, cmd: str, body: dict[str, Any], *, req_id: str | None = None) -> str:
        """Push a call-back on the newest connection."""
        self.number += 1
        name = req_id or f"call-{self.number}"
        frame = {"cmd": cmd, "headers": {"req_id": name}, "body": body}
        await self.connections[-1].send(json.dumps(frame, ensure_ascii=False))
        return name

    async def says(
        self, text: str, *, by: str = "wangmin", group: str | None = "wrG", msgid: str | None = None
    ) -> str:
        """Push a message."""
        where = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        body = {
            "msgid": msgid or f"m-{self.number}", "from": {"userid": by}, "msgtype": "text",
            "text": {"content": text}, **where,
        }  # fmt: skip
        return await self.push("aibot_msg_callback", body)

    async def presses(
        self, token: str, *, by: str = "wangmin", group: str | None = "wrG", msgid: str = "p-1"
    ) -> str:
        """Push a press on the card task-1."""
        where = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        facts = {"card_type": "button_interaction", "event_key": token, "task_id": "task-1"}
        event = {"eventtype": "template_card_event", "template_card_event": facts}
        body = {"msgid": msgid, "from": {"userid": by}, "msgtype": "event", "event": event, **where}
        return await self.push("aibot_event_callback", body)

    async def kick(self) -> None:
        """Say that another connection has taken over."""
        event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
        await self.push("aibot_event_callback", event)

    def cut(self) -> None:
        """Cut the newest connection without a word."""
        self.connections[-1].transport.abort()

    async def _serve(self, socket: ServerConnection) -> None:
        self.connections.append(socket)
        with contextlib.suppress(ConnectionClosed):
            async for raw in socket:
                frame = json.loads(raw)
                self.frames.append(frame)
                await self._ack(socket, frame)

    async def _ack(self, socket: ServerConnection, frame: dict[str, Any]) -> None:
        cmd = frame["cmd"]
        code = self.codes[cmd].pop(0) if self.codes[cmd] else self.always.get(cmd, 0)
        if code == "drop":
            return
        if code == "abort":
            socket.transport.abort()
            return
        ack = {"headers": frame["headers"], "errcode": code, "errmsg": "13812341234"}
        await socket.send(json.dumps(ack))
        if cmd == "aibot_subscribe" and self.close_at_once is not None:
            await socket.close(self.close_at_once)


@dataclass(slots=True, kw_only=True)
class Bench:
    """A channel, what its doors heard, and the gateway before it."""

    gateway: Gateway
    channel: WeComChannel
    supervisor: Supervisor
    clock: HandClock
    heard: list[ChatMessage]
    pressed: list[ButtonPress]
    spent: list[str]
    told: list[str]
    leases: list[bool]  #: What the next asks for it hear; empty: it was let go.
    answers: dict[str, Callable[[Any], Awaitable[Reply | None]]]

    def start(self) -> None:
        """Run the channel."""
        self.supervisor.start("wecom", self.channel.run)

    async def online(self) -> None:
        """Run the channel until it is subscribed."""
        self.start()
        await until(lambda: self.channel.status.state == "online")


async def _answer(message: ChatMessage) -> Reply | None:
    return Reply(text=f"答 {message.text}")


async def _done(_press: ButtonPress) -> Reply | None:
    return Reply(text="王敏 12:00 已认领", changed=True)


@contextlib.asynccontextmanager
async def a_bench(*, timing: Timing = QUICK, **account: Any) -> AsyncIterator[Bench]:  # noqa: ANN401
    """Open a gateway and make a channel for it; at the end both are gone."""
    gateway = Gateway()
    await gateway.open()
    values = {"bot_id": "bot-1", "secret": SECRET, "ws_url": gateway.url, **account}
    supervisor, clock = Supervisor(), HandClock()
    heard: list[ChatMessage] = []
    pressed: list[ButtonPress] = []
    spent: list[str] = []
    told: list[str] = []
    leases: list[bool] = [True]
    answers: dict[str, Callable[[Any], Awaitable[Reply | None]]] = {
        "message": _answer, "press": _done,
    }  # fmt: skip

    async def on_message(message: ChatMessage) -> Reply | None:
        heard.append(message)
        return await answers["message"](message)

    async def on_press(press: ButtonPress) -> Reply:
        pressed.append(press)
        return await answers["press"](press) or Reply(text="")

    async def lease(name: str) -> bool:
        assert name == f"wecom:{values['bot_id']}"
        return leases[-1]

    async def let_go(name: str) -> None:
        assert name == f"wecom:{values['bot_id']}"
        leases.clear()

    doors = Doors(
        on_message=on_message, on_press=on_press, clock=clock, supervisor=supervisor,
        people=frozenset({"wangmin", "lilei"}), spent=spent.append, told=told.append,
        lease=lease, let_go=let_go,
    )  # fmt: skip
    channel = WeComChannel(WeComAccount(**values), doors, timing=timing)
    bench = Bench(
        gateway=gateway, channel=channel, supervisor=supervisor, clock=clock, heard=heard,
        pressed=pressed, spent=spent, told=told, leases=leases, answers=answers,
    )  # fmt: skip
    try:
        yield bench
    finally:
        await supervisor.stop(within=3.0)
        await channel.close()
        await gateway.close()
