"""Material: the events that benchmarks feed, real orders or else generated days."""

import gzip
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.demo.scenario.day import SEED, day
from bot.demo.scenario.steps import Happens

Raw = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
#: Who posts them.
SOURCE = "bench"
TOKEN = "bench"  # noqa: S105 - of a server that lives for some seconds on the loopback address

#: Real orders lie beside the project, never in it.
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "orders.jsonl.gz"
_LENGTH = timedelta(days=1)
#: A load's events take no longer than the load itself, so that the next load's come after them.
_SPACING = timedelta(microseconds=100)


def real_or_made_up(number: int) -> tuple[str, list[Raw]]:
    """Return events in order of time, and what they are."""
    if REAL.exists():
        with gzip.open(REAL, "rb") as lines:
            return "real orders", [orjson.loads(line) for line in islice(lines, number)]
    start = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    return "generated days", list(islice(days(start), number))


def days(start: datetime) -> Iterator[Raw]:
    """Yield the events of generated days, one day after another, without end."""
    for number in count():
        starts = start + number * _LENGTH
        for step in day(SEED + number, starts).steps:
            if isinstance(step.what, Happens):
                yield dict(step.what.event)


def fresh(now: datetime, source: str, mark: str) -> Iterator[Raw]:
    """
    Yield events without end that nobody has seen, of orders nobody has seen.

    They are of the day just past, so that their signals count, and none happens before the one in
    front of it: samples that come late are another story. `mark` keeps two callers apart.
    """
    number = 0
    starts = (now - _LENGTH).astimezone(UTC)
    events = [s.what.event for s in day(SEED, starts).steps if isinstance(s.what, Happens)]
    for turn in count():
        for event in events:
            own = deepcopy(dict(event))
            suffix = f"{mark}{turn}"
            own["id"] = f"{event['id']}:{suffix}"
            own["subject"] = f"{event['subject']}{suffix}"
            own["source"] = source
            own["time"] = (starts + number * _SPACING).isoformat()
            number += 1
            for name in ("parcel_id", "tracking_no"):
                if name in own["data"]:
                    own["data"][name] += suffix
            if "customer" in own["data"]:
                own["data"]["customer"]["id"] += suffix
            yield own
