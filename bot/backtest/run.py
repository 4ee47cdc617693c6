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
from rules.resonance.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a backtest found, of what, and how."""

    found: Found
    policy: Policy
    files: Sequence[tuple[Path, replaying.Summary]]
    accepted: int
    duplicates: int
    until: datetime | None  #: The last arrival; nothing was judged after it.
    seed: int
    workers: int
    seconds: float

    @property
    def rejected(self) -> int:
        """How many lines were left out."""
        return sum(summary.rejected for _, summary in self.files)


def run(files: Sequence[Path], policy: Policy, *, seed: int, workers: int = 0) -> Run:
    """
    Judge the orders of files as they would have been judged by this policy.

    `seed` is that of the intervals; 0 workers are as many as the machine has cores.
    """
    began = time.perf_counter()
    workers = workers or multiprocessing.cpu_count()
    read = [(path, replaying.Summary()) for path in files]
    told = sorted(
        chain.from_iterable(
            replaying.events_of(recordings.lines_of(path), policy, summary)
            for path, summary in read
        ),
        key=attrgetter("received_at"),
    )
    events = list({(event.source, event.id): event for event in reversed(told)}.values())[::-1]
    until = events[-1].received_at if events else None
    orders = facts_of(events, policy)
    verdicts = judge(orders, policy, until, workers=workers) if until is not None else []
    return Run(
        found=measure(verdicts, poisson(seed)),
        policy=policy,
        files=read,
        accepted=len(events),
        duplicates=len(told) - len(events),
        until=until,
        seed=seed,
        workers=workers,
        seconds=time.perf_counter() - began,
    )
