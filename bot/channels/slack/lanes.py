"""Lanes: work of one conversation in order, of many at once, and never without a bound."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from bot.logs import logger
from bot.supervisor import Supervisor

log = logger(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]


class Lanes:
    """Queues by conversation."""

    def __init__(
        self, name: str, supervisor: Supervisor, *, most: int = 5_000, wide: int = 32
    ) -> None:
        self._name = name
        self._supervisor = supervisor
        self._most = most
        self._waiting: dict[str, deque[Work]] = {}
        self._wide = asyncio.Semaphore(wide)
        self.size = 0

    @property
    def full(self) -> bool:
        """Whether nothing more may be taken; what is not taken is not acked."""
        return self.size >= self._most

    def put(self, lane: str, work: Work) -> None:
        """Do this after what waits in the lane already."""
        self.size += 1
        if (queue := self._waiting.get(lane)) is not None:
            queue.append(work)
            return
        self._waiting[lane] = deque([work])
        self._supervisor.spawn(self._name, self._drive(lane))

    async def _drive(self, lane: str) -> None:
        queue = self._waiting[lane]
        try:
            while queue:
                work = queue.popleft()
                try:
                    async with self._wide:
                        await work()
                except Exception:  # the next one in the lane has nothing to do with it
                    log.exception("lane_failed", lane=self._name)
                finally:
                    self.size -= 1
        finally:
            self.size -= len(queue)
            self._waiting.pop(lane, None)
