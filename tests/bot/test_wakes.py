"""Wakes: the courier looks at once for what was promised, in this process or another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot import wakes
from bot.courier import LOOK_EVERY
from bot.supervisor import Supervisor
from rules.delivery.capabilities import CONSOLE
from storage.database import Database, opened
from tests.bot.wecom_gateway import until
from tests.desk import Desk

_ALERTS = 12
#: Looks of its own would take so many seconds: each alert comes just behind one.
_BY_LOOKS = _ALERTS * LOOK_EVERY


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


async def _told_one_by_one(desk: Desk, take: Callable[[int], None]) -> float:
    """Return how many seconds it takes to tell of alerts, each after the one before arrived."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(1, _ALERTS + 1):
        await asyncio.to_thread(take, number)
        await until(partial(_has, desk, number), within=20.0)
    return loop.time() - began


def _has(desk: Desk, number: int) -> bool:
    return len(desk.on["console"].got) == number


async def test_what_is_promised_is_looked_for_after_the_commit_and_not_at_the_next_look(
    database: Database,
) -> None:
    desk = Desk(database, {"console": CONSOLE})
    async with _delivering(desk):
        took = await _told_one_by_one(desk, lambda number: desk.alerts(1, start=number))

    assert took < _BY_LOOKS / 2


async def test_what_another_process_promised_is_looked_for_at_once(postgresql_url: str) -> None:
    with opened(postgresql_url) as ours, opened(postgresql_url) as theirs:
        desk, elsewhere = (Desk(one, {"console": CONSOLE}) for one in (ours, theirs))
        async with _delivering(desk, listening=True):
            took = await _told_one_by_one(desk, lambda number: elsewhere.alerts(1, start=number))

    assert took < _BY_LOOKS / 2


async def test_without_a_wake_the_next_look_finds_it(postgresql_url: str) -> None:
    with opened(postgresql_url) as ours, opened(postgresql_url) as theirs:
        desk, elsewhere = (Desk(one, {"console": CONSOLE}) for one in (ours, theirs))
        async with _delivering(desk):
            await asyncio.to_thread(elsewhere.alerts, 1)
            await until(lambda: len(desk.on["console"].got) == 1, within=20.0)
