"""Summaries: what verdicts come to in a few numbers, as a chat has room for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from rules.backtest.figures import three_early
from rules.backtest.walk import RESONANCE, Verdict
from rules.insight.lift import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole, with its 95 % interval."""

    part: int
    whole: int

    @property
    def value(self) -> Fraction | None:
        """The share; None of nothing."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def between(self) -> tuple[Decimal, Decimal]:
        """Its interval, by Wilson's score."""
        return wilson(self.part, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one of those who speak would have told of past orders."""

    orders: int
    bad: int
    alerts: int
    alerted: int
    leads: Sequence[timedelta]  #: Of each hit: first alert to first bad outcome.
    three_early: int  #: Bad orders with three weak signals at once before the fixed threshold.

    @property
    def hits(self) -> int:
        """Bad orders that were alerted before."""
        return len(self.leads)

    @property
    def lead(self) -> timedelta | None:
        """The median of the leads."""
        ranked = sorted(self.leads)
        return ranked[(len(ranked) - 1) // 2] if ranked else None

    @property
    def missed(self) -> int:
        """Bad orders that nobody was told of in time."""
        return self.bad - self.hits

    @property
    def per_1000(self) -> Fraction | None:
        """Alerts on 1000 orders."""
        return Fraction(1000 * self.alerts, self.orders) if self.orders else None

    @property
    def precision(self) -> Share:
        """Of the orders alerted, those that ended badly afterwards."""
        return Share(part=self.hits, whole=self.alerted)

    @property
    def recall(self) -> Share:
        """Of the bad orders, those that were alerted before."""
        return Share(part=self.hits, whole=self.bad)

    @property
    def before_threshold(self) -> Share:
        """Of the bad orders, those with three weak signals before the fixed threshold (S-51)."""
        return Share(part=self.three_early, whole=self.bad)


def summary_of(verdicts: Iterable[Verdict], name: str = RESONANCE) -> Summary:
    """Count what one of those who speak would have told; each order stands for itself."""
    orders = bad = alerts = alerted = early = 0
    leads: list[timedelta] = []
    for verdict in verdicts:
        spoke, bad_at = verdict.first.get(name), verdict.bad_at
        orders += 1
        alerts += verdict.raised if name == RESONANCE else int(spoke is not None)
        alerted += spoke is not None
        bad += bad_at is not None
        early += three_early(verdict)
        if spoke is not None and bad_at is not None and spoke < bad_at:
            leads.append(bad_at - spoke)
    return Summary(
        orders=orders,
        bad=bad,
        alerts=alerts,
        alerted=alerted,
        leads=leads,
        three_early=early,
    )
