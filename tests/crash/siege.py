"""A siege: clients that come again where they were asked to, and somebody who watches readiness."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.crash.load import Clients

#: How often readiness is asked for, in seconds.
_EVERY = 0.05
#: A platform that is cut again and again is tried again after a minute at most.
_RECONNECTED = 70.0


@dataclass(slots=True)
class Watch:
    """What /readyz says, again and again."""

    http: httpx.AsyncClient
    seen: list[tuple[float, int, dict[str, str]]] = field(default_factory=list)

    async def look(self) -> None:
        """Ask until cancelled."""
        clock = asyncio.get_running_loop()
        while True:
            answer = await self.http.get("/readyz")
            self.seen.append((clock.time(), answer.status_code, answer.json()["parts"]))
            await asyncio.sleep(_EVERY)

    async def until(self, said: Callable[[int, dict[str, str]], bool], *, within: float) -> float:
        """Wait until it says so; return after how many seconds it did."""
        clock = asyncio.get_running_loop()
        began = clock.time()
        while not self._says(said, since=began):
            assert clock.time() - began < within, f"after {within} s it still says {self.seen[-1]}"
            await asyncio.sleep(_EVERY)
        return clock.time() - began

    def _says(self, said: Callable[[int, dict[str, str]], bool], *, since: float) -> bool:
        at, status, parts = self.seen[-1] if self.seen else (0.0, 0, {})
        return at >= since and said(status, parts)


def all_well(status: int, parts: dict[str, str]) -> bool:
    """Say whether every part is ready, platforms too."""
    return status == 200 and set(parts.values()) == {"ok"}


@dataclass(slots=True)
class Siege:
    """The load, the watch, and how long each fault took to be told and to be over."""

    clients: Clients
    watch: Watch
    figures: list[str] = field(default_factory=list)

    async def suffers(
        self,
        parts: Sequence[str],
        strike: Callable[[], Awaitable[Any]],
        mend: Callable[[], Awaitable[Any]],
        *,
        lasts: float,
        beat: float,
        name: str,
    ) -> None:
        """Have something break and be mended; readiness has to follow both, and so has the work."""
        await strike()
        told = await self.watch.until(
            lambda _, said: all(said.get(part, "ok") != "ok" for part in parts), within=beat + 3.0
        )
        await asyncio.sleep(lasts)
        await mend()
        over = await self.watch.until(lambda status, _: status == 200, within=10.0)
        well = await self.watch.until(all_well, within=_RECONNECTED)
        answered = self.clients.promises.answers
        async with asyncio.timeout(10.0):
            while self.clients.promises.answers < answered + 6:  # noqa: ASYNC110 - over sockets
                await asyncio.sleep(_EVERY)
        self.figures.append(
            f"{name}: told after {told:.1f} s, 200 {over:.1f} s and every part well"
            f" {over + well:.1f} s after the return"
        )


@asynccontextmanager
async def under_siege(base: str, port: int, seed: int) -> AsyncIterator[Siege]:
    """Put a server under load until the block ends; what is unanswered then is sent once more."""
    clients = Clients(seed, patient=True)
    async with httpx.AsyncClient(base_url=base, timeout=10, trust_env=False) as http:
        watch = Watch(http)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(watch.look())
            asking = [group.create_task(one) for one in clients.asking(port)]
            await watch.until(all_well, within=30.0)
            yield Siege(clients, watch)
            for task in (watching, *asking):
                task.cancel()
    await clients.send_the_rest(port)
