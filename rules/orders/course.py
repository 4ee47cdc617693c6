"""The course of an order: what has physically happened to it, read from its events in one pass."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.codes import code_key
from rules.events.event import Event
from rules.events.moments import as_utc
from rules.events.tellings import first_to_reach_us, happened
from rules.orders.statuses import Stage, carrier_stage, system_stage

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


@dataclass(slots=True)
class SystemState:
    """What one system says of the order, and since when it says so."""

    stage: Stage
    since: datetime
    told: Event  #: The reading of it that reached us first.
    read_at: datetime  #: The instant of the latest reading.
    before: "SystemState | None"  #: What the system said before that instant.


@dataclass(slots=True, kw_only=True)
class Course:
    """Milestones of one order. A missing milestone is None; times are UTC."""

    created: Event | None = None  #: As it was described last.
    created_at: datetime | None = None
    paid: list[Event] = field(default_factory=list)
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    left_at: datetime | None = None  #: First sign that goods left the house.
    signed_at: datetime | None = None
    checked_at: datetime | None = None
    label_at: datetime | None = None
    last_trace: Event | None = None
    settled_at: datetime | None = None  #: When a provider's bill said that it was paid.
    systems: dict[str, SystemState] = field(default_factory=dict)
    by_type: dict[str, list[Event]] = field(default_factory=dict)
    parcels_left: dict[str, datetime] = field(default_factory=dict)  #: By tracking number.
    over_at: datetime | None = None  #: Signed or cancelled: nothing can be prevented any more.


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
        note = _NOTES.get(event.type)
        if note is not None:
            note(course, event)
    if course.cancelled_at is not None and course.signed_at is not None:
        course.over_at = min(course.cancelled_at, course.signed_at)
    else:
        course.over_at = course.cancelled_at or course.signed_at
    return course


def _on_created(course: Course, event: Event) -> None:
    course.created = event
    course.created_at = _earlier(course.created_at, event)


def _on_paid(course: Course, event: Event) -> None:
    course.paid.append(event)
    course.paid_at = _earlier(course.paid_at, event)


def _on_cancelled(course: Course, event: Event) -> None:
    course.cancelled_at = _earlier(course.cancelled_at, event)


def _on_settled(course: Course, event: Event) -> None:
    course.settled_at = _earlier(course.settled_at, event)


def _on_label(course: Course, event: Event) -> None:
    course.label_at = happened(event)


def _on_checked(course: Course, event: Event) -> None:
    course.checked_at = happened(event)


def _on_trace(course: Course, event: Event) -> None:
    at = happened(event)
    course.last_trace = event
    stage = carrier_stage(str(event.data.get("state") or ""))
    if stage is None:
        return
    course.left_at = _earlier(course.left_at, event)
    course.parcels_left.setdefault(str(event.data.get("tracking_no")), at)
    if stage is Stage.SIGNED:
        course.signed_at = _earlier(course.signed_at, event)
    _enter(course, "carrier", stage, event)


def _on_status(course: Course, event: Event) -> None:
    system = str(event.data.get("system") or "").lower()
    stage = system_stage(system, str(event.data.get("status") or ""))
    if stage is None:
        return
    if stage is Stage.SHIPPED and system == "wms":
        course.left_at = _earlier(course.left_at, event)
    _enter(course, system, stage, event)


#: Which milestones an event moves; other types move none.
_NOTES: Mapping[str, Callable[[Course, Event], None]] = {
    "order.created": _on_created,
    "order.paid": _on_paid,
    "order.cancelled": _on_cancelled,
    "carrier.trace": _on_trace,
    "system.status": _on_status,
    "label.printed": _on_label,
    "payment.settled": _on_settled,
    CHECKED: _on_checked,
}


def _earlier(known: datetime | None, event: Event) -> datetime:
    at = happened(event)
    return at if known is None or at < known else known


def _enter(course: Course, system: str, stage: Stage, event: Event) -> None:
    """Note a reading. Of one instant the later stage holds, whoever tells it, and how often."""
    last = course.systems.get(system)
    before = last
    if last is not None and last.read_at == event.at:
        if stage < last.stage:
            return
        before = last.before
        if stage > last.stage:
            last = before
    if before is not None:
        before.before = None
    if last is None or last.stage is not stage:
        course.systems[system] = SystemState(stage, happened(event), event, event.at, before)
        return
    # It said so before: the same goes on.
    course.systems[system] = SystemState(
        stage,
        min(last.since, happened(event)),
        min(last.told, event, key=first_to_reach_us),
        event.at,
        before,
    )


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
    """Return when each tracking number first moved, by its `code_key`."""
    moved: dict[str, datetime] = {}
    for tracking_no, at in follow(events).parcels_left.items():
        key = code_key(tracking_no)
        moved[key] = min(at, moved.get(key, at))
    return moved
