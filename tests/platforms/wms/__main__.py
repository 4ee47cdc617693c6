"""Runs the simulator as a process: python -m tests.platforms.wms --port 0."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.platforms.listening import run
from tests.platforms.wms.server import serving


@asynccontextmanager
async def _at(port: int) -> AsyncIterator[int]:
    async with serving(port=port) as base:
        yield int(base.rpartition(":")[2])


if __name__ == "__main__":
    run("A warehouse system of our own.", _at)
