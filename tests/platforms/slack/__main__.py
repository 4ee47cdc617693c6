"""Runs the simulator as a process: python -m tests.platforms.slack --port 0."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.platforms.listening import run
from tests.platforms.slack.server import serving


@asynccontextmanager
async def _at(port: int) -> AsyncIterator[int]:
    async with serving(port=port) as base:
        yield int(base.rpartition(":")[2])


if __name__ == "__main__":
    run("A Slack of our own.", _at)
