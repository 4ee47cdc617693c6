"""Lanes: what does not fit is refused, what fails takes nothing along, the rest keeps its order."""

import asyncio
from functools import partial

from bot.channels.lanes import Lanes
from bot.process.supervisor import Supervisor


async def test_what_does_not_fit_is_not_taken_and_the_rest_keeps_its_order() -> None:
    supervisor, done = Supervisor(), list[int]()
    lanes = Lanes("test", supervisor, most=3)

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        if number == 1:
            message = "one fails, the others go on"
            raise RuntimeError(message)
        done.append(number)

    for number in range(3):
        assert not lanes.full
        lanes.put("C1", partial(work, number))
    assert lanes.full
    await supervisor.stop(within=1.0)
    assert (done, lanes.waiting) == ([0, 2], 0)
