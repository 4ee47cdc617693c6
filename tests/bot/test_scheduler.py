"""Sweeps of several processes: each portion is done by one, however long a sweep takes."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep

import pytest

from bot import workers
from bot.scheduler import PORTIONS, Scheduler
from handlers.deps import Deps
from storage.database import Database, opened
from storage.system.marks import Mark
from storage.tx import Tx
from tests.builders import NOON, some_deps

_EVERY = timedelta(seconds=30)
_SLOWLY = 0.01


@dataclass(slots=True)
class RushingClock:
    """A clock on which ten minutes pass between two looks: every lease has run out by the next."""

    at: datetime = NOON

    def now(self) -> datetime:
        self.at += timedelta(minutes=10)
        return self.at


class Backlog:
    """Work of many portions, counted where it is done and in the database."""

    def __init__(self, portions: int) -> None:
        self.portions = portions
        self.done: list[str] = []
        self.overlaps = 0
        self._under_way = threading.Lock()

    def sweep(self, tx: Tx, deps: Deps, now: datetime) -> int:
        """Do one portion, slowly."""
        if not self._under_way.acquire(blocking=False):
            self.overlaps += 1
            return 0
        try:
            mark = tx.marks.get("backlog")
            left = int(mark.note) if mark is not None else self.portions
            if left:
                sleep(_SLOWLY)
                tx.marks.set(
                    Mark(name="backlog", state="left", by=deps.worker, note=str(left - 1), at=now)
                )
                self.done.append(deps.worker)
            return min(left, 1)
        finally:
            self._under_way.release()


@pytest.fixture
def databases(database_url: str) -> Iterator[tuple[Database, Database]]:
    """Open the same database twice, as two processes do."""
    with opened(database_url) as one, opened(database_url) as other:
        yield one, other


def _scheduler(database: Database, worker: str, backlog: Backlog, clock: RushingClock) -> Scheduler:
    return Scheduler(
        database=database,
        deps=replace(some_deps(), worker=worker),
        clock=clock,
        every=_EVERY,
        sweeps={"backlog": backlog.sweep},
    )


async def test_a_sweep_that_outlasts_its_lease_is_never_run_by_two_at_once(
    databases: tuple[Database, Database],
) -> None:
    backlog, clock = Backlog(40), RushingClock()
    both = [_scheduler(d, f"elsewhere:{n}", backlog, clock) for n, d in enumerate(databases)]

    total = 0
    while len(backlog.done) < backlog.portions:
        total += sum(await asyncio.gather(*(each.sweep("backlog") for each in both)))

    assert backlog.overlaps == 0
    assert len(backlog.done) == total == backlog.portions


async def test_the_sweeps_of_a_process_that_died_go_on_within_two_beats(
    databases: tuple[Database, Database],
) -> None:
    backlog, clock = Backlog(2 * PORTIONS), RushingClock()
    dead, other = (_scheduler(d, f"elsewhere:{n}", backlog, clock) for n, d in enumerate(databases))
    await dead.sweep("backlog")
    standing = replace_clock(other, clock.at + _EVERY)

    assert await standing.sweep("backlog") == 0, "it may still be at work"
    assert await replace_clock(other, clock.at + 2 * _EVERY).sweep("backlog") == PORTIONS


async def test_the_sweeps_of_a_process_killed_on_this_machine_go_on_at_once(
    databases: tuple[Database, Database],
) -> None:
    backlog, clock = Backlog(2 * PORTIONS), RushingClock()
    name, _, _ = workers.fresh_name().partition(":")
    gone = _scheduler(databases[0], f"{name}:999999999:dead", backlog, clock)
    await gone.sweep("backlog")
    other = _scheduler(databases[1], workers.fresh_name(), backlog, clock)

    assert await replace_clock(other, clock.at).sweep("backlog") == PORTIONS


def replace_clock(scheduler: Scheduler, at: datetime) -> Scheduler:
    """Have a scheduler look at a clock that stands."""
    scheduler._clock = _Standing(at)  # noqa: SLF001 - moved by hand
    return scheduler


@dataclass(slots=True)
class _Standing:
    at: datetime

    def now(self) -> datetime:
        return self.at
