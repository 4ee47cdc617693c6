"""Business statuses: the customer's and finance's word for where an order is, and each system's."""

from collections.abc import Iterable

from rules.events.event import Event
from rules.orders.course import Course
from rules.orders.statuses import Stage


def base_statuses(events: Iterable[Event]) -> dict[str, str]:
    """Return each system's latest raw word; a carrier's is its latest trace."""
    words: dict[str, str] = {}
    for event in events:
        if event.type == "system.status":
            words[str(event.data["system"])] = str(event.data["status"])
        elif event.type == "carrier.trace":
            words["carrier"] = str(event.data["state"])
    return words


def business_status(course: Course) -> str | None:
    """Return the customer's word for where the order is (domain paper, section a)."""
    carrier = course.systems.get("carrier")
    if course.cancelled_at is not None and course.left_at is None:
        return "cancelled"
    if carrier is not None and carrier.stage is Stage.CLOSED:
        return "returning"
    if course.signed_at is not None:
        return "delivered"
    if course.left_at is not None:
        return "on_the_way"
    wms = course.systems.get("wms")
    if course.label_at is not None or wms is not None:
        return "packed" if wms is not None else "label_created"
    if course.paid:
        return "preparing"
    return "pending_payment" if course.created is not None else None


def finance_status(course: Course) -> str | None:
    """Return finance's word: shipped is ready to accrue, signed is due (mission, section A)."""
    match business_status(course):
        case None:
            return None
        case "cancelled":
            return "void"
        case "returning":
            return "refund_liability"
        case "delivered":
            return "revenue_due"
        case "on_the_way":
            return "accrual_ready"
        case "pending_payment":
            return "unpaid"
        case _:
            return "deferred"
