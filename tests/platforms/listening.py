"""Listening: a simulator serves on the loopback address, in a test or as a process of its own."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from aiohttp import web


@asynccontextmanager
async def listening(app: web.Application, port: int) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port, any free one for 0."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def run(description: str, serving: Callable[[int], AbstractAsyncContextManager[int]]) -> None:
    """Serve until the process is stopped; the port is told in one line of JSON."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args().port

    async def forever() -> None:
        async with serving(asked) as port:
            sys.stdout.write(f'{{"port": {port}}}\n')
            sys.stdout.flush()
            await asyncio.get_running_loop().create_future()

    with suppress(KeyboardInterrupt):
        asyncio.run(forever())
