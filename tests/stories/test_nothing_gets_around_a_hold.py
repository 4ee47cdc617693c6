"""No sequence over every path that can move goods ships a held order or line (M-25)."""

import os
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfile
from time import perf_counter

import pytest

from rules.vocabulary import ScanCode
from storage.database import opened
from tests.stories.hold_walks import TOGETHER, Walks

_FULL, _SAMPLE = 100_000, 250
#: Kept in memory where there is a place for it: the disk proves nothing here.
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _walk(empty: Path, seed: int) -> Counter[str]:
    """Walk so many sequences in a copy of an empty database; return what scanners heard."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        path = copyfile(empty, Path(folder) / "walk.db")
        with opened(f"sqlite:///{path}") as database:
            walks = Walks(database, seed)
            walks.go()
        return walks.heard


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_no_sequence_over_every_path_ships_what_is_held(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, *, full_proof: bool
) -> None:
    began, heard = perf_counter(), Counter[str]()
    seeds = range((_FULL if full_proof else _SAMPLE) // TOGETHER)
    workers = (os.cpu_count() or 1) if full_proof else 1
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        empty = Path(sqlite_url.removeprefix("sqlite:///"))
        for found in pool.map(partial(_walk, empty), seeds):
            heard += found

    assert heard[ScanCode.OK], "an order that nothing holds leaves"
    assert heard["told to go on"], "so does one that was released"
    if full_proof:
        with capsys.disabled():
            seconds = perf_counter() - began
            print(f"\n{_FULL:,} sequences in {seconds:.0f} s: {dict(heard)}")  # noqa: T201 - the figures of the proof
