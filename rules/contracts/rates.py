"""Rates: which of the three figures of a window is beyond its limit, and beyond what is usual."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from rules.contracts.limits import LEAST, RED, Limits
from rules.contracts.surprise import UNUSUAL, surprise
from rules.contracts.usual import Usual
from rules.contracts.window import Window
from rules.vocabulary import Level

#: How late a partner may be that nobody set a limit for, and how much later than ever.
_SHORTEST = timedelta(seconds=300)
_LATER = 2
#: Where all must agree, the first that does not is one too many.
_ALL_BUT_ONE = Decimal("0.999999")


class Metric(StrEnum):
    """The three figures."""

    MISSING = "missing"
    ENCRYPTION = "encryption"
    SKEW = "skew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A figure that is beyond its limit."""

    metric: Metric
    level: Level
    value: Decimal  #: A share; of a skew seconds.
    limit: Decimal


def breaches(window: Window, limits: Limits, usual: Usual | None) -> Iterator[Breach]:
    """Yield what of a window is wrong; of one with few messages nothing is known."""
    if window.messages < LEAST:
        return
    rate, allowed = window.missing_rate, limits.missing
    if window.faulty > 1 and rate > allowed and _is_new(window.faulty, "faulty", window, usual):
        level = Level.RED if rate > allowed * RED else Level.ORANGE
        yield Breach(metric=Metric.MISSING, level=level, value=rate, limit=allowed)
    agreed, least = window.consistency, min(limits.encryption, _ALL_BUT_ONE)
    if agreed <= least and _is_new(window.mismatched, "mismatched", window, usual):
        yield Breach(
            metric=Metric.ENCRYPTION, level=Level.RED, value=agreed, limit=limits.encryption
        )
    yield from _skew(window, limits, usual)


def _is_new(seen: int, what: str, window: Window, usual: Usual | None) -> bool:
    """Return whether so many are more than there always were; what never was is new."""
    before = getattr(usual, what) if usual is not None else 0
    if usual is None or not before:
        return True
    if seen * usual.messages <= before * window.messages:
        return False
    return surprise(seen, window.messages, before, usual.messages) > UNUSUAL


def _skew(window: Window, limits: Limits, usual: Usual | None) -> Iterator[Breach]:
    offsets = window.offsets
    if offsets is None:
        return
    allowed = limits.skew
    if allowed is None:
        if usual is None or not usual.knows_delays:
            return
        allowed = max(_SHORTEST, timedelta(seconds=usual.latest * _LATER))
    if timedelta(seconds=offsets.p95) > allowed:
        yield Breach(
            metric=Metric.SKEW,
            level=Level.ORANGE,
            value=Decimal(offsets.p95),
            limit=Decimal(int(allowed.total_seconds())),
        )
