"""Real orders as steps: CloudEvents in JSON lines, played in order of their time."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import orjson

from bot.demo.steps import Happens, Step


def from_file(path: Path) -> Iterator[Step]:
    """
    Read events one by one; `.gz` is unpacked.

    A line that is no event with a time gets the time of the one before it: intake will refuse it.
    """
    before: datetime | None = None
    with _opened(path) as lines:
        for text in lines:
            if not text.strip():
                continue
            event = _read(text)
            at = _moment(event) or before
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


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _read(text: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return event if isinstance(event, dict) else {}


def _moment(event: dict[str, Any]) -> datetime | None:
    text = event.get("recordedtime") or event.get("time")
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
    except ValueError:
        return None
