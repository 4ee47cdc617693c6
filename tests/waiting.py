"""Waiting: for something to become true, or a while in which it has to stay so."""

import asyncio
from collections.abc import Awaitable, Callable

_LOOK_EVERY = 0.01


async def until(true: Callable[[], Awaitable[object]], what: str, within: float = 10.0) -> None:
    """Wait for something to become true."""
    try:
        async with asyncio.timeout(within):
            while not await true():  # noqa: ASYNC110 - what is waited for may be another process
                await asyncio.sleep(_LOOK_EVERY)
    except TimeoutError:
        raise AssertionError(what) from None


async def stays(true: Callable[[], Awaitable[object]], what: str, seconds: float) -> None:
    """Watch that something is true and stays so for some seconds."""
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    while clock.time() < end:
        assert await true(), what
        await asyncio.sleep(_LOOK_EVERY)
