"""Urgency: what a minute of work on an order saves, which is the order in which they are worked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from rules.unshipped.causes import Cause
from rules.unshipped.odds import Chance, Odds
from rules.vocabulary import Level

NEVER = datetime.max.replace(tzinfo=UTC)
_CENT = Decimal("0.01")

#: How many minutes somebody works on an order until it has left, by the first step that is not
#: made. An assumption; what matters is that what stands further back takes longer.
MINUTES: Mapping[Cause, int] = MappingProxyType({
    Cause.CS_TO_OMS: 12, Cause.OMS_TO_ERP: 10, Cause.ERP_TO_WMS: 8, Cause.SCAN: 6, Cause.GIFT: 6,
    Cause.CARRIER: 3,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """What may still be saved by working on an order now."""

    at_risk: Decimal | None  #: CNY that its platform takes if it is missed; None: no rule is known.
    due: datetime | None
    minutes: int
    lost: bool  #: Its time is over, or is by the time it could have left: nothing can be saved.
    chance: Chance | None  #: That it is missed; None where it is lost.

    @property
    def expected(self) -> Decimal | None:
        """What it is expected to cost if nobody works on it, in whole cents."""
        if self.at_risk is None or self.chance is None:
            return None
        return (self.at_risk * self.chance.share).quantize(_CENT, ROUND_HALF_UP)

    @property
    def saves(self) -> Decimal | None:
        """CNY that a minute of work saves; None where nothing can be saved, or nobody knows."""
        if self.at_risk is None or self.chance is None:
            return None
        return self.at_risk * self.chance.share / self.minutes

    @property
    def rank(self) -> tuple[bool, bool, Decimal, datetime]:
        """
        What is worked first: what saves most per minute, and nothing lost before what is not.

        Of what nobody knows the cost, and of what is lost for as much, the first due is first.
        """
        worth = self.at_risk if self.lost else self.saves
        return (self.lost, worth is None, -(worth or Decimal(0)), self.due or NEVER)


def looked_at(
    level: str, saves: Decimal | None, due: datetime | None
) -> tuple[bool, bool, Decimal, datetime]:
    """
    Return what orders whatever waits: red, then orange; of either what a minute saves most on.

    Of what saves nothing, or nobody knows how much, the first due is first (M-8).
    """
    return (level != Level.RED, level != Level.ORANGE, -(saves or Decimal(0)), due or NEVER)


def urgency_of(
    at_risk: Decimal | None, due: datetime | None, step: Cause, odds: Odds, now: datetime
) -> Urgency:
    """
    Judge an order at `now` by its step, the time it has left, and what the past says of both.

    Where nobody knows until when it has to leave it has all the time.
    """
    minutes, left = MINUTES[step], timedelta.max if due is None else due - now
    lost = left < timedelta(minutes=minutes)
    chance = None if lost else odds.chance(step, left)
    return Urgency(at_risk=at_risk, due=due, minutes=minutes, lost=lost, chance=chance)
