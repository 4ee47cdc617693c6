"""Benchmark (f): frame in to answer out for `查单` on each platform, against the bare SDK."""

import asyncio
from importlib.metadata import version
from statistics import median

from tests.bench import bots
from tests.bench.bots import Bot
from tests.bench.chats import NAMES
from tests.bench.figures import Figure, ratio

_ROUNDS, _COMMANDS = 7, 100
_SMALL = (1, 5)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: bare SDK, ours, bare SDK, ours; one platform after the other."""
    rounds, commands = _SMALL if small else (_ROUNDS, _COMMANDS)
    return [asyncio.run(_compare(name, rounds, commands)) for name in NAMES]


async def _compare(name: str, rounds: int, commands: int) -> Figure:
    ours: list[float] = []
    theirs: list[float] = []
    async with bots.bare(name) as bare, bots.product(name) as product:
        for turn in range(rounds + 1):
            for bot, found in ((bare, theirs), (product, ours)):
                took = await _typical(bot, commands)
                if turn:  # the first turn only warms up
                    found.append(took)
    sdk = bots.SDKS[name]
    what = f"查单 on {NAMES[name]}: frame in to answer out, against an echo of {sdk} {version(sdk)}"
    return ratio(
        "replies", what, ours, theirs, unit="ms", at_most=2.0, digits=1,
    )  # fmt: skip


async def _typical(bot: Bot, commands: int) -> float:
    """Return the median of so many commands, one after the other, in milliseconds."""
    return median([await bot.answer() for _ in range(commands)])
