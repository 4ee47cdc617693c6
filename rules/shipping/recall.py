"""Recall: how long goods that have left may still be stopped, and how an attempt at it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rules.shipping.guard import Carrier


class Attempt(StrEnum):
    """What came of asking for the goods back."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A way to stop goods that have left."""

    until: datetime
    attempt: Attempt | None = None  #: None: nobody asked.

    def is_offered(self, now: datetime) -> bool:
        """Say whether asking for the goods back still makes sense."""
        return now < self.until and self.attempt in (None, Attempt.REFUSED)


def closes_at(
    order: Mapping[str, Any], left_at: datetime | None, carriers: Mapping[str, Carrier]
) -> datetime | None:
    """Return until when an order that left may be stopped; None: not at all, or it has not left."""
    carrier = carriers.get(str(order.get("channel_code") or ""))
    if left_at is None or carrier is None or carrier.intercept_within is None:
        return None
    return left_at + carrier.intercept_within
