"""Breaker: how many orders the machine may lock by itself before people are asked (M-22)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil

#: What is counted: the locks and the orders of this long.
WINDOW = timedelta(hours=1)
#: How long `停止自动锁` lasts unless a person says otherwise, at least and at most.
STOP = timedelta(hours=24)
SHORTEST_STOP, LONGEST_STOP = timedelta(minutes=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond these red still alerts, but only people lock."""

    per_hour: int = 50
    share: Decimal = Decimal("0.02")  #: Of the orders heard of in the last hour.
    share_from: int = 500  #: Fewer orders have no meaningful share.

    def asks_for_share(self, locks: int) -> bool:
        """Say whether one more lock could exceed the share at all, so that orders are counted."""
        return locks + 1 > self.share * self.share_from

    def orders_needed(self, locks: int) -> int:
        """Return how many orders make one more lock admissible; to count more is of no use."""
        if not self.share:
            return self.share_from
        return max(self.share_from, ceil((locks + 1) / self.share))

    def allow(self, *, locks: int, orders: int) -> bool:
        """Say whether one more lock keeps to the limits."""
        if locks >= self.per_hour:
            return False
        return orders < self.share_from or locks + 1 <= self.share * orders
