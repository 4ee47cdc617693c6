"""The scheduler: the heartbeat of the sweeps. APScheduler beats; the work is in handlers/sweeps."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.logs import logger
from bot.process import workers
from bot.process.supervisor import Supervisor
from handlers.deps import Deps
from handlers.sweeps import HOURS, LOOKS, SWEEPS
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
        looks: Mapping[str, Callable[[Tx, Deps, datetime], Callable[[Tx], int]]] = LOOKS,
    ) -> None:
        self._database = database
        self._sweeps = sweeps
        self._looks = looks
        self._deps = deps
        self._clock = clock
        self._every = every
        self.beat_at: datetime | None = None
        self._is_over: Callable[[], bool] = lambda: False
        self._under_way: set[asyncio.Task[object]] = set()

    async def run(self, supervisor: Supervisor) -> None:
        """Beat until it is time to stop; the sweep that runs then is finished, none is begun."""
        self._is_over = supervisor.is_stopping
        heart = AsyncIOScheduler(timezone=self._deps.timezone)
        heart.add_job(
            self._beat,
            IntervalTrigger(seconds=max(1, int(self._every.total_seconds()))),
            args=(supervisor,),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        for name, hour in HOURS.items():
            if (at := hour(self._deps)) is not None:
                sharp = CronTrigger(
                    hour=at.hour, minute=at.minute, second=at.second, timezone=self._deps.timezone
                )
                heart.add_job(self._sweeps_of, sharp, args=((name,),), misfire_grace_time=None)
        heart.start()
        try:
            await self.sweep_all()
            supervisor.beat("scheduler")
            while await supervisor.sleep(1.0):
                pass
            heart.pause()
            await self._finished()
        finally:
            heart.shutdown(wait=False)
        ours, now = self._deps.worker, self._clock.now()
        await self._database.write(
            lambda tx: tx.leases.drop(list(map(_lease, self._sweeps)), owner=ours, now=now)
        )

    async def _beat(self, supervisor: Supervisor) -> None:
        await self._sweeps_of(None)
        supervisor.beat("scheduler")

    async def _sweeps_of(self, names: Iterable[str] | None) -> None:
        if (task := asyncio.current_task()) is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await self.sweep_all(names)

    async def _finished(self) -> None:
        """Wait for what is under way: APScheduler would cancel it, and log that as an error."""
        await asyncio.sleep(0)  # what was due in this very moment notes that it is under way
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def sweep_all(self, names: Iterable[str] | None = None) -> None:
        """Run each sweep once, or those named; one that fails does not keep the others from it."""
        for name in self._sweeps if names is None else names:
            if self._is_over():
                return
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
        if name in self._looks:
            return await self._look(name)
        total = 0
        for _ in range(PORTIONS):
            done = await self._database.write(lambda tx: self._portion(tx, name))
            total += done
            if not done or self._is_over():
                break
        return total

    async def _look(self, name: str) -> int:
        """
        Read on a snapshot, if the sweep is ours, and write what follows if it has stayed so.

        Whoever stood still for longer than a lease has read what another has done since.
        """
        if not await self._database.write(lambda tx: self._is_ours(tx, name, self._clock.now())):
            return 0
        now = self._clock.now()
        write = await self._database.read(lambda tx: self._looks[name](tx, self._deps, now))
        return await self._database.write(
            lambda tx: write(tx) if self._stayed_ours(tx, name) else 0
        )

    def _portion(self, tx: Tx, name: str) -> int:
        """Do one portion in the transaction that renews the lease: nobody else does the same."""
        now = self._clock.now()
        return self._sweeps[name](tx, self._deps, now) if self._is_ours(tx, name, now) else 0

    def _stayed_ours(self, tx: Tx, name: str) -> bool:
        has_stayed = tx.leases.owner(_lease(name)) == self._deps.worker
        return has_stayed and self._is_ours(tx, name, self._clock.now())

    def _is_ours(self, tx: Tx, name: str, now: datetime) -> bool:
        until = now + self._every * LEASE
        return workers.take_lease(tx, _lease(name), ours=self._deps.worker, now=now, until=until)


def _lease(name: str) -> str:
    return f"sweep:{name}"
