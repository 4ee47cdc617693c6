"""Figures of health: five shares of a stretch of days, each with the side that is bad (S-66 …)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from rules.unshipped.rate import percent_text


class Metric(StrEnum):
    """What is counted; docs/guide-health.md has numerators and denominators in full."""

    BLOCKED = "blocked"  #: Of the orders in the house: held, or past their promise.
    DIFFERING = "differing"  #: Of those that ERP and warehouse speak of: they do not agree.
    SELF_SERVICE = "self_service"  #: Of the orders that were confirmed: by customers themselves.
    AUTOMATED = "automated"  #: Of refund, hold and confirmation decisions: made by nobody's hand.
    CAPTURED = "captured"  #: Of the orders that ended badly: an alert came first.


class Side(StrEnum):
    """On which side of its bound a figure is bad."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a figure may go; on the bound itself it is fine."""

    side: Side
    at: Decimal


BOUNDS: Mapping[Metric, Bound] = MappingProxyType({
    Metric.BLOCKED: Bound(Side.ABOVE, Decimal("0.05")),
    Metric.DIFFERING: Bound(Side.ABOVE, Decimal("0.01")),
    Metric.SELF_SERVICE: Bound(Side.BELOW, Decimal("0.6")),
    Metric.AUTOMATED: Bound(Side.BELOW, Decimal("0.8")),
    Metric.CAPTURED: Bound(Side.BELOW, Decimal("0.5")),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them: of `whole` so many are a `part`."""

    metric: Metric
    part: int
    whole: int
    bound: Bound

    @property
    def text(self) -> str | None:
        """The share in percent with two decimals; None: there is nothing to have a share of."""
        return percent_text(self.part, self.whole) if self.whole else None

    @property
    def is_bad(self) -> bool:
        """Whether it is beyond its bound, by exact numbers and not as it is written."""
        if not self.whole:
            return False
        least = self.bound.at * self.whole
        return self.part > least if self.bound.side is Side.ABOVE else self.part < least

    @property
    def blamed(self) -> int:
        """How many make it worse: the part itself, or what is missing of the whole."""
        return self.part if self.bound.side is Side.ABOVE else self.whole - self.part


def together(metric: Metric, bound: Bound, figures: Iterable[Figure]) -> Figure:
    """Add up the same figure of several places."""
    parts = [(figure.part, figure.whole) for figure in figures]
    return Figure(metric, sum(p for p, _ in parts), sum(w for _, w in parts), bound)
