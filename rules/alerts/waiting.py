"""Waiting: what is on a to-do list, in the order in which somebody should look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rules.alerts.alert import Alert
from rules.unshipped.urgency import looked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open alert and what its order adds to the question of what comes first."""

    alert: Alert
    shop: str | None
    deadline: datetime | None  #: Until when it should have left (UTC); None: nobody promised.
    risk: Decimal | None = None  #: CNY that its platform takes if it leaves too late.
    saves: Decimal | None = None  #: CNY that a minute of work saves.


def by_urgency(items: Iterable[Waiting]) -> list[Waiting]:
    """Order as every list of what waits; then by the highest score, the oldest first."""
    return sorted(
        items,
        key=lambda one: (
            *looked_at(one.alert.level, one.saves, one.deadline),
            -one.alert.score,
            one.alert.opened_at,
            one.alert.id,
        ),
    )
