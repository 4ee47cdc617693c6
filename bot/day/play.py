"""A played day: the merchant's steps go through the whole product, and its answers come back."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from time import monotonic

import orjson

from bot import app as composition
from bot.app import App
from bot.day import house, outside
from bot.day.customers import Customers
from bot.day.desk import STARTS, Desk
from bot.day.drift.costs import drifted
from bot.day.drift.month import Month
from bot.day.drift.weeks import Weeks
from bot.day.hours import SHANGHAI
from bot.day.merchant import Merchant
from bot.day.outcome import Outcome, Plan, Progress
from bot.demo.clock import DemoClock
from bot.process.server import Server
from rules.learning.search import Prices
from storage.tx import Tx

#: A disk in memory, where there is one, and bytes that 50,000 orders need there.
_MEMORY, _NEEDED = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 - only a folder of our own in it


def play(plan: Plan, progress: Progress) -> Outcome:
    """Play these days, and on until all that was promised and asked is settled."""
    began = monotonic()
    starts = STARTS.astimezone(SHANGHAI)
    customers = Customers(seed=plan.seed, starts=starts, habits=plan.habits)
    merchant = Merchant(
        seed=plan.seed, starts=starts, days=plan.days, orders=plan.orders, faults=plan.faults,
        guarded=plan.guarded, customers=customers, shape=plan.shape,
        month=Month(seed=plan.seed, starts=starts, drift=plan.drift) if plan.drift else None,
    )  # fmt: skip
    outcome = Outcome(
        merchant=merchant, warehouse=outside.Warehouse(), telephones=outside.Telephones()
    )
    asyncio.run(_played(plan, outcome, customers, progress))
    outcome.seconds = monotonic() - began
    return outcome


def _in_memory() -> str | None:
    """
    Return a disk in memory with room for a played day, None where there is none.

    Nothing of a day outlives it: waiting for a disk at each commit takes half of its time.
    """
    room = _MEMORY.is_dir() and disk_usage(_MEMORY).free >= _NEEDED
    return str(_MEMORY) if room else None


async def _played(plan: Plan, outcome: Outcome, customers: Customers, progress: Progress) -> None:
    clock = DemoClock(STARTS)
    with (
        TemporaryDirectory(prefix="resonance-day-", dir=_in_memory()) as folder,
        socket.create_server((outside.HOST, 0)) as theirs,
        socket.create_server((outside.HOST, 0)) as ours,
    ):
        settings = house.settings(
            Path(folder),
            ours.getsockname()[1],
            theirs.getsockname()[1],
            asks=plan.guarded and plan.drift is None,
            lang=plan.lang,
        )
        app = composition.build(settings, clock=clock)
        try:
            async with (
                outside.serving(outcome.warehouse, outcome.telephones, theirs),
                _front(app, ours),
                outside.browsing() as browser,
            ):
                weeks = _weeks(plan, app, outcome, house.prices(settings), progress)
                desk = Desk(app, clock, outcome, customers, browser, weeks)
                await desk.live(plan, progress)
            now = clock.now()
            if weeks is not None:
                outcome.drifted = app.database.look(lambda tx: drifted(tx, weeks, now))
            outcome.dwell = app.database.look(
                lambda tx: tx.confirmations.dwell(None, STARTS, now, now)
            )
            outcome.journal = app.database.look(_digest)
        finally:
            for gateway in app.gateways.values():
                await gateway.close()
            app.database.close()


def _weeks(
    plan: Plan, app: App, outcome: Outcome, prices: Prices, progress: Progress
) -> Weeks | None:
    """Have weights searched at the end of each week of a month that drifts."""
    if plan.drift is None:
        return None

    def busy(doing: str) -> None:
        now = app.clock.now()
        progress(now, (now - STARTS) / (outcome.merchant.ends - STARTS), doing)

    return Weeks(
        app=app, agenda=outcome.merchant.agenda, starts=STARTS, days=plan.days, drift=plan.drift,
        prices=prices, seed=plan.seed, busy=busy,
    )  # fmt: skip


def _digest(tx: Tx) -> str:
    digest = sha256()
    for event in tx.journal.each():
        digest.update(orjson.dumps([event.source, event.id, event.type, event.order_no, event.at,
                                    event.received_at, event.data]))  # fmt: skip
    return digest.hexdigest()


class _Front(Server):
    """A server that leaves signals to whoever plays: Ctrl-C ends the day, not only its pages."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


@asynccontextmanager
async def _front(app: App, door: socket.socket) -> AsyncIterator[None]:
    """Serve it at that door until the day is over."""
    ready = asyncio.Event()
    server = _Front(app.web, lambda _port: ready.set())
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[door]))
        await ready.wait()
        try:
            yield
        finally:
            server.should_exit = True
