"""Waiting: what is on a to-do list, in the order in which somebody should look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.alerts.alert import Alert
from rules.vocabulary import Level

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open alert and what its order adds to the question of what comes first."""

    alert: Alert
    shop: str | None
    deadline: datetime | None  #: Until when it should have left (UTC); None: nobody promised.


def by_urgency(items: Iterable[Waiting]) -> list[Waiting]:
    """Order by level, red first; then the nearest deadline, the highest score, the oldest."""
    return sorted(
        items,
        key=lambda one: (
            one.alert.level is not Level.RED,
            one.deadline or _NEVER,
            -one.alert.score,
            one.alert.opened_at,
            one.alert.id,
        ),
    )
