"""The benches, and what is checked after every test on them: the wire, the logs, what is left."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest
import structlog
from structlog.testing import capture_logs

from tests.conformance.bench import Desk, simulator
from tests.conformance.cards import PHONE
from tests.conformance.console import ConsoleDesk
from tests.conformance.platforms import BENCHES
from tests.waiting import until

Port = Callable[[str], int]


@pytest.fixture(scope="session")
def port() -> Iterator[Port]:
    """Return the port of a platform, whose process starts when it is first asked for."""
    ports: dict[str, int] = {}
    with ExitStack() as running:

        def of(name: str) -> int:
            if name not in ports:
                ports[name] = running.enter_context(simulator(name))
            return ports[name]

        yield of


@pytest.fixture
async def bench(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, port: Port
) -> AsyncIterator[Desk]:
    """Put a channel on its platform; afterwards nothing is left, wrong on the wire or in a log."""
    name: str = request.param
    if name == "console":
        desk: Desk = ConsoleDesk.on(request.getfixturevalue("sqlite_url"))
    else:
        desk = BENCHES[name](port=port(name))
    caplog.set_level(logging.DEBUG)
    with capture_logs(processors=[structlog.processors.format_exc_info]) as ours:
        desk.logged = ours
        await desk.prepare()
        before = asyncio.all_tasks()
        desk.start()
        try:
            await desk.online()
            yield desk
            broken = await desk.violations()
        finally:
            await desk.stop()
            left = {*asyncio.all_tasks()} - {*before, asyncio.current_task()}
            await desk.leave()
        await until(lambda: _no_socket(desk.port), "a socket is left")
    assert broken == []
    assert left == set()
    theirs = [f"{logging.Formatter().format(one)} {one.__dict__}" for one in caplog.records]
    text = "\n".join([*theirs, *map(str, ours)])
    assert name == "console" or f"{name}_online" in text
    assert [secret for secret in (*desk.secrets, PHONE) if secret in text] == []


async def _no_socket(port: int) -> bool:
    open_now = psutil.Process().net_connections(kind="tcp")
    return not any(port in one.raddr[1:2] for one in open_now)
