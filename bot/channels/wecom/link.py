"""One connection: frames out with their acks, and frames in, until it is over."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from bot.channels.wecom import frames, refusals
from bot.channels.wecom.account import Timing
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.refusals import Refused
from bot.logs import logger
from handlers.ports import TryLater, Unknown

log = logger(__name__)


class Link:
    """An open socket. Any end of its reading is the end of it."""

    def __init__(self, socket: ClientConnection, timing: Timing) -> None:
        self._socket = socket
        self._timing = timing
        self._pending: dict[str, asyncio.Future[Frame | None]] = {}
        self.opened = asyncio.get_running_loop().time()
        self.over = asyncio.Event()
        self.kicked = False

    async def ask(
        self,
        cmd: str,
        body: Mapping[str, Any] | None,
        *,
        req_id: str | None = None,
        within: float | None = None,
    ) -> Refused | None:
        """Send a frame and wait for its ack; None for success."""
        answer = await self.call(cmd, body, req_id=req_id, within=within)
        return None if isinstance(answer, Frame) else answer

    async def call(
        self,
        cmd: str,
        body: Mapping[str, Any] | None,
        *,
        req_id: str | None = None,
        within: float | None = None,
    ) -> Frame | Refused:
        """Send a frame and wait for what it is answered."""
        name = req_id or frames.fresh(cmd)
        text = frames.write(cmd, name, body)
        written = False
        answer: asyncio.Future[Frame | None] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within or self._timing.ack):
                # Acks carry nothing but the request's id: one of an id is under way at a time.
                while (before := self._pending.get(name)) is not None:
                    await asyncio.wait({before})
                if self.over.is_set() or self._socket.state is not State.OPEN:
                    return TryLater(code="offline", error="not connected", whole_channel=True)
                self._pending[name] = answer
                written = True
                await self._socket.send(text)
                ack = await answer
        except TimeoutError:
            if not written:
                return TryLater(code="busy", error="an earlier frame is not acknowledged")
            return Unknown(code="no_ack", error="no ack in time")
        except ConnectionClosed:
            return Unknown(code="closed", error="the connection broke while sending")
        finally:
            if self._pending.get(name) is answer:
                del self._pending[name]
            answer.cancel()
        if ack is None:
            return Unknown(code="closed", error="the connection broke before the ack")
        refused = refusals.read(ack.code, ack.error)
        if refused is not None and refused.code == refusals.NOT_SUBSCRIBED:
            # The socket lives and the subscription does not: only a new connection mends that.
            self.leave("not_subscribed")
        return ack if refused is None else refused

    async def read(
        self, on_call: Callable[["Link", Frame], None], heard: Callable[[], None]
    ) -> None:
        """Read until the socket ends; `on_call` must not wait."""
        try:
            while True:
                frame = frames.read(await self._socket.recv())
                heard()
                if frame is None:
                    log.warning("wecom_frame_ignored", kind="malformed")
                elif frame.cmd:
                    self._hand(on_call, frame)
                else:
                    self._acked(frame)
        except ConnectionClosed as error:
            code = error.rcvd.code if error.rcvd is not None else None
            log.info("wecom_closed", code=code)
        finally:
            self.over.set()
            for answer in self._pending.values():
                if not answer.done():
                    answer.set_result(None)

    async def beat(self) -> None:
        """Ping; a peer that misses two in a row is taken for dead."""
        missed = 0
        while not self.over.is_set():
            await asyncio.sleep(0 if missed else self._timing.ping)
            lost = await self.ask(frames.PING, None, within=self._timing.pong)
            missed = missed + 1 if isinstance(lost, Unknown) else 0
            if missed > 1:
                self.leave("silent")

    def leave(self, reason: str, *, kicked: bool = False) -> None:
        """Declare the connection over; its keeper closes it."""
        if not self.over.is_set():
            log.warning("wecom_leaving", reason=reason)
        self.kicked = self.kicked or kicked
        self.over.set()

    async def close(self) -> None:
        """Close the socket."""
        self.over.set()
        await self._socket.close()

    def _hand(self, on_call: Callable[["Link", Frame], None], frame: Frame) -> None:
        try:
            on_call(self, frame)
        except Exception:  # one odd frame must not cost the connection
            log.exception("wecom_frame_failed")

    def _acked(self, frame: Frame) -> None:
        answer = self._pending.get(frame.req_id)
        if answer is None or answer.done():
            log.info("wecom_ack_unexpected")
        else:
            answer.set_result(frame)
