"""Applications of one address and day are counted as brute force counts them (A-39)."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from handlers.events import intake
from handlers.refunds.naming import application_id
from rules.events.event import Event
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness

_SAMPLE, _FULL = 40, 10_000
_PORTION = 250
_MIDNIGHT = datetime(2026, 1, 5, 16, tzinfo=UTC)  #: In Shanghai.
_NEAR = (-86_400_000_001, -86_400_000_000, -1_000_000, -1, 0, 1, 1_000_000, 86_399_999_999)


def _stream(number: int, rng: Random) -> list[Event]:
    """Return applications from an address of the stream's own: disorder, and some of them twice."""
    dresses = (f"2001:DB8::{number:X}", f"2001:db8:0:0:0:0:0:{number:x}")
    told = [
        an_event(
            "refund.requested", f"{number}-{n % 2}", event_id=f"{number}:{n}",
            at=_MIDNIGHT + timedelta(microseconds=rng.choice(_NEAR)),
            received_at=_MIDNIGHT + timedelta(days=2), id=f"{number}:{n}", amount="9.00",
            ip=rng.choice(dresses),
        )
        for n in range(rng.randrange(1, 7))
    ]  # fmt: skip
    told += rng.sample(told, rng.randrange(len(told) + 1))
    rng.shuffle(told)
    return told


def _brute_force(stream: list[Event]) -> dict[str, int]:
    """Count for each application how many of its day there were when it came, itself included."""
    first: dict[str, int] = {}
    for event in stream:
        first.setdefault(event.id, (event.at + timedelta(hours=8)).toordinal())
    days = list(first.values())
    return {name: days[: n + 1].count(days[n]) for n, name in enumerate(first)}


def _counted(tx: Tx, event: Event) -> int | None:
    return tx.refunds.history(application_id(event))[0].facts.same_ip_refunds_1d


@pytest.mark.proof
def test_streams_with_boundaries_duplicates_and_disorder_are_counted_as_brute_force_does(
    h: Harness, *, full_proof: bool
) -> None:
    rng, count = Random(11), _FULL if full_proof else _SAMPLE  # noqa: S311 - the same streams each time
    h.now = _MIDNIGHT + timedelta(days=2)
    for start in range(1, count + 1, _PORTION):
        streams = [_stream(n, rng) for n in range(start, min(start + _PORTION, count + 1))]
        longest = max(map(len, streams))
        for place in range(longest):  # streams come side by side
            batch = [stream[place] for stream in streams if place < len(stream)]
            h.database.do(lambda tx, batch=batch: intake.take(tx, h.deps, batch, h.now))  # type: ignore[misc]
        for stream in streams:
            found = h.database.look(lambda tx, s=stream: {e.id: _counted(tx, e) for e in s})  # type: ignore[misc]
            assert found == _brute_force(stream), stream
