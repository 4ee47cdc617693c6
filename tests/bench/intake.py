"""Benchmark (a): intake with scoring, against raw `sqlite3` writing the same journal rows."""

import gc
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import orjson

from handlers.cards import CARDS
from handlers.deps import Deps
from handlers.events import intake
from handlers.events.intake import Taken
from handlers.resonance.published import KIND
from rules.drafts.draft import Draft
from rules.events.event import Event, parse
from rules.people.permissions import Directory
from rules.resonance.policy import Policy
from storage import migrate
from storage.database import Database, opened
from tests.bench.figures import Figure, ratio
from tests.bench.material import Raw, real_or_made_up

BATCH = 500
#: Batches under way, as `POST /v1/events` has them: one is read while the one before is written.
AT_ONCE = 2
_ROWS, _ROUNDS = 49_463, 5
_SMALL = (2_000, 1)
_INSERT = (
    "INSERT INTO journal (source, event_id, type, order_no, at, received_at, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
#: Nothing else, and for as long as the recorded orders last.
_DRAFT = Draft(
    kind=KIND, content='{"orange": "2.0"}', based_on=1, author="bench",
    at=datetime(1990, 1, 1, tzinfo=UTC), expires=datetime(2090, 1, 1, tzinfo=UTC),
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: raw, ours, raw, ours; with foresight and without batch by batch."""
    number, rounds = _SMALL if small else (_ROWS, _ROUNDS)
    what, raws = real_or_made_up(number)
    ours: list[float] = []
    theirs: list[float] = []
    sides: list[list[float]] = []
    for _ in range(rounds):
        with TemporaryDirectory(prefix="resonance-bench-") as folder:
            theirs.append(_raw(Path(folder) / "raw.db", raws))
            ours.append(_intake(Path(folder) / "ours.db", raws))
        gc.collect()
        gc.freeze()  # as `resonance run` does: what lies there before is no part of it
        with TemporaryDirectory(prefix="resonance-bench-") as folder:
            sides.append(_by_turns(Path(folder), raws))
        gc.unfreeze()
    seeing, blind, trying = ([side[place] for side in sides] for place in range(3))
    return [
        ratio(
            "intake", f"intake with scoring, batches of {BATCH}, {len(raws):,} events ({what})",
            ours, theirs, unit="events/s", at_least=0.30,
        ),
        ratio(
            "intake", "intake with foresight, against intake without, by turns, of a processor",
            seeing, blind, unit="events/s", at_least=0.90,
        ),
        ratio(
            "intake", "intake with a draft on trial beside it, against without (no target)",
            trying, seeing, unit="events/s",
        ),
    ]  # fmt: skip


def deps(*, foresight: bool = True) -> Deps:
    """Return what handlers are given, as a fresh installation has it."""
    zone = ZoneInfo("Asia/Shanghai")
    return Deps(
        cards=CARDS,
        policy=Policy(timezone=zone, foresight=foresight),
        directory=Directory(), timezone=zone, public_url="",
        sign_press=lambda _token: "", read_press=lambda _text: None,
        sign_link=lambda _link: "", read_link=lambda _text: None,
    )  # fmt: skip


def _by_turns(folder: Path, raws: Sequence[Raw]) -> list[float]:
    """
    Return events per second of a processor: with foresight, without, with a draft that waits.

    All three take each batch before the next one begins, so that a busy machine slows all alike.
    """
    given = (deps(), deps(foresight=False), deps())
    with ExitStack() as open_ones:
        databases = []
        for place, _ in enumerate(given):
            url = f"sqlite:///{folder / f'{place}.db'}"
            migrate.upgrade(url)
            databases.append(open_ones.enter_context(opened(url)))
        databases[2].do(lambda tx: tx.drafts.add(_DRAFT))
        took = [0.0] * len(given)
        for number, start in enumerate(range(0, len(raws), BATCH)):
            portion = raws[start : start + BATCH]
            for turn, _ in enumerate(given):
                place = (number + turn) % len(given)
                began = process_time()
                events, now = _read(portion)
                databases[place].do(partial(intake.take, deps=given[place], events=events, now=now))
                took[place] += process_time() - began
    return [len(raws) / seconds for seconds in took]


def _read(portion: Sequence[Raw]) -> tuple[list[Event], datetime]:
    now = datetime.fromisoformat(portion[-1]["time"])
    parsed = (parse(raw, received_at=now) for raw in portion)
    return [event for event in parsed if isinstance(event, Event)], now


def _intake(path: Path, raws: Sequence[Raw]) -> float:
    """Return events per second: read, journalled, judged, on disk; by the clock of the events."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    database, given = Database(url), deps()
    try:
        began = perf_counter()
        waiting: list[Future[Taken]] = []
        for start in range(0, len(raws), BATCH):
            events, now = _read(raws[start : start + BATCH])
            waiting.append(
                database.submit(partial(intake.take, deps=given, events=events, now=now))
            )
            if len(waiting) == AT_ONCE:
                waiting.pop(0).result()
        for left in waiting:
            left.result()
        return len(raws) / (perf_counter() - began)
    finally:
        database.close()


def _raw(path: Path, raws: Sequence[Raw]) -> float:
    """Return rows per second: the same journal and its indexes, written by sqlite3 alone."""
    migrate.upgrade(f"sqlite:///{path}")
    rows = [
        (
            raw["source"], raw["id"], raw["type"], raw["subject"],
            at := (datetime.fromisoformat(raw["time"]) - _EPOCH) // _EPOCH.resolution, at,
            orjson.dumps(raw["data"]).decode(),
        )
        for raw in raws
    ]  # fmt: skip
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        began = perf_counter()
        for start in range(0, len(rows), BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, rows[start : start + BATCH])
            connection.execute("COMMIT")
        return len(rows) / (perf_counter() - began)
    finally:
        connection.close()
