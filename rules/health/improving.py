"""Improving: when a figure beyond its bound is worth a list of what to do, and again (S-71)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from rules.health.figures import Figure, Metric

#: Of fewer a share is chance.
LEAST = 20
AGAIN_AFTER = timedelta(hours=24)
#: So much worse is news before that: one percent of all.
WORSE_BY = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """A list that was sent: a figure beyond its bound, and the first orders that made it so."""

    id: str
    metric: Metric
    part: int
    whole: int
    orders: Sequence[str]
    at: datetime


class Told(NamedTuple):
    """What was told last: of `whole` so many made it worse."""

    blamed: int
    whole: int
    at: datetime


def is_news(figure: Figure, told: Told | None, now: datetime) -> bool:
    """Say whether people are told of a figure now, by what they were told of it last."""
    if figure.whole < LEAST or not figure.is_bad:
        return False
    if told is None or now - told.at >= AGAIN_AFTER:
        return True
    before, share = Decimal(told.blamed) / told.whole, Decimal(figure.blamed) / figure.whole
    return share - before >= WORSE_BY


def told_text(figure: Figure) -> str:
    """Write what is told of a figure, as it is kept."""
    return f"{figure.blamed}/{figure.whole}"


def told_of(text: str, at: datetime) -> Told:
    """Read what `told_text` wrote."""
    blamed, _, whole = text.partition("/")
    return Told(int(blamed), int(whole), at)
