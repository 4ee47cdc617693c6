"""Lanes: work of one conversation in order, of all conversations bounded."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from bot.logs import logger
from bot.process.supervisor import Supervisor

Work = Callable[[], Coroutine[Any, Any, None]]

log = logger(__name__)


class Lanes:
    """Takes work without waiting; a full house refuses instead of growing."""

    def __init__(
        self, name: str, supervisor: Supervisor, *, most: int = 2000, at_once: int = 64
    ) -> None:
        self._name = name
        self._supervisor = supervisor
        self._most = most
        self._free = asyncio.Semaphore(at_once)
        self._lanes: dict[str, deque[Work]] = {}
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def waiting(self) -> int:
        """How many works are not done yet."""
        return self._waiting

    @property
    def full(self) -> bool:
        """Whether nothing more is taken; what is not taken is not acked."""
        return self._waiting >= self._most

    def put(self, name: str, work: Work) -> bool:
        """Take a work; False where the house is full."""
        if self._waiting >= self._most:
            return False
        self._waiting += 1
        self._idle.clear()
        lane = self._lanes.get(name)
        if lane is not None:
            lane.append(work)
        else:
            self._lanes[name] = deque([work])
            self._supervisor.spawn(f"{self._name}_lane", self._drive(name))
        return True

    async def idle(self) -> None:
        """Wait until there is no work left."""
        await self._idle.wait()

    def _done(self, number: int) -> None:
        self._waiting -= number
        if not self._waiting:
            self._idle.set()

    async def _drive(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                work = lane.popleft()
                try:
                    async with self._free:
                        await work()
                except Exception:  # one work that fails must not take those behind it along
                    log.exception("lane_failed", channel=self._name)
                finally:
                    self._done(1)
        finally:
            self._done(len(lane))
            del self._lanes[name]
