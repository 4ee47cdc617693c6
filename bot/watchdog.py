"""The watchdog: notices when the scheduler or a channel stands still, and says so elsewhere."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.clock import Clock
from bot.logs import logger
from bot.process.supervisor import Supervisor
from handlers.delivery import alarms
from handlers.deps import Deps
from storage.database import Database
from storage.faults import StoreError

log = logger(__name__)

#: How often it looks, in seconds.
LOOK_EVERY = 15.0
#: What stands still for so long is reported; with the look it stays below three minutes (A-25).
PATIENCE = timedelta(seconds=90)
#: Two programs with one bot kick each other: it is one row of kicks until it was calm so long.
CALM = timedelta(minutes=30)


class Watchdog:
    """One loop that shares nothing with the scheduler but the clock."""

    def __init__(
        self,
        *,
        database: Database,
        deps: Deps,
        clock: Clock,
        channels: Mapping[str, Channel],
        beat_at: Callable[[], datetime | None],
        every: timedelta,
    ) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock
        self._channels = channels
        self._beat_at = beat_at
        self._patience = max(PATIENCE, every * 3)
        self._said: dict[str, datetime] = {}
        self._kicks: dict[str, datetime] = {}

    async def run(self, supervisor: Supervisor) -> None:
        """Look until it is time to stop."""
        while await supervisor.sleep(LOOK_EVERY):
            try:
                await self.look()
            except StoreError as error:  # what stands still is reported at a later look
                log.warning("watchdog_waits", error=repr(error))
            supervisor.beat("watchdog")

    async def look(self) -> None:
        """Report what stands still and was not reported yet; forget what moves again."""
        now = self._clock.now()
        stuck = self._stuck(now)
        for part in self._said.keys() - stuck.keys():
            del self._said[part]
        news = {part: since for part, since in stuck.items() if part not in self._said}
        kicked = self._kicked_out(now)
        if not news and not kicked:
            return
        online = {name for name, c in self._channels.items() if c.status.state == "online"}
        for part, since in (news | kicked).items():
            log.error("stands_still", part=part, since=since.isoformat())
        await self._database.write(
            lambda tx: alarms.report_stuck(
                tx, self._deps, news | kicked, online=online, kicked=kicked, now=now
            )
        )
        self._said |= news
        self._kicks |= dict.fromkeys(kicked, now)

    def _kicked_out(self, now: datetime) -> dict[str, datetime]:
        """Return the channels that another program has just taken over, once in a row of kicks."""
        found: dict[str, datetime] = {}
        for name, channel in self._channels.items():
            if channel.status.state == "kicked" and channel.status.since is not None:
                last = self._kicks.get(name)
                if last is None or now - last > CALM:
                    found[name] = channel.status.since
                else:
                    self._kicks[name] = now
        return found

    def _stuck(self, now: datetime) -> dict[str, datetime]:
        """Return the parts that stand still, with since when."""
        found: dict[str, datetime] = {}
        beat = self._beat_at()
        if beat is not None and now - beat > self._patience:
            found["scheduler"] = beat
        for name, channel in self._channels.items():
            status = channel.status
            if (
                status.state != "online"
                and status.since is not None
                and now - status.since > self._patience
            ):
                found[name] = status.since
        return found
