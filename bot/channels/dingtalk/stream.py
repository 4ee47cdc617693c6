"""The stream: one connection to the gateway, a new one before the old one is gone."""

import asyncio
import platform
from collections.abc import Callable
from urllib.parse import quote_plus, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.channels.backoff import Backoff
from bot.channels.base import Status
from bot.channels.dingtalk import frames
from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.frames import Frame
from bot.channels.dingtalk.openapi import OpenApi
from bot.channels.dingtalk.refusals import Refusal
from bot.clock import Clock
from bot.logs import logger
from bot.process.supervisor import Supervisor

log = logger(__name__)

_OPEN = "/v1.0/gateway/connections/open"
_LONGEST_FRAME = 4 * 1024 * 1024
#: Asked now and then whether it is time to stop; the supervisor wakes it at once.
_LONG = 3600.0


class Link:
    """One open connection. Acks go out on the connection that brought the frame."""

    def __init__(self, socket: ClientConnection, opened: float) -> None:
        self._socket = socket
        self.opened = opened
        self.over = asyncio.Event()  #: Closed, or about to be.
        self.leaving = False

    async def ack(self, text: str) -> None:
        """Send an ack; on a connection that is gone it has no reader any more."""
        try:
            await self._socket.send(text)
        except ConnectionClosed:
            log.info("dingtalk_ack_unsent")


class Stream:
    """Keeps a connection open and hands each frame to `on_frame`, which must not wait."""

    def __init__(
        self,
        account: DingTalkAccount,
        api: OpenApi,
        *,
        timing: Timing,
        clock: Clock,
        supervisor: Supervisor,
        status: Status,
        on_frame: Callable[[Link, Frame], str | None],
    ) -> None:
        self._account = account
        self._api = api
        self._timing = timing
        self._clock = clock
        self._supervisor = supervisor
        self._status = status
        self._on_frame = on_frame

    async def run(self) -> None:
        """Connect and connect again until it is time to stop."""
        try:
            async with asyncio.TaskGroup() as group:
                keeper = group.create_task(self._keep())
                while await self._supervisor.sleep(_LONG):
                    pass
                keeper.cancel()
        finally:
            self._status.becomes("stopped", self._clock.now())

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        wait = Backoff(
            first=self._timing.first_wait,
            longest=self._timing.longest_wait,
            stable=self._timing.stable,
        )
        hurried = False  # one quick exchange is free; a gateway that always leaves is not
        async with asyncio.TaskGroup() as group:
            while True:
                link = await self._open(group)
                if link is None:
                    await asyncio.sleep(wait.failed())
                    continue
                await link.over.wait()
                lived = loop.time() - link.opened
                if link.leaving and (not hurried or lived >= self._timing.stable):
                    hurried = True
                    wait.failures = 0
                    continue
                hurried = hurried and lived < self._timing.stable
                if not link.leaving:
                    self._status.becomes("connecting", self._clock.now(), error="closed")
                await asyncio.sleep(wait.failed(lived=lived))

    async def _open(self, group: asyncio.TaskGroup) -> Link | None:
        answer = await self._api.raw(
            "POST", f"{self._account.openapi_base.rstrip('/')}{_OPEN}", self._asking()
        )
        if isinstance(answer, Refusal):
            self._failed("open", answer.outcome.code)
            return None
        endpoint, ticket = answer.get("endpoint"), answer.get("ticket")
        if not isinstance(endpoint, str) or not isinstance(ticket, str):
            self._failed("open", "no_ticket")
            return None
        if urlsplit(endpoint).scheme not in ("ws", "wss"):
            self._failed("open", "endpoint")
            return None
        try:
            socket = await connect(
                f"{endpoint}?ticket={quote_plus(ticket)}",
                open_timeout=self._timing.handshake,
                ping_interval=self._timing.ping,
                ping_timeout=self._timing.ping,
                close_timeout=self._timing.close,
                max_size=_LONGEST_FRAME,
            )
        except (OSError, TimeoutError, WebSocketException, ValueError) as error:
            # A ticket is spent by a refused handshake: the next try opens with a new one.
            self._failed("handshake", type(error).__name__)
            return None
        link = Link(socket, asyncio.get_running_loop().time())
        self._status.connections += 1
        self._status.becomes("online", self._clock.now())
        log.info("dingtalk_online", connections=self._status.connections)
        group.create_task(self._read(socket, link))
        return link

    def _asking(self) -> dict[str, object]:
        return {
            "clientId": self._account.client_id,
            "clientSecret": self._account.client_secret,
            "subscriptions": [
                {"type": "CALLBACK", "topic": frames.MESSAGES},
                {"type": "CALLBACK", "topic": frames.CARD},
            ],
            "ua": f"resonance/1 python/{platform.python_version()}",
        }

    def _failed(self, step: str, code: str) -> None:
        self._status.becomes("connecting", self._clock.now(), error=f"{step}: {code}")
        log.warning("dingtalk_not_connected", step=step, code=code)

    async def _read(self, socket: ClientConnection, link: Link) -> None:
        try:
            until = None
            while True:
                async with asyncio.timeout(until):
                    raw = await socket.recv()
                self._status.heard_at = self._clock.now()
                frame = frames.read(raw)
                if frame is None:
                    log.warning("dingtalk_frame_ignored", kind="malformed")
                elif frame.kind == "SYSTEM" and frame.topic == "disconnect":
                    log.info("dingtalk_asked_to_leave")
                    # The new connection is opened by _keep; this one is read until it closes.
                    link.leaving, until = True, self._timing.grace
                    link.over.set()
                elif (said := self._answer(link, frame)) is not None:
                    await link.ack(said)
        except (ConnectionClosed, TimeoutError) as error:
            log.info("dingtalk_closed", reason=type(error).__name__)
        finally:
            link.over.set()
            await socket.close()

    def _answer(self, link: Link, frame: Frame) -> str | None:
        if frame.kind == "SYSTEM":
            return frames.ack(frame, frame.body or {}) if frame.message_id else None
        if frame.kind == "EVENT":
            return frames.ack(frame, {"status": "SUCCESS", "message": "ok"})
        if frame.kind != "CALLBACK":
            log.warning("dingtalk_frame_ignored", kind="type")
            return None
        return self._on_frame(link, frame)
