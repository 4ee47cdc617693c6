"""Baselines: what is usual, from enough samples or not at all."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, Protocol

from rules.events.event import Event
from rules.events.tellings import happened

LABEL, DWELL = "label", "dwell"


class Sample(NamedTuple):
    """A time that an event tells of, and what it is compared with."""

    kind: str  #: label (ms) or dwell (s)
    scope: str  #: warehouse and local hour; every checkout is one scope
    value: str


def sample(event: Event, timezone: tzinfo) -> Sample | None:
    """Return what an event measured, None where it is nothing."""
    if event.type == "label.printed":
        hour = happened(event).astimezone(timezone).hour
        return Sample(LABEL, f"{event.data['warehouse']}@{hour:02d}", str(event.data["took_ms"]))
    if event.type == "checkout.dwelled":
        return Sample(DWELL, "checkout", str(event.data["seconds"]))
    return None


def median(values: Sequence[Decimal], *, at_least: int) -> Decimal | None:
    """Return the middle value (of two, their mean), None with fewer than `at_least` samples."""
    if len(values) < at_least:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def percentile_95(values: Sequence[Decimal], *, at_least: int) -> Decimal | None:
    """Return the 95th percentile by nearest rank, None with fewer than `at_least` samples."""
    if len(values) < at_least:
        return None
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 95 // 100) - 1]


class WorksOut(Protocol):
    """From values to what is usual among them."""

    def __call__(self, values: Sequence[Decimal], *, at_least: int) -> Decimal | None:
        """Return what is usual, None with too few values."""


#: How each kind of sample is worked out.
OF_KIND: Mapping[str, WorksOut] = MappingProxyType({LABEL: median, DWELL: percentile_95})
