"""The scheduler: the heartbeat of the sweeps. APScheduler beats; the work is in handlers/sweeps."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import workers
from bot.clock import Clock
from bot.logs import logger
from bot.supervisor import Supervisor
from handlers.deps import Deps
from handlers.sweeps import SWEEPS
from storage.database import Database
from storage.tx import Tx

log = logger(__name__)

#: A sweep stays with the process that ran it for so many beats; if that died, others take it then.
LEASE = 1.5
#: Portions of one beat: a backlog takes several beats, with scanners served in between.
PORTIONS = 50


class Scheduler:
    """Runs every sweep again and again, one process at a time."""

    def __init__(
        self,
        *,
        database: Database,
        deps: Deps,
        clock: Clock,
        every: timedelta,
        sweeps: Mapping[str, Callable[[Tx, Deps, datetime], int]] = SWEEPS,
    ) -> None:
        self._database = database
        self._sweeps = sweeps
        self._deps = deps
        self._clock = clock
        self._every = every
        self.beat_at: datetime | None = None

    async def run(self, supervisor: Supervisor) -> None:
        """Beat until it is time to stop."""
        heart = AsyncIOScheduler(timezone=self._deps.timezone)
        heart.add_job(
            self._beat,
            IntervalTrigger(seconds=max(1, int(self._every.total_seconds()))),
            args=(supervisor,),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        heart.start()
        try:
            await self._beat(supervisor)
            while await supervisor.sleep(1.0):
                pass
        finally:
            heart.shutdown(wait=False)
        ours, now = self._deps.worker, self._clock.now()
        await self._database.write(
            lambda tx: tx.leases.drop(list(map(_lease, self._sweeps)), owner=ours, now=now)
        )

    async def _beat(self, supervisor: Supervisor) -> None:
        await self.sweep_all()
        supervisor.beat("scheduler")

    async def sweep_all(self, names: Iterable[str] | None = None) -> None:
        """Run each sweep once, or those named; one that fails does not keep the others from it."""
        for name in self._sweeps if names is None else names:
            try:
                done = await self.sweep(name)
            except Exception:  # the next beat tries again
                log.exception("sweep_failed", sweep=name)
            else:
                if done:
                    log.info("sweep_done", sweep=name, done=done)
        self.beat_at = self._clock.now()

    async def sweep(self, name: str) -> int:
        """Run one sweep until nothing is left or another process has it; return what was done."""
        total = 0
        for _ in range(PORTIONS):
            done = await self._database.write(lambda tx: self._portion(tx, name))
            total += done
            if not done:
                break
        return total

    def _portion(self, tx: Tx, name: str) -> int:
        """Do one portion in the transaction that renews the lease: nobody else does the same."""
        now, ours = self._clock.now(), self._deps.worker
        until = now + self._every * LEASE
        if not workers.take_lease(tx, _lease(name), ours=ours, now=now, until=until):
            return 0
        return self._sweeps[name](tx, self._deps, now)


def _lease(name: str) -> str:
    return f"sweep:{name}"
