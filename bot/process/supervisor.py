"""The supervisor: owns every task, starts a failed loop again, and stops all of them in time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.logs import logger

log = logger(__name__)

#: After this long without a failure a loop's next failure is its first again.
STABLE_AFTER = 60.0
FIRST_WAIT = 0.5
#: What a loop needs, such as the database, is often back sooner; nobody waits longer for the loop.
LONGEST_WAIT = 5.0


@dataclass(slots=True)
class Loop:
    """A supervised loop as /readyz shows it."""

    name: str
    patience: float | None  #: Seconds without a beat from which on it stands still.
    beat_at: float  #: Of the event loop's clock.
    failures: int = 0
    last_error: str | None = None  #: Since its last beat.

    def problem(self, now: float) -> str | None:
        """Say what is wrong with it now."""
        silent = now - self.beat_at
        if self.last_error is None and self.patience is not None and silent > self.patience:
            return f"no beat for {silent:.0f} s"
        return self.last_error


class Supervisor:
    """Runs loops until told to stop; one that returns or raises starts again with growing waits."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self.loops: dict[str, Loop] = {}

    def start(
        self, name: str, run: Callable[[], Awaitable[None]], *, patience: float | None = None
    ) -> None:
        """Keep `run` running under this name; with patience, it has to `beat`."""
        began = asyncio.get_running_loop().time()
        loop = self.loops[name] = Loop(name=name, patience=patience, beat_at=began)
        self._tasks[name] = asyncio.create_task(self._keep(loop, run), name=name)

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """
        Run a short piece of work on the side, such as answering a frame that was acked already.

        It is owned here: a failure is logged, and a stop waits for it. Callers bound how many.
        """
        task = asyncio.create_task(self._finish(name, work), name=name)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    def beat(self, name: str) -> None:
        """Note that a loop did its round: whatever went wrong before is over."""
        loop = self.loops.get(name)
        if loop is not None:
            loop.beat_at, loop.last_error = asyncio.get_running_loop().time(), None

    def is_stopping(self) -> bool:
        """Say whether the process is on its way out."""
        return self._stopping.is_set()

    async def sleep(self, seconds: float) -> bool:
        """Wait, or return False at once when it is time to stop."""
        try:
            await asyncio.wait_for(self._stopping.wait(), timeout=seconds)
        except TimeoutError:
            return True
        return False

    async def stop(self, *, within: float = 10.0) -> None:
        """Ask every loop to end, and cancel what has not ended in time."""
        self._stopping.set()
        clock = asyncio.get_running_loop()
        until = clock.time() + within
        while running := self._running():  # what ends may leave a last errand behind
            _, pending = await asyncio.wait(running, timeout=max(until - clock.time(), 0.0))
            for task in pending:
                log.warning("loop_cancelled", loop=task.get_name())
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _running(self) -> "set[asyncio.Task[None]]":
        return {task for task in (*self._tasks.values(), *self._errands) if not task.done()}

    def problems(self) -> dict[str, str]:
        """Return what is wrong with each loop that does not run as it should."""
        now = asyncio.get_running_loop().time()
        found = {
            name: "stopped" if task.done() else self.loops[name].problem(now)
            for name, task in self._tasks.items()
        }
        return {name: problem for name, problem in found.items() if problem is not None}

    async def _finish(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:  # nobody awaits an errand, so nobody else would hear of it
            log.exception("errand_failed", errand=name)

    async def _keep(self, loop: Loop, run: Callable[[], Awaitable[None]]) -> None:
        clock = asyncio.get_running_loop()
        wait = FIRST_WAIT
        while not self.is_stopping():
            began = clock.time()
            try:
                await run()
                loop.last_error = None if self.is_stopping() else "returned"
            except asyncio.CancelledError:
                raise
            except Exception as error:  # a loop must outlive whatever happens in it
                loop.failures += 1
                loop.last_error = f"{type(error).__name__}"
                log.exception("loop_failed", loop=loop.name, failures=loop.failures)
            if self.is_stopping():
                return
            if clock.time() - began > STABLE_AFTER:
                wait = FIRST_WAIT
            await self.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
