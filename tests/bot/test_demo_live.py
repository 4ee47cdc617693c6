"""A day that is watched: orders run fast, while people and messages have the time they have."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import App
from bot.demo import house, past, waiting
from bot.demo.clock import DemoClock
from bot.demo.player import Player
from bot.demo.scenario.day import SEED, day
from bot.demo.scenario.steps import Day
from rules.vocabulary import AlertState, Level
from tests.bot.test_demo_day import STARTS

#: The day in three seconds: a tick of the player is more than half an hour of it.
SPEED = 14 * 3600 / 3


@dataclass(slots=True)
class Ticks:
    """A real time of one's own, for what follows after the day."""

    at: float = 0.0

    def __call__(self) -> float:
        """Return the seconds that have passed."""
        return self.at


@dataclass(slots=True, kw_only=True)
class Watched:
    """A demo whose day is over, with time in our hand."""

    app: App
    ticks: Ticks
    day: Day
    moments: list[datetime]  #: Of it, as the player reached them.

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database, where no part of the product asks the same."""
        return self.app.database.look(
            lambda tx: [tuple(row) for row in tx._connection.execute(text(query))]  # noqa: SLF001
        )

    def escalated(self) -> int:
        """Count the steps taken so far."""
        ((number,),) = self.rows("SELECT count(*) FROM audit WHERE action = 'escalate'")
        return int(str(number))

    def passes(self, delta: timedelta) -> None:
        """Let real time go by, with the sweeps that go with it."""
        self.ticks.at += delta.total_seconds()
        asyncio.run(self.app.scheduler.sweep_all())


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Play a day live beside the bot's own courier, as `resonance demo` does."""
    a_day, ticks = day(SEED, STARTS, orders=160), Ticks()
    clock = DemoClock(STARTS, ticks=ticks)
    folder: Path = tmp_path_factory.mktemp("watched")
    demo = house.build(folder, 0, clock)
    app, player = demo.app, Player(demo, clock)
    moments: list[datetime] = []

    def progress(at: datetime, done: int) -> None:
        if not moments:
            time.sleep(1)  # the machine is busy with something else
        if done:
            moments.append(at)

    async def whole_day() -> None:
        await past.remember(app, player, a_day.prelude, lambda _at, _done: None)
        await waiting.begin(app)
        app.supervisor.start("courier", lambda: app.courier.run(app.supervisor))
        over = asyncio.Event()
        app.supervisor.start("day", lambda: player.live(a_day.steps, SPEED, progress, over.set))
        async with asyncio.timeout(120):
            await over.wait()
        await app.supervisor.stop()

    asyncio.run(whole_day())
    yield Watched(app=app, ticks=ticks, day=a_day, moments=moments)
    app.database.close()


def test_nothing_is_called_late_or_sent_twice_because_the_day_is_short(watched: Watched) -> None:
    late = watched.rows("SELECT key FROM outbox WHERE body LIKE '%\"delayed\"%'")
    again = watched.rows("SELECT key FROM outbox WHERE resent OR attempts > 1")

    assert watched.rows("SELECT count(*) FROM outbox WHERE state = 'sent'")[0] != (0,)
    assert (late, again) == ([], [])


def test_on_a_machine_that_stands_still_for_a_second_everything_happens_at_its_time(
    watched: Watched,
) -> None:
    assert {*watched.moments} <= {step.at for step in watched.day.steps}
    assert watched.moments[-1] == watched.day.steps[-1].at


def test_nobody_is_called_slow_until_real_minutes_have_passed(watched: Watched) -> None:
    _, alive = watched.app.database.look(lambda tx: tx.alerts.alive(shops=None, limit=100))
    waiting = [
        alert for alert in alive if alert.state is AlertState.OPEN and alert.level is Level.RED
    ]
    assert waiting
    assert watched.escalated() == 0

    watched.passes(timedelta(minutes=4, seconds=50))
    assert watched.escalated() == 0

    watched.passes(timedelta(seconds=11))
    assert watched.escalated() == len(waiting)
