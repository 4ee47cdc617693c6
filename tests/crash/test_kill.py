"""Killed at any moment: what was acknowledged is there once, and nothing is there twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.crash.books import Books
from tests.crash.load import Clients
from tests.crash.server import Victim

_SEED = 20261124
_FULL, _SAMPLE = 200, 6
#: Seconds of load before each kill. The shortest hits the start-up's own work.
_SOONEST, _LATEST = 0.05, 0.6


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    found = Victim(tmp_path)
    yield found
    found.kill()


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(3600)
def test_a_process_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    victim: Victim, *, full_proof: bool
) -> None:
    rng = Random(_SEED)  # noqa: S311 - chooses moments, guards nothing
    clients = Clients(_SEED)
    kills = _FULL if full_proof else _SAMPLE

    for life in range(kills):
        port = victim.start()
        asyncio.run(clients.run(port, victim.kill, rng.uniform(_SOONEST, _LATEST)))
        if life % 20 == 19 or life == kills - 1:
            _check(victim.database, clients)


def _check(database: Path, clients: Clients) -> None:
    promised, books = clients.promises, Books(database)
    try:
        assert books.damage() == []
        journal = Counter(books.events())
        assert [event for event, times in journal.items() if times > 1] == []
        assert promised.events - journal.keys() == set(), "acknowledged and lost"
        assert journal.keys() - promised.sent == set(), "nobody sent it"
        assert promised.events, "the load got nothing acknowledged; then this proves nothing"
        _check_scans_and_holds(books, clients)
        assert books.doubled_alerts() == []
        assert books.doubled_holds() == []
        assert books.red_without_hold() == []
        assert books.doubled_promises() == []
        assert books.alerts_without_card() == []
        assert books.count("alerts") > 0, "no alert was raised; then this proves nothing"
    finally:
        books.close()


def _check_scans_and_holds(books: Books, clients: Clients) -> None:
    promised, scans, holds = clients.promises, books.scans(), books.holds()
    forgotten = {scan: code for scan, code in promised.scans.items() if scans.get(scan) != code}
    assert forgotten == {}, "answered, and not written down"
    assert promised.locks.keys() - holds.keys() == set(), "locked, and the hold is gone"
    assert [h for h in promised.releases if holds.get(h, True)] == [], "released, and still open"
