"""The day is told once: by two processes, and with a database that is away at its hour."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.process.scheduler import Scheduler
from handlers.digest import SUBJECT
from rules.delivery.routes import Route, Target
from storage.database import Database, opened
from storage.delivery.outbox import Entry
from tests.bot.breakage import broken, mended
from tests.bot.conftest import HandClock
from tests.builders import some_deps

ROOT = Path(__file__).parents[2]
SIX = datetime.fromisoformat("2026-08-03T18:00:00+08:00")
_ROUTES = (Route(to=(Target(channel="console", conversation="ops"),)),)
_DEPS = some_deps(routes=_ROUTES, digest=time(18))
_CONFIGURATION = """
[[sources]]
name = "wms"
token = "a-token-of-a-source"
[[routes]]
to = ["console:ops"]
[schedule]
digest = "00:00"
"""


def _told(database: Database) -> list[Entry]:
    return [e for e in database.look(lambda tx: tx.ledger.recent(100)) if e.subject == SUBJECT]


def test_a_database_that_is_away_at_the_hour_is_told_the_day_when_it_is_back(
    database_url: str,
) -> None:
    with opened(database_url) as one, opened(database_url) as other:
        clock = HandClock(at=SIX - timedelta(seconds=1))
        beats = [
            Scheduler(
                database=database,
                deps=replace(_DEPS, worker=f"host:{number}"),
                clock=clock,
                every=timedelta(seconds=30),
            )
            for number, database in enumerate((one, other))
        ]
        asyncio.run(_beat(*beats))
        assert _told(one) == []
        broken(one, "outbox", "08006")
        for _ in range(3):
            clock.at += timedelta(seconds=45)
            asyncio.run(_beat(*beats))
            assert _told(one) == []
        mended(one, "outbox")
        for _ in range(3):
            clock.at += timedelta(seconds=45)
            asyncio.run(_beat(*beats))
            assert len(_told(one)) == 1


async def _beat(*beats: Scheduler) -> None:
    await asyncio.gather(*(beat.sweep_all(["evenings"]) for beat in beats))


def test_two_processes_tell_it_once(postgresql_url: str, tmp_path: Path) -> None:
    config = tmp_path / "resonance.toml"
    config.write_text(_CONFIGURATION, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "sweep", "evenings", "--config", str(config)]
    processes = [
        subprocess.Popen(  # noqa: S603 - our own command line
            command,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "RESONANCE_DATABASE__URL": postgresql_url},
        )
        for _ in range(2)
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    with opened(postgresql_url) as database:
        assert len(_told(database)) == 1
