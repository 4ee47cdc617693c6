"""The pool: requests that wait for the same commit go to the writer as one piece of work."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from storage.database import Database
from storage.tx import Tx

I = TypeVar("I")  # noqa: E741 - an item of the pool
T = TypeVar("T")

#: Seconds in which nobody has joined: whoever was answered just now has asked again by then.
GAP = 0.0002
#: Gaps that a group waits for more to join, at most.
GAPS = 20


@dataclass(slots=True)
class _Waiting(Generic[I, T]):
    item: I
    weight: int
    answer: "asyncio.Future[T]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Pool(Generic[I, T]):
    """
    Hands items to the writer, as many at once as have come while it was busy.

    Crossing over to the writer's thread and back costs as much as answering a request. Here it is
    paid once for a commit. Where a pool fails, each of its items is tried for itself.

    Callers answered together come back together. So after a group of several the next one waits
    for the last of them: one commit for all costs less than two for a half each. A caller who is
    alone waits for nobody.
    """

    def __init__(
        self,
        database: Database,
        work: Callable[[Tx, Sequence[I]], Sequence[T]],
        *,
        at_once: int,
        heaviest: Callable[[], int],
        gap: float = GAP,
    ) -> None:
        """`heaviest` says what one commit may weigh; a single item may weigh more."""
        self._database = database
        self._work = work
        self._free = at_once
        self._heaviest = heaviest
        self._gap = gap
        self._crowded = False
        self._waiting: deque[_Waiting[I, T]] = deque()
        self._called = False

    async def write(self, item: I, *, weight: int = 1) -> T:
        """Return the answer to this item after the commit."""
        waiting: _Waiting[I, T] = _Waiting(item, weight)
        self._waiting.append(waiting)
        self._call()
        return await waiting.answer

    def _call(self) -> None:
        """Start once everything that is ready on the loop has had its turn: it may join."""
        if self._free and self._waiting and not self._called:
            self._called = True
            loop = asyncio.get_running_loop()
            if self._crowded:
                loop.call_later(self._gap, self._gather, len(self._waiting), GAPS)
            else:
                loop.call_soon(self._start)

    def _gather(self, before: int, gaps: int) -> None:
        """Start once nobody has joined for a moment."""
        now = len(self._waiting)
        if now > before and gaps:
            asyncio.get_running_loop().call_later(self._gap, self._gather, now, gaps - 1)
        else:
            self._start()

    def _start(self) -> None:
        self._called = False
        group = self._take()
        if not group:
            return
        self._free -= 1
        self._crowded = len(group) > 1
        self._submit(group)
        self._call()

    def _take(self) -> list[_Waiting[I, T]]:
        group: list[_Waiting[I, T]] = []
        weight, most = 0, self._heaviest()
        while self._waiting and (not group or weight + self._waiting[0].weight <= most):
            waiting = self._waiting.popleft()
            group.append(waiting)
            weight += waiting.weight
        return group

    def _submit(self, group: list[_Waiting[I, T]]) -> None:
        loop = asyncio.get_running_loop()
        items = [waiting.item for waiting in group]
        try:
            future = self._database.submit(lambda tx: self._work(tx, items))
        except Exception as error:  # noqa: BLE001 - busy or closed: whoever waits is told
            self._free += 1
            for waiting in group:
                _tell(waiting, error)
            return
        future.add_done_callback(
            lambda done: loop.call_soon_threadsafe(partial(self._settle, group, done))
        )

    def _settle(self, group: list[_Waiting[I, T]], done: "Future[Sequence[T]]") -> None:
        self._free += 1
        error = done.exception()
        if error is None:
            for waiting, answer in zip(group, done.result(), strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(answer)
        elif len(group) == 1:
            _tell(group[0], error)
        else:
            # Someone in the pool failed; alone, each fails or succeeds for itself.
            for waiting in group:
                self._free -= 1
                self._submit([waiting])
        self._call()


def _tell(waiting: "_Waiting[I, T]", error: BaseException) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
