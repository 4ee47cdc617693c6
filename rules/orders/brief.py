"""The brief: who ordered what, where it goes now and what the customer wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from rules.events.event import Event
from rules.events.promises import promised
from rules.events.tellings import happened
from rules.orders.addresses import address_changes, town
from rules.orders.course import follow

#: What a brief is read from.
TOLD_BY = ("order.created", "order.address_changed", "chat.message")
#: Who writes in a chat besides the customer.
_OURS = frozenset({"agent", "system", "bot"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One line of an order."""

    name: str  #: What the shop calls it, or its SKU.
    pieces: int
    gift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBrief:
    """What a card shows of the order itself; what is not known is empty."""

    order_no: str
    shop: str | None = None
    warehouse: str | None = None
    amount: Decimal | None = None
    promised_ship_at: datetime | None = None
    high_value: bool = False
    left: bool = False  #: Goods are on their way; a lock comes too late.
    customer: str = ""
    phone: str = ""  #: As it was given; whoever shows it masks it.
    tier: str = ""
    goods: tuple[Goods, ...] = ()
    towns: tuple[str, ...] = ()  #: Of the addresses in force one after the other, if it changed.
    wrote: str = ""  #: The customer's latest words.


def brief_of(order_no: str, events: Iterable[Event], timezone: tzinfo) -> OrderBrief:
    """Read what the events of an order tell of its case; events of other types do not matter."""
    course = follow(events)
    data: Mapping[str, Any] = course.created.data if course.created else {}
    customer = data.get("customer") or {}
    created = course.by_type.get("order.created", [])
    changes = address_changes(created, course.by_type.get("order.address_changed", []))
    first = (event.data.get("address") for event in sorted(created, key=happened))
    addresses = [next(filter(None, first), None)]
    addresses += [change.said.data.get("address") for change in changes]
    said = [
        str(event.data.get("text") or "").strip()
        for event in course.by_type.get("chat.message", [])
        if str(event.data.get("by") or "").lower() not in _OURS
    ]
    return OrderBrief(
        order_no=order_no,
        promised_ship_at=promised(data.get("promised_ship_at"), timezone),
        customer=_word(customer, "name"),
        phone=_word(customer, "phone"),
        tier=_word(customer, "tier"),
        goods=tuple(_goods(item) for item in data.get("items") or ()),
        towns=_route(addresses) if changes else (),
        wrote=next((text for text in reversed(said) if text), ""),
    )


def _word(record: Mapping[str, Any], field: str) -> str:
    return str(record.get(field) or "").strip()


def _goods(item: Mapping[str, Any]) -> Goods:
    qty = item.get("qty")
    return Goods(
        name=_word(item, "name") or _word(item, "sku"),
        pieces=qty if isinstance(qty, int) else 1,
        gift=bool(item.get("is_gift")),
    )


def _route(addresses: Iterable[object]) -> tuple[str, ...]:
    """Return the towns in order; a change within one town names it twice."""
    return tuple(found for found in map(town, addresses) if found)
