"""Calls: what a system outside is told to do, under a name that makes doing it twice one effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallAction(StrEnum):
    """What is asked of a warehouse system."""

    LOCK = "lock"
    RELEASE = "release"
    RECALL = "recall"
    QUERY = "query"  #: How the order stands there; it changes nothing.


class Stand(StrEnum):
    """How an order stands in a warehouse system, by its own words."""

    LOCKED = "locked"
    ACTIVE = "active"
    UNSAID = "unsaid"  #: It answered, and said nothing of this.


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call; each try of it carries the same `id`."""

    id: str
    action: CallAction
    order_no: str
    warehouse: str
    reason: str
    at: datetime  #: When it was promised, in UTC.

    def as_body(self) -> dict[str, str]:
        """Return it as a promise carries it."""
        return {
            "id": self.id,
            "action": self.action.value,
            "order_no": self.order_no,
            "warehouse": self.warehouse,
            "reason": self.reason,
            "at": self.at.isoformat(),
        }


def call_of(body: Mapping[str, str]) -> Call:
    """Read what `as_body` wrote."""
    return Call(
        id=body["id"],
        action=CallAction(body["action"]),
        order_no=body["order_no"],
        warehouse=body["warehouse"],
        reason=body["reason"],
        at=datetime.fromisoformat(body["at"]),
    )
