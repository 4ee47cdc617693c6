"""Baselines: what is usual, from enough samples or not at all."""

from collections.abc import Sequence
from decimal import Decimal


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
