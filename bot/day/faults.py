"""Faults: what goes wrong at a merchant's, how often, and where it would have been seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random
from types import MappingProxyType


class Fault(StrEnum):
    """One way in which an order goes wrong; an order has one at the most."""

    LOST_MARK = "lost_mark"  #: 已打单 stood in the sheet, and does not any more.
    NO_MARK = "no_mark"  #: Paid, and nobody marked it.
    NOT_IN_ERP = "not_in_erp"  #: Marked, and nobody moved it to the ERP.
    NOT_IN_WMS = "not_in_wms"  #: In the ERP, and the warehouse was never told.
    WRONG_PARCEL = "wrong_parcel"  #: Another order's parcel lies at the scanner.
    DEAD_CHANNEL = "dead_channel"  #: Of a carrier that takes nothing any more.
    OUT_OF_RADIUS = "out_of_radius"  #: Farther than the warehouse may send.
    REFUND = "refund"  #: Its customer wants the money back before it is scanned.
    UNMAPPED = "unmapped"  #: The warehouse says a word that nobody has mapped.
    MISSING_GIFT = "missing_gift"  #: What is owed with the order is not in the parcel.
    SPLIT = "split"  #: Split in two, and nobody moved one half to the ERP.
    MERGED = "merged"  #: Merged into another; then its customer wants the money back.
    SILENT_CARRIER = "silent_carrier"  #: The carrier took it, and says nothing more of it.
    SILENT_CUSTOMER = "silent_customer"  #: Its customer never says how it came.


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What a fault is like."""

    share: Decimal  #: Of all orders, in which it happens.
    cause: str  #: As `GET /v1/rates/missed` names it.
    misses: bool = True  #: Unseen, something that was ordered does not arrive.


#: Together 3.1 %, which is what the merchant of the article missed before (mission.md, B); 68 % of
#: that comes of moves between systems by hand (S-02).
NATURES: Mapping[Fault, Nature] = MappingProxyType({
    Fault.LOST_MARK: Nature(share=Decimal("0.0060"), cause="cs_to_oms"),
    Fault.NO_MARK: Nature(share=Decimal("0.0050"), cause="cs_to_oms"),
    Fault.NOT_IN_ERP: Nature(share=Decimal("0.0040"), cause="oms_to_erp"),
    Fault.NOT_IN_WMS: Nature(share=Decimal("0.0050"), cause="erp_to_wms"),
    Fault.WRONG_PARCEL: Nature(share=Decimal("0.0040"), cause="scan"),
    Fault.DEAD_CHANNEL: Nature(share=Decimal("0.0015"), cause="carrier"),
    Fault.OUT_OF_RADIUS: Nature(share=Decimal("0.0010"), cause="carrier"),
    Fault.REFUND: Nature(share=Decimal("0.0020"), cause="refund", misses=False),
    Fault.UNMAPPED: Nature(share=Decimal("0.0020"), cause="status", misses=False),
    Fault.MISSING_GIFT: Nature(share=Decimal("0.0035"), cause="gift"),
    Fault.SPLIT: Nature(share=Decimal("0.0010"), cause="oms_to_erp"),
    Fault.MERGED: Nature(share=Decimal("0.0010"), cause="refund", misses=False),
    Fault.SILENT_CARRIER: Nature(share=Decimal("0.0010"), cause="carrier", misses=False),
    Fault.SILENT_CUSTOMER: Nature(share=Decimal("0.0010"), cause="customer", misses=False),
})  # fmt: skip

#: Faults that stop an order before the warehouse hears of it, and after which step.
STOPS = {
    Fault.LOST_MARK: "marked",
    Fault.NO_MARK: "paid",
    Fault.NOT_IN_ERP: "marked",
    Fault.NOT_IN_WMS: "in_erp",
    Fault.SPLIT: "marked",
}
#: Faults that are put right where the parcel lies, and those that somebody at a desk puts right.
AT_THE_PARCEL = frozenset({Fault.WRONG_PARCEL, Fault.MISSING_GIFT})
AT_THE_DESK = frozenset({
    Fault.DEAD_CHANNEL, Fault.OUT_OF_RADIUS, Fault.REFUND, Fault.MERGED, Fault.SILENT_CARRIER,
})  # fmt: skip
#: Orders whose customer wants the money back before they leave, under whatever number.
ASKED_BACK = frozenset({Fault.REFUND, Fault.MERGED})
#: What leaves with one of these is not what was ordered, or does not arrive.
GOES_WRONG = AT_THE_PARCEL | {Fault.OUT_OF_RADIUS}


def spread(
    rng: Random, orders: int, gifted: Collection[int], shares: Mapping[Fault, Decimal]
) -> dict[int, Fault]:
    """Choose which orders have which fault, each exactly its share of all."""
    free = rng.sample(range(orders), k=orders)
    found: dict[int, Fault] = {}
    for fault in sorted(shares, key=lambda one: one is not Fault.MISSING_GIFT):
        able = [
            n for n in free if n not in found and (fault is not Fault.MISSING_GIFT or n in gifted)
        ]
        found |= dict.fromkeys(able[: round(orders * shares[fault])], fault)
    return found
