"""The guard: what the books say against shipping an order, long before anybody scans it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rules.shipping.gifts import Gift, unbound
from rules.shipping.places import Districts, Place, metres_between, place_of
from rules.shipping.reasons import HoldReason
from rules.wording.say import say

_KM = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """Where goods leave from."""

    place: Place
    radius_km: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One logistics channel."""

    name: str
    enabled: bool = True
    warehouses: frozenset[str] | None = None  #: None is all.
    radius_km: int | None = None
    intercept_within: timedelta | None = None  #: After hand-over; None is not at all.


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What the installation says of its warehouses, carriers and gifts."""

    warehouses: Mapping[str, Warehouse] = field(default_factory=dict)
    carriers: Mapping[str, Carrier] = field(default_factory=dict)  #: By code; none: not looked at.
    gifts: tuple[Gift, ...] = ()
    districts: Districts = field(default_factory=Districts)
    #: Nothing configures this. The demo does without: what its visitors post names no channel.
    requires_channel: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is written of one order."""

    order_no: str
    order: Mapping[str, Any]  #: `data` of `order.created`; empty: nobody told it.
    address: object = None  #: The one in force.
    mains: Mapping[str, bool] = field(default_factory=dict)  #: See `gifts.unbound`.
    called_off: bool = False  #: Cancelled when its goods went on under other numbers.
    refunds: Sequence[tuple[str, Mapping[str, Any]]] = ()  #: When asked for, as people read it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that stands against shipping an order, or a line of it."""

    reason: HoldReason
    told: str
    facts: Mapping[str, str]
    line: str | None = None

    def note(self, lang: str) -> str:
        """Say what exactly is wrong; the same cause is always told in the same words."""
        return say(f"guard_{self.told}", lang, **self.facts)


def causes(guard: Guard, books: Books) -> Iterator[Cause]:
    """Yield everything that stands against shipping; each is mended by later events, or people."""
    if books.called_off:
        yield Cause(reason=HoldReason.ORIGIN_CANCELLED, told="origin_cancelled", facts={})
    yield from _channel(guard, books)
    yield from _gifts(books)
    yield from _refunds(books)


def _channel(guard: Guard, books: Books) -> Iterator[Cause]:
    """Require a code, and one that may be used from there to there (S-07)."""
    if not books.order:
        return
    code, warehouse = str(books.order.get("channel_code") or ""), books.order.get("warehouse")
    carrier = guard.carriers.get(code)
    facts = {"code": code, "warehouse": str(warehouse or "?")}
    if guard.carriers:
        if carrier is None:
            told = "channel_unknown" if code else "channel_missing"
            if guard.requires_channel:
                yield Cause(reason=HoldReason.CHANNEL_MISSING, told=told, facts=facts)
        elif carrier.warehouses is not None and warehouse not in carrier.warehouses:
            yield Cause(
                reason=HoldReason.CHANNEL_NOT_ALLOWED, told="channel_not_allowed", facts=facts
            )
        elif not carrier.enabled:
            yield Cause(reason=HoldReason.CHANNEL_DISABLED, told="channel_disabled", facts=facts)
    yield from _distance(guard, books, carrier)


def _distance(guard: Guard, books: Books, carrier: Carrier | None) -> Iterator[Cause]:
    """
    Hold to the smaller of the radii, which is inclusive.

    An address that neither has coordinates nor lies in a district we know cannot be measured, and
    is not called too far.
    """
    name = str(books.order.get("warehouse") or "")
    warehouse = guard.warehouses.get(name)
    radii = [one.radius_km for one in (warehouse, carrier) if one and one.radius_km is not None]
    place = place_of(books.address, guard.districts) if warehouse and radii else None
    if warehouse is None or place is None:
        return
    metres = metres_between(warehouse.place, place)
    if metres > min(radii) * _KM:
        yield Cause(
            reason=HoldReason.OUT_OF_RADIUS,
            told="too_far_from_centre" if place.centre_of else "too_far",
            facts={
                "warehouse": name,
                "district": place.centre_of,
                "distance": f"{Decimal(metres) / _KM:f}",
                "radius": str(min(radii)),
            },
        )


def _gifts(books: Books) -> Iterator[Cause]:
    """Keep a gift where the main order is that it is bound to (S-10)."""
    for sku, main in unbound(books.order_no, books.order, books.mains).items():
        stands = "cancelled" if main in books.mains else "unknown"
        told = f"gift_of_{stands}" if main else "gift_without_main"
        facts = {"sku": sku, "order_no": main}
        yield Cause(reason=HoldReason.GIFT_UNBOUND, told=told, facts=facts, line=sku)


def _refunds(books: Books) -> Iterator[Cause]:
    """Keep goods whose money is asked back; a refund of some lines leaves the others (A-55)."""
    for at, asked in books.refunds:
        lines = [str(item["sku"]) for item in asked.get("items") or () if item.get("sku")]
        amount = asked.get("amount")
        told = "refund" if amount else "refund_unpriced"
        facts = {"at": at, "amount": str(amount)}
        for line in lines or (None,):
            yield Cause(reason=HoldReason.REFUND_OPEN, told=told, facts=facts, line=line)
