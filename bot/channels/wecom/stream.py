"""The stream: one subscribed connection per bot, kept by whoever holds the bot's lease."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bot.channels.backoff import Backoff
from bot.channels.base import Doors, Status
from bot.channels.wecom import frames, refusals
from bot.channels.wecom.account import Timing, WeComAccount
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import Link
from bot.channels.wecom.refusals import Refused
from bot.logs import logger
from handlers.ports import GaveUp

log = logger(__name__)

_LONGEST_FRAME = 8 * 1024 * 1024
#: Asked now and then whether it is time to stop; the supervisor wakes it at once.
_LONG = 3600.0

#: The library logs whole frames, and the first of them carries the secret.
WIRE = logging.getLogger("bot.channels.wecom.wire")
WIRE.setLevel(logging.WARNING)


class _End(Enum):
    """Why a connection is no more."""

    CLOSED = "closed"
    KICKED = "kicked"  #: Another connection of this bot took its place.
    REFUSED = "refused"  #: The credentials are wrong, or too many subscribed.
    UNLEASED = "unleased"  #: Another process of ours has the bot.


class Stream:
    """Keeps a connection; hands each call-back to `on_call`, which must not wait."""

    def __init__(
        self,
        account: WeComAccount,
        doors: Doors,
        *,
        timing: Timing,
        status: Status,
        on_call: Callable[[Link, Frame], None],
    ) -> None:
        self._account = account
        self._name = f"wecom:{account.bot_id}"  #: Of the lease.
        self._doors = doors
        self._timing = timing
        self._status = status
        self._on_call = on_call
        self._link: Link | None = None
        self._changed = asyncio.Event()  #: A connection is there.

    @property
    def link(self) -> Link | None:
        """The connection that is subscribed now."""
        link = self._link
        return link if link is not None and not link.over.is_set() else None

    async def soon(self, within: float) -> Link | None:
        """Return the connection, or wait a while for one."""
        try:
            async with asyncio.timeout(within):
                while self.link is None:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return None
        return self.link

    async def run(self, settle: Callable[[], Awaitable[None]]) -> None:
        """Keep connecting until it is time to stop; then let answers go out, and close."""
        try:
            async with asyncio.TaskGroup() as group:
                keeper = group.create_task(self._keep())
                while await self._doors.supervisor.sleep(_LONG):
                    pass
                if self.link is not None:
                    await settle()
                keeper.cancel()
            await self._doors.let_go(self._name)
        finally:
            self._becomes("stopped")

    async def _keep(self) -> None:
        timing = self._timing
        usual = Backoff(first=timing.first_wait, longest=timing.longest_wait, stable=timing.stable)
        # The jitter takes up to half: twice the least wait is the first.
        slow = Backoff(first=2 * timing.slow, longest=timing.slowest, stable=timing.calm)
        loop = asyncio.get_running_loop()
        while True:
            await self._take_lease()
            began = loop.time()
            end = await self._live()
            lived = loop.time() - began
            match end:
                case _End.CLOSED:
                    await self._pause(usual.failed(lived=lived))
                case _End.KICKED | _End.REFUSED:
                    await self._pause(slow.failed(lived=lived))
                case _End.UNLEASED:
                    pass

    async def _take_lease(self) -> None:
        while not await self._leased():
            if self._status.state != "standby":
                log.info("wecom_standby")
            self._becomes("standby")
            await asyncio.sleep(self._timing.standby)
        if self._status.state == "standby":
            self._becomes("connecting")

    async def _leased(self) -> bool:
        try:
            return await self._doors.lease(self._name)
        except Exception:  # storage that is busy must not end the stream
            log.exception("wecom_lease_failed")
            return False

    async def _pause(self, seconds: float) -> None:
        """Wait with the lease held: a sibling that took over would only fail alike."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (rest := until - loop.time()) > 0:
            await asyncio.sleep(min(rest, self._timing.lease))
            await self._leased()

    async def _live(self) -> _End:
        try:
            socket = await connect(
                self._account.ws_url,
                open_timeout=self._timing.handshake,
                ping_interval=None,  # only the frames called ping are documented
                close_timeout=self._timing.close,
                max_size=_LONGEST_FRAME,
                logger=WIRE,
            )
        except (OSError, TimeoutError, WebSocketException, ValueError) as error:
            return self._failed("handshake", type(error).__name__)
        link = Link(socket, self._timing)
        self._status.connections += 1
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(link.read(self._on_call, self._heard))]
            try:
                refused = await self._subscribe(link)
                if link.kicked:
                    return self._over(link, unleased=False)
                if refused is not None:
                    return self._unsubscribed(refused)
                self._link = link
                self._changed.set()
                self._becomes("online")
                log.info("wecom_online", connections=self._status.connections)
                tasks.append(group.create_task(link.beat()))
                renewing = group.create_task(self._renew(link))
                tasks.append(renewing)
                await link.over.wait()
                lost = renewing.done() and not renewing.cancelled()
                return self._over(link, unleased=lost)
            finally:
                self._link = None
                await link.close()
                for task in tasks:
                    task.cancel()

    async def _subscribe(self, link: Link) -> Refused | None:
        body = {"bot_id": self._account.bot_id, "secret": self._account.secret}
        return await link.ask(frames.SUBSCRIBE, body, within=self._timing.subscribe)

    async def _renew(self, link: Link) -> None:
        """Renew the lease; the end of this is the end of the connection."""
        loop = asyncio.get_running_loop()
        held = loop.time()
        while loop.time() - held < self._timing.lease_lost:
            await asyncio.sleep(self._timing.lease)
            try:
                if not await self._doors.lease(self._name):
                    break
                held = loop.time()
            except Exception:  # the lease lasts longer than one failure of storage
                log.exception("wecom_lease_failed")
        link.leave("lease_lost")

    def _unsubscribed(self, refused: Refused) -> _End:
        credentials = isinstance(refused, GaveUp)
        if not credentials and refused.code != refusals.TOO_OFTEN:
            return self._failed("subscribe", refused.code)
        log.error("wecom_subscribe_refused", code=refused.code)
        self._becomes("connecting", error=f"subscribe: {refused.code}")
        return _End.REFUSED

    def _over(self, link: Link, *, unleased: bool) -> _End:
        if link.kicked:
            log.error("wecom_kicked", advice="another program subscribes with this bot's secret")
            self._becomes("kicked", error="kicked")
            return _End.KICKED
        if unleased:
            return _End.UNLEASED
        self._becomes("connecting", error="closed")
        return _End.CLOSED

    def _failed(self, step: str, code: str) -> _End:
        self._becomes("connecting", error=f"{step}: {code}")
        log.warning("wecom_not_connected", step=step, code=code)
        return _End.CLOSED

    def _becomes(self, state: str, *, error: str | None = None) -> None:
        self._status.becomes(state, self._doors.clock.now(), error=error)

    def _heard(self) -> None:
        self._status.heard_at = self._doors.clock.now()
