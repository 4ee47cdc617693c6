"""Real orders as steps: CloudEvents in JSON lines, played in order of their time."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from bot import recordings
from bot.demo.scenario.steps import Happens, Step
from rules.events.event import arrival


def from_file(path: Path) -> Iterator[Step]:
    """
    Read events one by one; `.gz` is unpacked.

    A line that is no event with a time gets the time of the one before it: intake will refuse it.
    """
    before: datetime | None = None
    for text in recordings.lines_of(path):
        if not text.strip():
            continue
        event = _read(text)
        arrived = arrival(event)
        at = arrived if isinstance(arrived, datetime) else before
        if at is None:
            continue
        before = at if before is None else max(at, before)
        yield Step(at=before, what=Happens(event=event))


def span(path: Path) -> tuple[datetime, datetime, int]:
    """Return when the first and the last event happen, and how many there are."""
    first = last = None
    number = 0
    for step in from_file(path):
        first = first or step.at
        last = step.at
        number += 1
    if first is None or last is None:
        message = f"{path}: no events in it"
        raise ValueError(message)
    return first, last, number


def _read(text: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return event if isinstance(event, dict) else {}
