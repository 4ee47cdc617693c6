"""Quality of signals: how often each was right, and how much of what ended badly it had seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from rules.insight.lift import wilson
from rules.learning.labels import Label, Truth
from rules.learning.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One signal over the orders of a month."""

    kind: str
    fired: int  #: Labelled orders on which it counted in time.
    right: int  #: … and that were worth telling.
    worth: int  #: All labelled orders that were, whether it counted there or not.

    @property
    def precision(self) -> Fraction | None:
        """The share of its orders that were worth telling."""
        return Fraction(self.right, self.fired) if self.fired else None

    @property
    def between(self) -> tuple[Decimal, Decimal]:
        """The 95 % interval of its precision."""
        return wilson(self.right, self.fired)

    @property
    def recall(self) -> Fraction | None:
        """The share of the orders worth telling on which it counted."""
        return Fraction(self.right, self.worth) if self.worth else None

    @property
    def f1(self) -> Fraction | None:
        """The harmonic mean of both."""
        return Fraction(2 * self.right, self.fired + self.worth) if self.fired else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What the orders of a month say of the signals."""

    truths: Counter[Truth]
    signals: tuple[Quality, ...]  #: Every kind of the policy, the most precise first.

    @property
    def labelled(self) -> int:
        """How many orders have a label that says something."""
        return self.truths.total() - self.truths[Truth.OPEN]


def seen(found: Trace, before: datetime | None) -> frozenset[str]:
    """Return the kinds that counted for an order, in time if it ended badly."""
    return frozenset(
        kind
        for stretch in found.stretches
        for moment in stretch.moments.values()
        if before is None or moment.at < before
        for kind, _ in moment.counted
    )


def month_of(orders: Iterable[tuple[frozenset[str], Label]], kinds: Iterable[str]) -> Month:
    """Count what each signal was worth; an order without a label counts for none."""
    truths: Counter[Truth] = Counter()
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for counted, label in orders:
        truths[label.truth] += 1
        if label.worth is not None:
            fired.update(counted)
        if label.worth:
            right.update(counted)
    worth = truths[Truth.BAD] + truths[Truth.USEFUL]
    signals = (
        Quality(kind=kind, fired=fired[kind], right=right[kind], worth=worth) for kind in kinds
    )
    return Month(truths=truths, signals=tuple(sorted(signals, key=_best_first)))


def _best_first(one: Quality) -> tuple[Fraction, int, str]:
    return (-(one.precision if one.precision is not None else Fraction(-1)), -one.fired, one.kind)
