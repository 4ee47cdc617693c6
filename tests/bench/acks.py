"""Benchmark (g): acks of DingTalk frames and Slack envelopes while 200 commands/s run."""

import asyncio
from statistics import median
from time import monotonic

from tests.bench import bots
from tests.bench.bots import COMMAND, Bot
from tests.bench.chats import NAMES, Asked
from tests.bench.figures import Figure, percentile

RATE = 200
#: WeCom knows no acks of its call-backs: the answer is one.
_PLATFORMS = ("dingtalk", "slack")


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: bare SDK, ours, bare SDK, ours; one platform after the other."""
    if small:  # all platforms are the business of `replies`, in miniature too
        return [asyncio.run(_compare("slack", rounds=1, seconds=0.2))]
    return [asyncio.run(_compare(name, rounds=5, seconds=6.0)) for name in _PLATFORMS]


async def _compare(name: str, rounds: int, seconds: float) -> Figure:
    ours: list[float] = []
    theirs: list[float] = []
    rates: list[float] = []
    async with bots.bare(name) as bare, bots.product(name) as product:
        for bot in (bare, product):
            await bot.answer()  # the first one also opens connections
        for _ in range(rounds):
            theirs.append(percentile((await _acks(bare, seconds))[0], 0.99))
            found, rate = await _acks(product, seconds)
            ours.append(percentile(found, 0.99))
            rates.append(rate)
    return Figure(
        name="acks",
        what=f"p99 of acks on {NAMES[name]} at {median(rates):.0f} commands/s"
        f" (ceiling: the bare {bots.SDKS[name]})",
        measured=f"{median(ours):.1f} ms", ceiling=f"{median(theirs):.1f} ms",
        value=median(ours), unit=" ms", at_most=20, spread=(min(ours), max(ours)),
    )  # fmt: skip


async def _acks(bot: Bot, seconds: float) -> tuple[list[float], float]:
    """Ask on time, answered or not; return every ack in milliseconds, and commands per second."""
    room, number = bot.chat, int(seconds * RATE)
    before = len(room.arrivals.of_bot)
    asked: list[Asked] = []

    async def ask() -> None:
        asked.append(await room.ask(COMMAND))

    began = monotonic()
    async with asyncio.TaskGroup() as group:
        for turn in range(number):
            await asyncio.sleep(max(0.0, began + turn / RATE - monotonic()))
            group.create_task(ask())
    took = monotonic() - began
    await room.arrivals.reach(before + number)  # who only acks has not run the commands
    await asyncio.sleep(0.1)
    acks = [after * 1000 for one in asked if (after := one.acked_after()) is not None]
    if len(acks) != number:
        message = f"{number - len(acks)} of {number} frames were not acked"
        raise AssertionError(message)
    return acks, number / took
