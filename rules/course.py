"""The course of an order: what has physically happened to it, read from its events in one pass."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.codes import code_key
from rules.events import Event
from rules.moments import as_utc
from rules.statuses import Stage, carrier_stage, system_stage

#: Event types that can change a score, a level or a deadline.
#: Others are kept and never looked at while scoring.
SCORED = frozenset({
    "order.created", "order.paid", "order.cancelled", "order.address_changed",
    "checkout.dwelled", "coupon.applied", "chat.opened", "chat.message",
    "label.printed", "parcel.created", "system.status", "carrier.trace",
    "payment.settled", "signal.seen", "scan.checked",
})  # fmt: skip

#: Written by ourselves when every piece of an order has passed the check scan.
CHECKED = "scan.checked"


@dataclass(slots=True, kw_only=True)
class SystemState:
    """What one system says of the order, and since when it says so."""

    stage: Stage
    since: datetime
    known_at: datetime


@dataclass(slots=True, kw_only=True)
class Course:
    """Milestones of one order. A missing milestone is None; times are UTC."""

    created: Event | None = None
    paid: list[Event] = field(default_factory=list)
    cancelled_at: datetime | None = None
    left_at: datetime | None = None  #: First sign that goods left the house.
    signed_at: datetime | None = None
    checked_at: datetime | None = None
    label_at: datetime | None = None
    last_trace: Event | None = None
    settled: Event | None = None
    systems: dict[str, SystemState] = field(default_factory=dict)
    by_type: dict[str, list[Event]] = field(default_factory=dict)
    parcels_left: dict[str, datetime] = field(
        default_factory=dict
    )  #: By the key of the tracking number.
    over_at: datetime | None = None  #: Signed or cancelled: nothing can be prevented any more.


def happened(event: Event) -> datetime:
    """Return when an event happened, never after it reached us (a sender's clock may run ahead)."""
    return min(event.at, event.received_at)


def sort_key(event: Event) -> tuple[datetime, str, str]:
    """Order events by what happened, so that the order of arrival cannot matter."""
    return (event.at, event.source, event.id)


def follow(events: Iterable[Event]) -> Course:
    """Read the events of one order, given in any order, into its milestones."""
    course = Course()
    by_type = course.by_type
    for event in sorted(events, key=sort_key):
        known = by_type.get(event.type)
        if known is None:
            by_type[event.type] = [event]
        else:
            known.append(event)
        _note(course, event)
    ends = [end for end in (course.cancelled_at, course.signed_at) if end is not None]
    course.over_at = min(ends, default=None)
    return course


def _note(course: Course, event: Event) -> None:
    """Move the milestones that one event moves."""
    match event.type:
        case "order.created":
            course.created = event
        case "order.paid":
            course.paid.append(event)
        case "carrier.trace":
            _on_trace(course, event)
        case "system.status":
            _on_status(course, event)
        case "label.printed":
            course.label_at = happened(event)
        case "order.cancelled":
            course.cancelled_at = course.cancelled_at or happened(event)
        case "payment.settled":
            course.settled = course.settled or event
        case "scan.checked":
            course.checked_at = happened(event)
        case _:
            pass


def _on_trace(course: Course, event: Event) -> None:
    at = happened(event)
    course.last_trace = event
    stage = carrier_stage(str(event.data.get("state") or ""))
    if stage is None:
        return
    course.left_at = course.left_at or at
    course.parcels_left.setdefault(code_key(str(event.data.get("tracking_no"))), at)
    if stage is Stage.SIGNED:
        course.signed_at = course.signed_at or at
    _enter(course, "carrier", stage, event)


def _on_status(course: Course, event: Event) -> None:
    system = str(event.data.get("system") or "").lower()
    stage = system_stage(system, str(event.data.get("status") or ""))
    if stage is None:
        return
    if stage is Stage.SHIPPED and system == "wms":
        course.left_at = course.left_at or happened(event)
    _enter(course, system, stage, event)


def _enter(course: Course, system: str, stage: Stage, event: Event) -> None:
    before = course.systems.get(system)
    if before is None or before.stage is not stage:
        course.systems[system] = SystemState(
            stage=stage, since=happened(event), known_at=event.received_at
        )
    else:
        # A reading from before that comes late moves the beginning, not the moment we knew.
        before.known_at = min(before.known_at, event.received_at)


def created_data(course: Course) -> dict[str, Any]:
    """Return the data of `order.created`, empty while the order itself has not arrived."""
    return dict(course.created.data) if course.created else {}


def moment(value: object) -> datetime | None:
    """Read an RFC 3339 time that intake has already checked; None stays None."""
    return as_utc(value) if isinstance(value, str) else None


def amount_of(course: Course) -> Decimal | None:
    """Return the order's amount in CNY, None while the order itself has not arrived."""
    return Decimal(str(course.created.data["amount"])) if course.created else None


def carrier_times(events: Iterable[Event]) -> dict[str, datetime]:
    """Return when each tracking number first moved, by its key."""
    return follow(events).parcels_left
