"""Bills: what platforms took for broken promises, each line under one of six heads (A-59)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from rules.events.event import Event

#: The type of event that is a line of a platform's bill.
BILLED = "penalty.billed"


class Head(StrEnum):
    """What a platform takes money for."""

    LATE = "late"  #: It left too late.
    LACKING = "lacking"  #: There was nothing to send.
    FALSE = "false"  #: It was said to have left, and nobody picked it up.
    STALLED = "stalled"  #: No trace of it for too long.
    EXCHANGE = "exchange"  #: The other one was sent too late.
    PROMISE = "promise"  #: What was promised to be sent after it was not.
    OTHER = "other"  #: Anything else: counted, and called as the platform calls it.


#: What bills of platforms call them; the first that stands in a kind is meant.
_CALLED: Mapping[str, Head] = MappingProxyType({
    "延迟换货": Head.EXCHANGE, "换货超时": Head.EXCHANGE, "late_exchange": Head.EXCHANGE,
    "虚假发货": Head.FALSE, "空包": Head.FALSE, "揽收超时": Head.FALSE, "无揽收": Head.FALSE,
    "false_shipment": Head.FALSE, "fake_shipment": Head.FALSE,
    "轨迹": Head.STALLED, "物流停滞": Head.STALLED, "trace_overdue": Head.STALLED,
    "补寄": Head.PROMISE, "违背承诺": Head.PROMISE, "broken_promise": Head.PROMISE,
    "缺货": Head.LACKING, "out_of_stock": Head.LACKING,
    "延迟发货": Head.LATE, "延时发货": Head.LATE, "发货超时": Head.LATE, "超时发货": Head.LATE,
    "未按时发货": Head.LATE, "late": Head.LATE,
})  # fmt: skip
#: Between the parts of a line's name; no word has it.
_PART = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A line of a bill: an order, what for, and how much."""

    line: str  #: What makes it one line, however often it is told.
    order_no: str
    at: datetime  #: By the bill.
    told_at: datetime
    head: Head
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """What lines of one head come to."""

    head: Head
    lines: int
    amount: Decimal


def took_money(kind: str, data: Mapping[str, object]) -> bool:
    """Say whether an event took money; a line of ¥0 tells of a fine that was let off."""
    return kind == BILLED and Decimal(str(data["amount"])) > 0


def head_of(kind: str) -> Head:
    """Return under which head a kind of penalty falls, by what platforms call it."""
    folded = kind.strip().casefold()
    return next((head for called, head in _CALLED.items() if called in folded), Head.OTHER)


def lines_of(events: Iterable[Event]) -> list[BillLine]:
    """Read lines of bills; of one that is told twice the later telling stays, here and later."""
    found: dict[str, BillLine] = {}
    for event in sorted(events, key=lambda one: (one.received_at, one.id)):
        if event.type != BILLED or event.order_no is None:
            continue
        kind, named = str(event.data["kind"]), event.data.get("bill_id")
        # A bill may have a line for each order, and for each reason.
        told = ("bill", str(named), event.order_no, kind) if named else (event.source, event.id)
        line = _PART.join(told)
        found[line] = BillLine(
            line=line,
            order_no=event.order_no,
            at=event.at,
            told_at=event.received_at,
            head=head_of(kind),
            amount=Decimal(str(event.data["amount"])),
        )
    return list(found.values())
