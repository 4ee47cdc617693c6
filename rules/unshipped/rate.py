"""The rate of missed shipments: of so many paid orders so many were missed, and why (S-01 S-02)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from rules.unshipped.causes import BY_HAND, Cause
from rules.unshipped.penalties import Cost

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What came of the orders that were paid in a stretch of time."""

    orders: int
    causes: Mapping[Cause, int] = field(default_factory=Counter)
    cost: Cost = field(default_factory=Cost)  #: Of the missed.
    #: Where something was missed: missed, and paid; "" is a warehouse that nobody named.
    by_warehouse: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    by_day: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """How many were missed."""
        return sum(self.causes.values())

    @property
    def text(self) -> str:
        """The rate in percent with two decimals; without orders it is 0.00%."""
        return percent_text(self.missed, self.orders)

    @property
    def by_hand(self) -> str:
        """The share of the missed that were lost where people carry orders between two systems."""
        hand = sum(number for cause, number in self.causes.items() if cause in BY_HAND)
        return percent_text(hand, self.missed, Decimal(1))


def percent_text(part: int, whole: int, step: Decimal = _CENT) -> str:
    """Write a share, rounded half up to a step of a percent; of nothing it is 0."""
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return f"{share.quantize(step, ROUND_HALF_UP)}%"
