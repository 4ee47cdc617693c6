"""Sweeps: what it costs to work off what is due among a million others, against ten thousand."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from storage import migrate
from storage.database import Database
from storage.tx import Tx
from tests.bench.figures import Figure, ratio

_MANY, _FEW = 1_000_000, 10_000
_SMALL = (20_000, 2_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One kind of work that falls due."""

    name: str
    what: str  #: Before "among … against …".
    due: int  #: Orders that are due in each round, other ones each time.
    rounds: int
    fill: Callable[[sqlite3.Connection, Sequence[str]], None]  #: Writes these orders, none due.
    make_due: str  #: A statement; its parameter is an order number.
    work: Callable[[Tx], int]  #: Works off one portion, and returns how many orders that was.


def measured(sweep: Sweep, *, small: bool) -> list[Figure]:
    """Take turns between the two databases."""
    many, few = _SMALL if small else (_MANY, _FEW)
    rng = Random(7)  # noqa: S311 - chooses orders, guards nothing
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        both = [_Crowd(Path(folder) / f"{number}.db", number, sweep) for number in (many, few)]
        try:
            for crowd in both:
                crowd.swept(rng)  # the first one also reads the schema
            rounds = range(2 if small else sweep.rounds)
            large, little = zip(*([c.swept(rng) for c in both] for _ in rounds), strict=True)
        finally:
            for crowd in both:
                crowd.database.close()
    what = f"{sweep.what} among {many:,} against {few:,}"
    return [ratio(sweep.name, what, large, little, unit="ms", at_most=1.3, digits=1)]


def micros(moment: datetime) -> int:
    """Write a time as tables keep it."""
    return (moment - _EPOCH) // _EPOCH.resolution


class _Crowd:
    """A database with so many orders."""

    def __init__(self, path: Path, number: int, sweep: Sweep) -> None:
        self._path = path
        self._sweep = sweep
        self._numbers = [f"2601{n:08d}" for n in range(number)]
        url = f"sqlite:///{path}"
        migrate.upgrade(url)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA synchronous=OFF")  # only to prepare; it is not measured
            sweep.fill(connection, self._numbers)
        connection.close()
        self.database = Database(url)

    def swept(self, rng: Random) -> float:
        """Make some due, work them off, and return how many milliseconds that took."""
        chosen = rng.sample(self._numbers, self._sweep.due)
        with sqlite3.connect(self._path) as connection:
            connection.executemany(self._sweep.make_due, [(no,) for no in chosen])
        connection.close()
        began, done = perf_counter(), 0
        while done < self._sweep.due:
            portion = self.database.do(self._sweep.work)
            if not portion:
                message = f"swept {done} orders instead of {self._sweep.due}"
                raise AssertionError(message)
            done += portion
        return (perf_counter() - began) * 1000
