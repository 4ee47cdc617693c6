"""Fixed rules: one deadline each, as people watched before there were scores; to compare with."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from rules.events.promises import end_of_day, promised
from rules.orders.course import Course
from rules.resonance.policy import Policy

NOT_DELIVERED = "not_delivered"
NOT_HANDED_OVER = "not_handed_over"
NOT_SHIPPED = "not_shipped"
#: Every fixed rule, in the order in which reports show them.
FIXED = (NOT_DELIVERED, NOT_HANDED_OVER, NOT_SHIPPED)


class Deadline(NamedTuple):
    """When a fixed rule speaks of an order if nothing else is heard until then."""

    rule: str
    at: datetime


def deadlines(course: Course, policy: Policy) -> Iterator[Deadline]:
    """Yield the deadlines that an order still has to keep, as far as is known of it."""
    if course.over_at is not None:
        return
    data = course.created.data if course.created is not None else {}
    delivery = promised(data.get("promised_delivery_at"), policy.timezone)
    if delivery is not None:
        yield Deadline(NOT_DELIVERED, end_of_day(delivery, policy.timezone))
    if course.left_at is not None:
        return
    handover = promised(data.get("promised_ship_at"), policy.timezone)
    if handover is not None:
        yield Deadline(NOT_HANDED_OVER, handover)
    if course.paid_at is not None:
        yield Deadline(NOT_SHIPPED, course.paid_at + policy.unshipped_after)
