"""Benchmark (h): by how much 1,000 commands make `resonance run` grow, on each platform."""

import asyncio

import psutil

from tests.bench import bots
from tests.bench.chats import NAMES
from tests.bench.figures import Figure
from tests.bench.memory import MEGABYTE, SETTLE

_FULL = (500, 1_000, SETTLE)
#: Without a warm-up, so that there is something to see.
_SMALL = (0, 20, 0.1)


def measure(*, small: bool = False) -> list[Figure]:
    """Start the real command, warm it up, look, ask, look again; one platform after the other."""
    if small:  # all platforms are the business of `replies`, in miniature too
        return [asyncio.run(_growth("wecom", *_SMALL))]
    return [asyncio.run(_growth(name, *_FULL)) for name in NAMES]


async def _growth(name: str, warm_up: int, commands: int, settle: float) -> Figure:
    async with bots.product(name) as bot:
        process = psutil.Process(bot.pid)
        for _ in range(warm_up):
            await bot.answer()
        await asyncio.sleep(settle)
        before = process.memory_info().rss / MEGABYTE
        for _ in range(commands):
            await bot.answer()
        await asyncio.sleep(settle)
        after = process.memory_info().rss / MEGABYTE
    return Figure(
        name="commands",
        what=f"resident memory of `resonance run` grown by {commands:,} commands on {NAMES[name]}",
        measured=f"{after:.1f} MB", ceiling=f"{before:.1f} MB",
        value=after - before, unit=" MB", at_most=5,
    )  # fmt: skip
