"""Wakes: the courier looks at once for what was promised, in this process or another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot.delivery import wakes
from bot.delivery.courier import LOOK_EVERY
from bot.process.supervisor import Supervisor
from rules.delivery.capabilities import CONSOLE
from storage.database import Database, opened
from tests.bot.wecom_gateway import until
from tests.desk import Desk

_ALERTS = 8
#: Seconds. By looks of its own each would take LOOK_EVERY, since it comes just behind one.
_SOON = LOOK_EVERY / 4


@asynccontextmanager
async def _delivering(desk: Desk, *, listening: bool = False) -> AsyncIterator[None]:
    supervisor = Supervisor()

    async def deliver() -> None:
        await desk.courier.run(supervisor)

    async def listen() -> None:
        await wakes.listen(desk.database, desk.courier.wake, supervisor)

    supervisor.start("courier", deliver)
    if listening:
        supervisor.start("wakes", listen)
    try:
        yield
    finally:
        await supervisor.stop()


async def _fastest(desk: Desk, take: Callable[[int], None]) -> float:
    """Return the seconds of the fastest of some alerts, each told after the one before arrived."""
    loop, waits = asyncio.get_running_loop(), list[float]()
    for number in range(1, _ALERTS + 1):
        began = loop.time()
        await asyncio.to_thread(take, number)
        await until(partial(_has, desk, number), within=20.0)
        waits.append(loop.time() - began)
    return min(waits[1:])  # the first comes at any time between two looks


def _has(desk: Desk, number: int) -> bool:
    return len(desk.on["console"].got) == number


async def test_what_is_promised_is_looked_for_after_the_commit_and_not_at_the_next_look(
    database: Database,
) -> None:
    desk = Desk(database, {"console": CONSOLE})
    async with _delivering(desk):
        took = await _fastest(desk, lambda number: desk.alerts(1, start=number))

    assert took < _SOON


async def test_what_another_process_promised_is_looked_for_at_once(postgresql_url: str) -> None:
    with opened(postgresql_url) as ours, opened(postgresql_url) as theirs:
        desk, elsewhere = (Desk(one, {"console": CONSOLE}) for one in (ours, theirs))
        async with _delivering(desk, listening=True):
            took = await _fastest(desk, lambda number: elsewhere.alerts(1, start=number))

    assert took < _SOON


async def test_without_a_wake_the_next_look_finds_it(postgresql_url: str) -> None:
    with opened(postgresql_url) as ours, opened(postgresql_url) as theirs:
        desk, elsewhere = (Desk(one, {"console": CONSOLE}) for one in (ours, theirs))
        async with _delivering(desk):
            await asyncio.to_thread(elsewhere.alerts, 1)
            await until(lambda: len(desk.on["console"].got) == 1, within=20.0)
