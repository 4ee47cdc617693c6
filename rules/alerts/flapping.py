"""Flapping: an order whose alert comes and goes keeps one card instead of ever new ones (A-26)."""

from datetime import timedelta

#: So many changes (raised or over) within the span are flapping.
FLIPS = 4
WITHIN = timedelta(minutes=60)


def is_flapping(flips: int) -> bool:
    """Say whether so many changes within the span are too many to tell each of them."""
    return flips >= FLIPS
