"""Runs the simulator as a process: python -m tests.platforms.dingtalk --port 0."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.platforms.dingtalk.server import serving
from tests.platforms.listening import run


@asynccontextmanager
async def _at(port: int) -> AsyncIterator[int]:
    async with serving(port=port) as world:
        yield world.port


if __name__ == "__main__":
    run("A DingTalk of our own.", _at)
