"""Fixed rules: one deadline each, as people watched before there were scores; to compare with."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from rules.orders.course import Course, moment
from rules.resonance.policy import Policy

NOT_DELIVERED = "not_delivered"
NOT_HANDED_OVER = "not_handed_over"
NOT_SHIPPED = "not_shipped"
#: Every fixed rule, in the order in which reports show them.
FIXED = (NOT_DELIVERED, NOT_HANDED_OVER, NOT_SHIPPED)
_DAY = timedelta(days=1)


class Deadline(NamedTuple):
    """When a fixed rule speaks of an order if nothing else is heard until then."""

    rule: str
    at: datetime


def deadlines(course: Course, policy: Policy) -> Iterator[Deadline]:
    """Yield the deadlines that an order still has to keep, as far as is known of it."""
    if course.over_at is not None:
        return
    data = course.created.data if course.created is not None else {}
    delivery = moment(data.get("promised_delivery_at"))
    if delivery is not None:
        yield Deadline(NOT_DELIVERED, end_of_day(delivery, policy.timezone))
    if course.left_at is not None:
        return
    handover = moment(data.get("promised_ship_at"))
    if handover is not None:
        yield Deadline(NOT_HANDED_OVER, handover)
    if course.paid_at is not None:
        yield Deadline(NOT_SHIPPED, course.paid_at + policy.unshipped_after)


def end_of_day(promised: datetime, timezone: tzinfo) -> datetime:
    """Return the end of the local day of a promise: a day that was promised may be used up."""
    local = promised.astimezone(timezone)
    # Wall time: a day on which clocks change has 23 or 25 hours, and ends at midnight all the same.
    return datetime.combine(local.date() + _DAY, time(), timezone)
