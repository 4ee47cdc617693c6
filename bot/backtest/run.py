"""Running a backtest: files are read once, in order of arrival, and nothing is written anywhere."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import attrgetter
from pathlib import Path

from bot import recordings
from bot import replay as replaying
from bot.backtest.dice import poisson
from bot.backtest.judging import judge
from rules.backtest.around import facts_of
from rules.backtest.figures import Found, measure
from rules.events.event import Event
from rules.resonance.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of files: events in order of arrival, each once."""

    events: Sequence[Event]
    files: Sequence[tuple[Path, replaying.Summary]]
    duplicates: int
    seconds: float = 0.0  #: How long that took.

    @property
    def until(self) -> datetime | None:
        """The last arrival; nothing is judged after it."""
        return self.events[-1].received_at if self.events else None

    @property
    def rejected(self) -> int:
        """How many lines were left out."""
        return sum(summary.rejected for _, summary in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a backtest found, of what, and how."""

    found: Found
    policy: Policy
    read: Read
    seed: int
    workers: int
    seconds: float


def read(files: Sequence[Path], policy: Policy) -> Read:
    """Read files to their ends, and put what they tell into the order in which it arrived."""
    began = time.perf_counter()
    summaries = [(path, replaying.Summary()) for path in files]
    told = sorted(
        chain.from_iterable(
            replaying.events_of(recordings.lines_of(path), policy, summary)
            for path, summary in summaries
        ),
        key=attrgetter("received_at"),
    )
    events = list({(event.source, event.id): event for event in reversed(told)}.values())[::-1]
    return Read(
        events=events,
        files=summaries,
        duplicates=len(told) - len(events),
        seconds=time.perf_counter() - began,
    )


def run(given: Read, policy: Policy, *, seed: int, workers: int = 0) -> Run:
    """
    Judge the orders of what was read as they would have been judged by this policy.

    `seed` is that of the intervals; 0 workers are as many as the machine has cores.
    """
    began = time.perf_counter()
    workers = workers or multiprocessing.cpu_count()
    until = given.until
    orders = facts_of(given.events, policy)
    verdicts = judge(orders, policy, until, workers=workers) if until is not None else []
    return Run(
        found=measure(verdicts, poisson(seed)),
        policy=policy,
        read=given,
        seed=seed,
        workers=workers,
        seconds=given.seconds + time.perf_counter() - began,
    )
