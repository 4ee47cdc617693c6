"""The supervisor: what is wrong with a loop is what is wrong with it now."""

import asyncio

from bot.process.supervisor import Supervisor
from tests.waiting import until


async def test_what_went_wrong_before_the_last_beat_is_over() -> None:
    supervisor, failures = Supervisor(), iter([True, True, False])
    failed, beaten = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        if next(failures):
            failed.set()
            message = "the database is away"
            raise OSError(message)
        supervisor.beat("loop")
        beaten.set()
        await supervisor.sleep(60)

    supervisor.start("loop", run)
    await failed.wait()
    await asyncio.sleep(0)
    assert supervisor.problems() == {"loop": "OSError"}

    await beaten.wait()

    assert supervisor.problems() == {}
    await supervisor.stop()


async def test_a_loop_that_stands_still_is_told_and_one_that_beats_again_is_well() -> None:
    supervisor = Supervisor()

    async def run() -> None:
        await supervisor.sleep(60)

    supervisor.start("loop", run, patience=0.0)
    supervisor.start("other", run)

    async def told() -> bool:
        return supervisor.problems() == {"loop": "no beat for 0 s"}

    await until(told, "nobody tells")
    supervisor.loops["loop"].patience = 60.0
    assert supervisor.problems() == {}
    await supervisor.stop()
    assert supervisor.problems().keys() == {"loop", "other"}
