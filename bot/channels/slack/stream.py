"""The stream: a connection is always open, a new one before the old is let go, never a storm."""

import asyncio
from typing import Any

from bot.channels.backoff import Backoff
from bot.channels.base import Doors, Status
from bot.channels.lanes import Lanes
from bot.channels.slack import parse
from bot.channels.slack.account import Timing
from bot.channels.slack.client import Answer, SlackClient
from bot.channels.slack.connection import ConnectError, Connection, connect
from bot.channels.slack.routes import Routes
from bot.logs import logger
from handlers.ports import TryLater

log = logger(__name__)

#: Words after which opening again at once is what makes the storm.
_STORM = frozenset({"too_many_websockets", "link_disabled"})


class SlackStream:
    """Opens, reads, refreshes and closes connections."""

    def __init__(
        self, client: SlackClient, routes: Routes, doors: Doors, timing: Timing, status: Status
    ) -> None:
        self._client = client
        self._routes = routes
        self._doors = doors
        self._timing = timing
        self._status = status
        self._work = Lanes("slack_work", doors.supervisor, most=5_000)
        self._open: set[Connection] = set()
        self._backoff = Backoff(
            first=timing.first_wait, longest=timing.longest_wait, stable=timing.stable
        )
        self._storm = Backoff(
            first=timing.storm_wait, longest=timing.storm_longest, stable=timing.stable
        )

    @property
    def busy(self) -> bool:
        """Whether something that was acked is still to be done."""
        return self._work.waiting > 0

    async def run(self) -> None:
        """Stay connected until it is time to stop."""
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(self._keep(tasks))
            stopping = tasks.create_task(self._until_stopping())
            try:
                await asyncio.wait({keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                keeping.cancel()
                stopping.cancel()
                await asyncio.gather(*(one.close() for one in list(self._open)))

    async def _until_stopping(self) -> None:
        while await self._doors.supervisor.sleep(60.0):
            pass

    async def _keep(self, tasks: asyncio.TaskGroup) -> None:
        """Open one; when it is told to leave, open the next while the old is still read."""
        while True:
            current = await self._next(tasks)
            await current.leaving.wait()
            lived = asyncio.get_running_loop().time() - current.opened
            wait = self._wait_after(current.reason, lived=lived)
            log.info("slack_leaving", reason=current.reason, lived=round(lived, 1))
            if not any(not one.ended for one in self._open):
                self._becomes("connecting", error=current.reason)
            tasks.create_task(self._let_go(current))
            await asyncio.sleep(wait)

    async def _let_go(self, old: Connection) -> None:
        """Read the old one until Slack closes it: a frame on its way would be lost otherwise."""
        clock = asyncio.get_running_loop()
        until = clock.time() + self._timing.linger
        while not old.ended and clock.time() < until:  # noqa: ASYNC110 - seconds, every few hours
            await asyncio.sleep(min(0.05, self._timing.linger))
        await old.close()

    async def _next(self, tasks: asyncio.TaskGroup) -> Connection:
        while True:
            try:
                connection = await self._connect()
            except ConnectError as error:
                code = str(error)
                asked = min(error.wait, self._timing.longest_wait)
                wait = max(self._wait_after(code), asked)
                state = "kicked" if code in _STORM else "connecting"
                if not any(not one.ended for one in self._open):
                    self._becomes(state, error=code)
                log.warning("slack_not_connected", code=code, wait=round(wait, 1))
                await asyncio.sleep(wait)
                continue
            self._open.add(connection)
            tasks.create_task(self._read(connection))
            self._online(connection)
            return connection

    async def _connect(self) -> Connection:
        """Identify ourselves once, and take a new ticket for each handshake."""
        if not self._routes.identity.known:
            who = await self._client.call("auth.test")
            if not isinstance(who, Answer):
                raise ConnectError(who.code)
            self._routes.identity.known = who.body
        link = await self._client.open_link()
        if not isinstance(link, Answer):
            asked = link.wait if isinstance(link, TryLater) else None
            raise ConnectError(link.code, asked.total_seconds() if asked else 0.0)
        url = parse.text_of(link.body, "url")
        return await connect(self._client.session, url, self._timing, self._take, self._heard)

    async def _read(self, connection: Connection) -> None:
        try:
            await connection.read()
        finally:
            self._open.discard(connection)

    def _take(self, _kind: str, payload: dict[str, Any]) -> bool:
        """Put a payload into its lane; False where too much waits, and Slack keeps it."""
        if self._work.full:
            log.warning("slack_overloaded", waiting=self._work.waiting)
            return False
        self._work.put(parse.lane(payload), lambda: self._routes.dispatch(payload))
        return True

    def _heard(self) -> None:
        self._status.heard_at = self._doors.clock.now()

    def _online(self, connection: Connection) -> None:
        self._status.connections += 1
        self._becomes("online")
        mine = sum(not one.ended for one in self._open)
        strangers = connection.num_connections - mine
        log.info("slack_online", num_connections=connection.num_connections, mine=mine)
        if strangers > 0:  # they take their share of the clicks, and perhaps nobody is there
            self._status.last_error = f"connections_elsewhere={strangers}"
            log.warning("slack_connections_elsewhere", count=strangers)

    def _wait_after(self, reason: str, *, lived: float = 0.0) -> float:
        backoff = self._storm if reason in _STORM else self._backoff
        return backoff.failed(lived=lived)

    def _becomes(self, state: str, *, error: str | None = None) -> None:
        self._status.becomes(state, self._doors.clock.now(), error=error)
