"""The switchboard's leases: one process per bot, and none waits for a process that is gone."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Doors
from bot.config.settings import Settings
from bot.config.switchboard import Exchange
from bot.process.supervisor import Supervisor
from storage.database import Database
from tests.bot.conftest import HandClock
from tests.harness import Harness


def _doors(database: Database, worker: str) -> Doors:
    deps = replace(Harness(database=database).deps, worker=worker)
    exchange = Exchange(
        settings=Settings(), database=database, deps=deps, clock=HandClock(),
        supervisor=Supervisor(), spent=lambda _channel, _conversation: None,
        room=lambda _channel, _conversation: timedelta(),
    )  # fmt: skip
    return exchange.doors("wecom")


@contextmanager
def _worker() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start a process, and say what it would be called in leases."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        try:
            yield f"{socket.gethostname()}:{process.pid}:0", process
        finally:
            process.kill()


async def test_the_lease_of_a_killed_process_is_taken_at_once_and_of_a_living_one_never(
    database_url: str,
) -> None:
    database = Database(database_url)
    with _worker() as (name, process):
        assert await _doors(database, name).lease("wecom:bot")
        ours = _doors(database, "here:1:1")
        assert not await ours.lease("wecom:bot")

        process.kill()
        process.wait()

        assert await ours.lease("wecom:bot")
    database.close()


async def test_a_lease_that_was_let_go_is_free_for_another_machine(database_url: str) -> None:
    database = Database(database_url)
    one, other = _doors(database, "one:1:1"), _doors(database, "other:1:1")
    assert await one.lease("wecom:bot")
    assert not await other.lease("wecom:bot")

    await other.let_go("wecom:bot")  # not theirs
    assert not await other.lease("wecom:bot")
    await one.let_go("wecom:bot")

    assert await other.lease("wecom:bot")
    database.close()
