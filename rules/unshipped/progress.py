"""Progress: how far an order has come, as customer service, its systems and its warehouse say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from typing import Any

from rules.events.event import Event
from rules.events.promises import promised
from rules.events.tellings import happened
from rules.statuses.status_map import StatusMap
from rules.statuses.words import Stage, has_left

#: What a warehouse's log says of a printed label, in Qimen's word.
_PRINTED = "wms:PRINT"
_GONE = frozenset({Stage.SHIPPED, Stage.SIGNED})


@dataclass(slots=True, kw_only=True)
class Progress:
    """
    One order; times are UTC, None where it has not come so far.

    Of a milestone the earliest telling counts, of a word the latest (of one instant the greater),
    so that the order of arrival does not matter.
    """

    order_no: str
    paid_at: datetime | None = None
    left_at: datetime | None = None  #: First sign that goods left the house.
    moved_at: datetime | None = None  #: First trace of a carrier that has it.
    ended_at: datetime | None = None  #: Cancelled, merged or split.
    oms_at: datetime | None = None  #: Its order centre had it.
    erp_at: datetime | None = None
    wms_at: datetime | None = None
    due: datetime | None = None  #: Until when it was promised to leave.
    due_told: datetime | None = None
    mark: str = ""  #: What customer service noted.
    mark_told: datetime | None = None
    system: str = ""  #: `erp:Sent`: who said it last of order centre and ERP, and the raw word.
    system_told: datetime | None = None
    warehouse: str = ""  #: `wms:PICK`, `scan:LOCKED`: the last entry of the warehouse's log.
    warehouse_told: datetime | None = None

    def note(self, other: "Progress") -> None:
        """Take in what else is known of the same order."""
        for name in MILESTONES:
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs is not None and (mine is None or theirs < mine):
                setattr(self, name, theirs)
        for word, told in WORDS.items():
            mine, theirs = getattr(self, told), getattr(other, told)
            if theirs is None:
                continue
            said, known = getattr(other, word), getattr(self, word)
            if mine is None or theirs > mine or (theirs == mine and _greater(said, known)):
                setattr(self, word, said)
                setattr(self, told, theirs)


def _greater(said: Any, known: Any) -> bool:  # noqa: ANN401 - two words or two times
    return bool(said) and (not known or said > known)


#: Word -> when it was told.
WORDS = {name.removesuffix("_told"): name for name in (f.name for f in fields(Progress))
         if name.endswith("_told")}  # fmt: skip
MILESTONES = tuple(f.name for f in fields(Progress) if f.name.endswith("_at"))


def progress_of(
    events: Iterable[Event], statuses: StatusMap, timezone: tzinfo
) -> dict[str, Progress]:
    """Return what events say of the progress of orders, those of which they say something."""
    found: dict[str, Progress] = {}
    for event in events:
        says = _SAYS.get(event.type)
        if says is not None or event.type == _CREATED:
            said = says(event, statuses) if says else _created(event, timezone)
            known = found.setdefault(said.order_no, said)
            if known is not said:
                known.note(said)
    return found


def _created(event: Event, timezone: tzinfo) -> Progress:
    due = promised(event.data.get("promised_ship_at"), timezone)
    return Progress(order_no=str(event.order_no), due=due, due_told=event.at if due else None)


def _marked(event: Event, _statuses: StatusMap) -> Progress:
    mark = str(event.data["mark"])
    return Progress(order_no=str(event.order_no), mark=mark, mark_told=happened(event))


def _printed(event: Event, _statuses: StatusMap) -> Progress:
    at = happened(event)
    no = str(event.order_no)
    return Progress(order_no=no, wms_at=at, warehouse=_PRINTED, warehouse_told=at)


def _traced(event: Event, statuses: StatusMap) -> Progress:
    at, row = happened(event), statuses.row("carrier", str(event.data["state"]))
    left = row is not None and has_left(row.business, row.finance)
    moved = left or row is None  # a word that nobody knows is a carrier's all the same
    return Progress(
        order_no=str(event.order_no), moved_at=at if moved else None, left_at=at if left else None
    )


def _status(event: Event, statuses: StatusMap) -> Progress:
    at, no = happened(event), str(event.order_no)
    system, word = str(event.data["system"]).lower(), str(event.data["status"])
    said = f"{system}:{word}"
    match system:
        case "wms":
            left = at if statuses.stage(system, word) in _GONE else None
            return Progress(order_no=no, wms_at=at, left_at=left, warehouse=said, warehouse_told=at)
        case "erp":
            return Progress(order_no=no, erp_at=at, system=said, system_told=at)
        case "oms":
            return Progress(order_no=no, oms_at=at, system=said, system_told=at)
        case _:
            return Progress(order_no=no)


def _ended(event: Event, _statuses: StatusMap) -> Progress:
    return Progress(order_no=str(event.order_no), ended_at=happened(event))


def _paid(event: Event, _statuses: StatusMap) -> Progress:
    return Progress(order_no=str(event.order_no), paid_at=happened(event))


#: What each type of event says of its order's progress; others say nothing. A merged or split
#: order need not be shipped any more than a cancelled one: its successors have to leave.
_CREATED = "order.created"
_SAYS: Mapping[str, Callable[[Event, StatusMap], Progress]] = {
    "order.paid": _paid,
    "order.cancelled": _ended,
    "order.merged": _ended,
    "order.split": _ended,
    "order.marked": _marked,
    "label.printed": _printed,
    "carrier.trace": _traced,
    "system.status": _status,
}
