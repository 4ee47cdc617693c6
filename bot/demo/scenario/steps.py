"""Steps: what a played day is made of, each with the moment at which it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Happens:
    """An event reaches the bot."""

    event: Mapping[str, Any]  #: CloudEvents 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """Somebody at a packing station asks whether a parcel may leave."""

    scan_id: str
    station: str
    code: str
    order_no: str | None = None
    parcel_id: str | None = None
    items: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """A person types something into the group."""

    who: str  #: Name of one of `people.CREW`.
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presses:
    """A person taps a button on the card of an order."""

    who: str
    order_no: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens, and when."""

    at: datetime
    what: Happens | Scans | Says | Presses


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day to play, with the history that makes it judgeable."""

    starts: datetime
    ends: datetime
    prelude: tuple[Step, ...]  #: Before the day: only events.
    steps: tuple[Step, ...]


def in_order(steps: list[Step]) -> tuple[Step, ...]:
    """Sort by time; what happens at the same moment stays as it was written."""
    return tuple(sorted(steps, key=lambda step: step.at))
