"""Runs the simulator as a process: python -m tests.platforms.wecom --port 0."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.platforms.listening import run
from tests.platforms.wecom.server import serving


@asynccontextmanager
async def _at(port: int) -> AsyncIterator[int]:
    async with serving(port=port) as world:
        yield world.port


if __name__ == "__main__":
    run("A WeCom of our own.", _at)
