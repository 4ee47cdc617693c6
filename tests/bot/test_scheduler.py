"""Sweeps of several processes: each portion is done by one, however long a sweep takes."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep

import pytest

from bot.process import workers
from bot.process.scheduler import PORTIONS, Scheduler
from bot.process.supervisor import Supervisor
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


async def test_what_a_sweep_reads_much_of_keeps_no_writer_waiting_and_only_its_owner_reads_it(
    databases: tuple[Database, Database],
) -> None:
    looked, written = threading.Event(), threading.Event()
    done: list[str] = []

    def look(tx: Tx, deps: Deps, _now: datetime) -> Callable[[Tx], int]:
        tx.marks.get("scan")
        looked.set()
        assert written.wait(10), "a scanner waited for what a sweep reads"

        def write(tx: Tx) -> int:
            assert tx.marks.get("scan") is not None
            done.append(deps.worker)
            return 1

        return write

    one, other = (
        Scheduler(
            database=database,
            deps=replace(some_deps(), worker=f"elsewhere:{number}"),
            clock=_Standing(NOON),
            every=_EVERY,
            sweeps={},
            looks={"long": look},
        )
        for number, database in enumerate(databases)
    )

    async def meanwhile() -> int:
        assert await asyncio.to_thread(looked.wait, 10)
        mark = Mark(name="scan", state="done", by="scanner", at=NOON)
        await databases[0].write(lambda tx: tx.marks.set(mark))
        found = await other.sweep("long")
        written.set()
        return found

    assert tuple(await asyncio.gather(one.sweep("long"), meanwhile())) == (1, 0)
    assert done == ["elsewhere:0"]


async def test_what_was_read_before_another_took_over_is_never_written(
    databases: tuple[Database, Database],
) -> None:
    read, done = threading.Event(), threading.Event()
    written: list[str] = []

    def look(_tx: Tx, deps: Deps, _now: datetime) -> Callable[[Tx], int]:
        if deps.worker == "elsewhere:0":  # stands still, as a stopped process does
            read.set()
            assert done.wait(10)

        def write(_tx: Tx) -> int:
            written.append(deps.worker)
            return 1

        return write

    clock = RushingClock()  # each lease has run out by the next look at the clock
    paused, other = (
        Scheduler(
            database=database,
            deps=replace(some_deps(), worker=f"elsewhere:{number}"),
            clock=clock,
            every=_EVERY,
            sweeps={},
            looks={"long": look},
        )
        for number, database in enumerate(databases)
    )

    async def meanwhile() -> int:
        assert await asyncio.to_thread(read.wait, 10)
        found = await other.sweep("long")
        done.set()
        return found

    assert tuple(await asyncio.gather(paused.sweep("long"), meanwhile())) == (0, 1)
    assert written == ["elsewhere:1"]


async def test_a_stop_finishes_the_sweep_under_way_begins_no_other_and_logs_no_error(
    databases: tuple[Database, Database], caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), list[str]()
    supervisor = Supervisor()

    def first(_tx: Tx, _deps: Deps, _now: datetime) -> int:
        if done:  # the beat at the start is over: this one is APScheduler's
            begun.set()
            assert go_on.wait(10)
        done.append("first")
        return 0

    def second(_tx: Tx, _deps: Deps, _now: datetime) -> int:
        done.append("second")
        return 0

    scheduler = Scheduler(
        database=databases[0],
        deps=some_deps(),
        clock=_Standing(NOON),
        every=timedelta(seconds=1),
        sweeps={"first": first, "second": second},
        looks={},
    )
    running = Supervisor().spawn("scheduler", scheduler.run(supervisor))
    assert await asyncio.to_thread(begun.wait, 10)
    await supervisor.stop()
    await asyncio.wait([running], timeout=0.2)
    assert not running.done(), "it did not wait for the sweep"
    go_on.set()
    await running

    assert done == ["first", "second", "first"]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def replace_clock(scheduler: Scheduler, at: datetime) -> Scheduler:
    """Have a scheduler look at a clock that stands."""
    scheduler._clock = _Standing(at)  # noqa: SLF001 - moved by hand
    return scheduler


@dataclass(slots=True)
class _Standing:
    at: datetime

    def now(self) -> datetime:
        return self.at
