"""The course of an order: what has physically happened to it, read from its events in one pass."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.events.event import Event
from rules.events.lines import SET_ASIDE
from rules.events.promises import PROMISES
from rules.events.tellings import first_to_reach_us, happened
from rules.orders.parcels import first_times, last_signed, numbers_of
from rules.statuses.status_map import StatusMap, shipped
from rules.statuses.words import Stage, has_left, stage

#: Event types that can change a score, a level or a deadline.
#: Others are kept and never looked at while scoring.
SCORED = frozenset({
    "order.created", "order.paid", "order.cancelled", "order.address_changed",
    "checkout.dwelled", "coupon.applied", "chat.opened", "chat.message",
    "label.printed", "parcel.created", "system.status", "carrier.trace",
    "payment.settled", "signal.seen", "scan.checked", "refund.requested",
    "order.merged", "order.split",
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

    statuses: StatusMap  #: By which raw words are read.
    created: Event | None = None  #: As it was described last, with what that left out.
    created_at: datetime | None = None
    paid: list[Event] = field(default_factory=list)
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    moved_on_at: datetime | None = None  #: Merged or split: the goods go on under other numbers.
    left_at: datetime | None = None  #: First sign that goods left the house.
    signed_at: datetime | None = None  #: Of several parcels, when the last was signed for.
    checked_at: datetime | None = None
    label_at: datetime | None = None
    last_trace: Event | None = None
    settled_at: datetime | None = None  #: When a provider's bill said that it was paid.
    systems: dict[str, SystemState] = field(default_factory=dict)
    by_type: dict[str, list[Event]] = field(default_factory=dict)
    parcels_left: dict[str, datetime] = field(default_factory=dict)  #: By tracking number.
    parcels_signed: dict[str, datetime] = field(default_factory=dict)  #: By tracking number.
    over_at: datetime | None = None  #: Signed or cancelled: nothing can be prevented any more.


def sort_key(event: Event) -> tuple[datetime, str, str]:
    """Order events by what happened, so that the order of arrival cannot matter."""
    return (event.at, event.source, event.id)


def follow(events: Iterable[Event], statuses: StatusMap | None = None) -> Course:
    """Read the events of one order, given in any order, into its milestones."""
    course = Course(statuses=statuses or shipped())
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
    if course.parcels_signed:
        course.signed_at = last_signed(by_type.get("parcel.created", ()), course.parcels_signed)
    if course.cancelled_at is not None and course.signed_at is not None:
        course.over_at = min(course.cancelled_at, course.signed_at)
    else:
        course.over_at = course.cancelled_at or course.signed_at
    return course


def _on_created(course: Course, event: Event) -> None:
    course.created = event if course.created is None else described(course.created, event)
    course.created_at = _earlier(course.created_at, event)


def _on_paid(course: Course, event: Event) -> None:
    course.paid.append(event)
    course.paid_at = _earlier(course.paid_at, event)


def _on_cancelled(course: Course, event: Event) -> None:
    course.cancelled_at = _earlier(course.cancelled_at, event)


def _on_succession(course: Course, event: Event) -> None:
    course.moved_on_at = _earlier(course.moved_on_at, event)


def _on_settled(course: Course, event: Event) -> None:
    course.settled_at = _earlier(course.settled_at, event)


def _on_label(course: Course, event: Event) -> None:
    course.label_at = happened(event)


def _on_checked(course: Course, event: Event) -> None:
    course.checked_at = happened(event)


def _on_trace(course: Course, event: Event) -> None:
    at = happened(event)
    course.last_trace = event
    row = course.statuses.row("carrier", str(event.data.get("state") or ""))
    if row is None or not has_left(row.business, row.finance):
        return
    course.left_at = _earlier(course.left_at, event)
    course.parcels_left.setdefault(str(event.data.get("tracking_no")), at)
    reached = stage(row.business, row.finance) or Stage.SHIPPED
    if reached is Stage.SIGNED:
        course.parcels_signed.setdefault(str(event.data.get("tracking_no")), at)
    _enter(course, "carrier", reached, event)


def _on_status(course: Course, event: Event) -> None:
    system = str(event.data.get("system") or "").lower()
    reached = course.statuses.stage(system, str(event.data.get("status") or ""))
    if reached is None:
        return
    if reached in (Stage.SHIPPED, Stage.SIGNED) and system == "wms":
        course.left_at = _earlier(course.left_at, event)
    _enter(course, system, reached, event)


#: Which milestones an event moves; other types move none.
_NOTES: Mapping[str, Callable[[Course, Event], None]] = {
    "order.created": _on_created,
    "order.paid": _on_paid,
    "order.cancelled": _on_cancelled,
    "order.merged": _on_succession,
    "order.split": _on_succession,
    "carrier.trace": _on_trace,
    "system.status": _on_status,
    "label.printed": _on_label,
    "payment.settled": _on_settled,
    CHECKED: _on_checked,
}


def _earlier(known: datetime | None, event: Event) -> datetime:
    at = happened(event)
    return at if known is None or at < known else known


def _enter(course: Course, system: str, reached: Stage, event: Event) -> None:
    """Note a reading. Of one instant the later stage holds, whoever tells it, and how often."""
    last = course.systems.get(system)
    before = last
    if last is not None and last.read_at == event.at:
        if reached < last.stage:
            return
        before = last.before
        if reached > last.stage:
            last = before
    if before is not None:
        before.before = None
    if last is None or last.stage is not reached:
        course.systems[system] = SystemState(reached, happened(event), event, event.at, before)
        return
    # It said so before: the same goes on.
    course.systems[system] = SystemState(
        reached,
        min(last.since, happened(event)),
        min(last.told, event, key=first_to_reach_us),
        event.at,
        before,
    )


def described(before: Event, later: Event) -> Event:
    """
    Return a later description of an order; a field that it leaves out stays as it was.

    One that is null is withdrawn: goods whose channel is null have none, and stay. A promise is
    not: the customer has it, whichever system does not know it.
    """
    kept = {name: value for name, value in before.data.items() if name != SET_ASIDE}
    unsaid = {name for name in PROMISES if later.data.get(name) is None}
    said = {name: value for name, value in later.data.items() if name not in unsaid}
    return later._replace(data={**kept, **said})


def created_data(course: Course) -> dict[str, Any]:
    """Return the data of `order.created`, empty while the order itself has not arrived."""
    return dict(course.created.data) if course.created else {}


def amount_of(course: Course) -> Decimal | None:
    """Return the order's amount in CNY, None while the order itself has not arrived."""
    return Decimal(str(course.created.data["amount"])) if course.created else None


def called_off(course: Course) -> bool:
    """
    Say whether an order was cancelled when its goods had gone on under other numbers.

    One that was cancelled before is how some systems merge and split.
    """
    cancelled, moved_on = course.cancelled_at, course.moved_on_at
    return cancelled is not None and moved_on is not None and cancelled >= moved_on


def all_left(course: Course) -> bool:
    """
    Say whether nothing of an order is in the house any more.

    Of several parcels only a carrier's trace says which has left; one without a number has not.
    """
    if course.left_at is None:
        return False
    gone, parcels = parcels_gone(course)
    return parcels <= 1 or gone == parcels


def parcels_gone(course: Course) -> tuple[int, int]:
    """Return how many of its parcels have left as a carrier's trace says, and how many it has."""
    announced = course.by_type.get("parcel.created", ())
    if len(announced) <= 1:
        return int(course.left_at is not None), len(announced)
    parcels, moved = numbers_of(announced), first_times(course.parcels_left).keys()
    return sum(bool(numbers & moved) for numbers in parcels), len(parcels)


def carrier_times(
    events: Iterable[Event], statuses: StatusMap | None = None
) -> dict[str, datetime]:
    """Return when each tracking number first moved, by its `code_key`."""
    return first_times(follow(events, statuses).parcels_left)
