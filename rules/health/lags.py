"""Lags: how long after it happened something was known elsewhere, in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.events.event import Event
from rules.events.tellings import happened
from rules.statuses.status_map import StatusMap
from rules.statuses.voices import CARRIER
from rules.statuses.words import Stage

#: The system that the others are compared with.
CENTRE = "oms"
#: By which customer service says something of an order.
_SERVICE = frozenset({"order.marked", "chat.opened", "chat.message", "order.address_changed"})
_CUSTOMERS = frozenset({"customer", "buyer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long most of them took."""

    count: int
    p50: timedelta
    p95: timedelta


def spread(lags: Sequence[timedelta]) -> Spread | None:
    """Return median and 95th percentile by nearest rank, None of nothing."""
    if not lags:
        return None
    ordered = sorted(lags)
    rank = (len(ordered) * 50, len(ordered) * 95)
    p50, p95 = (ordered[-(-one // 100) - 1] for one in rank)
    return Spread(count=len(ordered), p50=p50, p95=p95)


def says_signed(event: Event, statuses: StatusMap) -> bool:
    """Return whether a carrier says by this event that its parcel was signed for."""
    word = str(event.data.get("state") or "")
    return event.type == "carrier.trace" and statuses.stage(CARRIER, word) is Stage.SIGNED


def centre_says_signed(event: Event, statuses: StatusMap) -> bool:
    """Return whether the order centre says by this event that the order was signed for."""
    word = str(event.data.get("status") or "")
    return is_of_centre(event) and statuses.stage(CENTRE, word) is Stage.SIGNED


def is_of_centre(event: Event) -> bool:
    """Return whether the order centre says something by this event."""
    return event.type == "system.status" and str(event.data.get("system")).lower() == CENTRE


def service_lags(events: Sequence[Event]) -> list[timedelta]:
    """
    Return how long after each word of customer service the order centre spoke next (S-04).

    The centre speaks of its own status, or is the source of what it says.
    """
    lags: list[timedelta] = []
    said: list[datetime] = []
    for event in sorted(events, key=happened):
        if is_of_centre(event) or event.source.lower().startswith(CENTRE):
            lags += [happened(event) - at for at in said]
            said.clear()
        elif event.type in _SERVICE and event.data.get("by") not in _CUSTOMERS:
            said.append(happened(event))
    return lags
