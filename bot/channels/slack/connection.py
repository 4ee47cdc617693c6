"""One connection: handshake, hello, frames acked before anything is done about them."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.channels.slack.account import Timing
from bot.logs import logger

log = logger(__name__)

KINDS = frozenset({"events_api", "slash_commands", "interactive"})
_LARGEST = 4 * 1024 * 1024


class ConnectError(Exception):
    """A connection did not come about; the text is a code without any secret."""

    def __init__(self, code: str, wait: float = 0.0) -> None:
        super().__init__(code)
        self.wait = wait  #: The platform said how long, in seconds.


@dataclass(slots=True, eq=False)
class Connection:
    """A socket that said hello."""

    ws: aiohttp.ClientWebSocketResponse
    take: Callable[[str, dict[str, Any]], bool]  #: False: too much waits; it is not acked then.
    heard: Callable[[], None]
    opened: float
    num_connections: int
    #: Set when it was told to leave or has ended: time for another.
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    ended: bool = False

    async def read(self) -> None:
        """Read until the socket ends, whatever ends it."""
        try:
            async for message in self.ws:
                self.heard()
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._frame(message.data)
        except Exception as error:  # noqa: BLE001 - every end of the loop is a disconnect
            self.reason = self.reason or type(error).__name__
        finally:
            self.ended = True
            dead = self.ws.exception()
            self.reason = self.reason or (type(dead).__name__ if dead else "closed")
            self.leaving.set()

    async def _frame(self, data: str) -> None:
        frame = decoded(data)
        kind, envelope = frame.get("type"), frame.get("envelope_id")
        if kind == "disconnect":
            self.reason = str(frame.get("reason", "disconnect"))[:40]
            self.leaving.set()
            return
        payload = frame.get("payload")
        if not isinstance(envelope, str):
            return
        known = kind in KINDS and isinstance(payload, dict)
        if isinstance(payload, dict) and known and not self.take(str(kind), payload):
            return
        with suppress(ConnectionError):  # the work goes on; a second delivery does nothing
            await self.ws.send_str(json.dumps({"envelope_id": envelope}))
        if not known:
            log.info("frame_ignored", kind=str(kind)[:40])

    async def close(self) -> None:
        """Close the socket; a dead one does not keep us."""
        with suppress(Exception):
            async with asyncio.timeout(1.0):
                await self.ws.close()


def decoded(data: str) -> dict[str, Any]:
    """Read a frame; odd JSON is an empty one."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        log.info("frame_ignored", kind="json")
        return {}
    return frame if isinstance(frame, dict) else {}


async def connect(
    session: aiohttp.ClientSession,
    url: str,
    timing: Timing,
    take: Callable[[str, dict[str, Any]], bool],
    heard: Callable[[], None],
) -> Connection:
    """Shake hands and wait for hello. `too_many_websockets` comes instead of it."""
    # aiohttp looks up proxies by scheme, and nobody sets WSS_PROXY.
    url = "http" + url[2:] if url.startswith("ws") else url
    ws: aiohttp.ClientWebSocketResponse | None = None
    try:
        async with asyncio.timeout(timing.open_limit):
            ws = await session.ws_connect(
                url, heartbeat=timing.heartbeat, max_msg_size=_LARGEST,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )  # fmt: skip
            while True:
                message = await ws.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    raise ConnectError("closed_before_hello")  # noqa: TRY301
                frame = decoded(message.data)
                if frame.get("type") == "hello":
                    number = frame.get("num_connections")
                    count = number if isinstance(number, int) else 1
                    now = asyncio.get_running_loop().time()
                    return Connection(
                        ws=ws, take=take, heard=heard, opened=now, num_connections=count
                    )
                if frame.get("type") == "disconnect":
                    raise ConnectError(str(frame.get("reason", "disconnect"))[:40])  # noqa: TRY301
    except BaseException as error:
        if ws is not None:
            with suppress(Exception):
                await ws.close()
        if isinstance(error, ConnectError | asyncio.CancelledError):
            raise
        if isinstance(error, aiohttp.WSServerHandshakeError):
            code = f"handshake_{error.status}"
            raise ConnectError(code) from None  # its text holds the ticket
        raise ConnectError(type(error).__name__) from None
