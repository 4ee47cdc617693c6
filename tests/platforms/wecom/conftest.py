"""A simulator in this process, and a bot with nothing on top of its WebSocket."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.wecom.control import Sim, controlling
from tests.platforms.wecom.rawbot import RawBot, joined
from tests.platforms.wecom.server import serving


@pytest.fixture
async def sim() -> AsyncIterator[Sim]:
    """Serve, and hand out the controls."""
    async with serving() as world, controlling(world.port) as made:
        yield made


@pytest.fixture
async def bot(sim: Sim) -> AsyncIterator[RawBot]:
    """Subscribe a bot."""
    async with joined(sim) as made:
        yield made
