"""Figures: what a benchmark measured, against its ceiling in the same run and its target."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: a ratio, and the two measurements it is made of."""

    name: str
    what: str
    measured: str  #: Ours, with its unit.
    ceiling: str  #: The other side of the ratio, with its unit.
    value: float
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""  #: Of `value`; a plain ratio has none.
    spread: tuple[float, float] | None = None  #: Lowest and highest ratio of the rounds.

    @property
    def ok(self) -> bool:
        """Whether the target is met."""
        high = self.at_least is None or self.value >= self.at_least
        return high and (self.at_most is None or self.value <= self.at_most)

    @property
    def mark(self) -> str:
        """Whether the target is met, as a sign; none where there is no target."""
        if self.at_least is None and self.at_most is None:
            return ""
        return "✔" if self.ok else "✖"

    @property
    def target(self) -> str:
        """The target as people write it; — where it is another commit that is compared with."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}{self.unit}"
        return "—" if self.at_most is None else f"≤ {self.at_most:g}{self.unit}"

    @property
    def shown(self) -> str:
        """The value with the spread of its rounds."""
        digits = 0 if self.unit else 2
        text = f"{self.value:.{digits}f}{self.unit}"
        if self.spread is None:
            return text
        return f"{text} ({self.spread[0]:.{digits}f}–{self.spread[1]:.{digits}f})"


def ratio(
    name: str,
    what: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    unit: str,
    at_least: float | None = None,
    at_most: float | None = None,
    digits: int = 0,
) -> Figure:
    """Make a figure from rounds that took turns: the median of the ratios of each pair."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Figure(
        name=name, what=what,
        measured=f"{statistics.median(ours):,.{digits}f} {unit}",
        ceiling=f"{statistics.median(theirs):,.{digits}f} {unit}",
        value=statistics.median(each), at_least=at_least, at_most=at_most,
        spread=(min(each), max(each)),
    )  # fmt: skip


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]
