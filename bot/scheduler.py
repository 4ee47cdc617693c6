"""The scheduler: the heartbeat of the sweeps. APScheduler beats; the work is in handlers/sweeps."""

from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.logs import logger
from bot.supervisor import Supervisor
from handlers.deps import Deps
from handlers.sweeps import SWEEPS
from storage.database import Database
from storage.tx import Tx

log = logger(__name__)

#: A sweep that another process began is left to it for this long.
LEASE = timedelta(minutes=2)
#: Portions of one beat: a backlog takes several beats, with scanners served in between.
PORTIONS = 50


class Scheduler:
    """Runs every sweep again and again, one process at a time."""

    def __init__(self, *, database: Database, deps: Deps, clock: Clock, every: timedelta) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock
        self._every = every
        self.beat_at: datetime | None = None

    async def run(self, supervisor: Supervisor) -> None:
        """Beat until it is time to stop."""
        heart = AsyncIOScheduler(timezone=self._deps.timezone)
        heart.add_job(
            self.sweep_all,
            IntervalTrigger(seconds=max(1, int(self._every.total_seconds()))),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        heart.start()
        try:
            await self.sweep_all()
            while await supervisor.sleep(1.0):
                pass
        finally:
            heart.shutdown(wait=False)

    async def sweep_all(self) -> None:
        """Run each sweep once; one that fails does not keep the others from running."""
        for name in SWEEPS:
            try:
                done = await self.sweep(name)
            except Exception:  # the next beat tries again
                log.exception("sweep_failed", sweep=name)
            else:
                if done:
                    log.info("sweep_done", sweep=name, done=done)
        self.beat_at = self._clock.now()

    async def sweep(self, name: str) -> int:
        """Run one sweep under its lease until nothing is left; return how much was done."""
        if not await self._database.write(lambda tx: self._lease(tx, name)):
            return 0
        total = 0
        for _ in range(PORTIONS):
            done = await self._database.write(
                lambda tx: SWEEPS[name](tx, self._deps, self._clock.now())
            )
            total += done
            if not done:
                break
        await self._database.write(lambda tx: tx.leases.ran(f"sweep:{name}", self._clock.now()))
        return total

    def _lease(self, tx: Tx, name: str) -> bool:
        now = self._clock.now()
        return tx.leases.take(f"sweep:{name}", owner=self._deps.worker, now=now, until=now + LEASE)
