"""Words of the layers: what customers and finance are told of an order, and how far each is on."""

from enum import IntEnum, StrEnum
from functools import lru_cache


class Business(StrEnum):
    """Where an order is, as customers are told."""

    PENDING_PAYMENT = "pending_payment"
    PAID_HOLD = "paid_hold"  #: Paid, and must not ship.
    PREPARING = "preparing"
    PICKING = "picking"
    PACKED = "packed"
    PARTIALLY_SHIPPED = "partially_shipped"
    LABEL_CREATED = "label_created"
    ON_THE_WAY = "on_the_way"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    EXCEPTION = "exception"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"
    REFUND_IN_PROGRESS = "refund_in_progress"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    MERGED_SPLIT = "merged_split"


class Finance(StrEnum):
    """What an order is in the books."""

    NONE = "none"
    UNPAID = "unpaid"
    DEFERRED = "deferred"  #: A liability: paid, and not delivered.
    ACCRUAL_READY = "accrual_ready"
    REVENUE_DUE = "revenue_due"
    REVENUE_CONFIRMED = "revenue_confirmed"
    REFUND_LIABILITY = "refund_liability"
    REFUNDED = "refunded"
    VOID = "void"


#: What stands in either layer where a system said something that no map knows.
UNMAPPED = "UNMAPPED"
#: A word that says nothing of a layer: what was true before stays true.
KEEP = "(保持)"
#: A word that takes back what the same vocabulary said before.
TAKEN_BACK = frozenset({"(回到原状态)", "-"})
#: The books of a merged or split order are those of its successors.
FOLLOWS = frozenset({"(跟随新单)", "(跟随子单)"})


class Stage(IntEnum):
    """The stages that two systems can disagree about; higher is later."""

    UNPAID = 0
    PREPARING = 1
    SHIPPED = 2
    SIGNED = 3
    CLOSED = 4


_STAGES: dict[str, Stage] = {
    Business.PENDING_PAYMENT: Stage.UNPAID,
    **dict.fromkeys(
        (Business.PAID_HOLD, Business.PREPARING, Business.PICKING, Business.PACKED,
         Business.LABEL_CREATED), Stage.PREPARING,
    ),
    **dict.fromkeys(
        (Business.PARTIALLY_SHIPPED, Business.ON_THE_WAY, Business.OUT_FOR_DELIVERY,
         Business.READY_FOR_PICKUP), Stage.SHIPPED,
    ),
    Business.DELIVERED: Stage.SIGNED,
    Business.COMPLETED: Stage.SIGNED,
    **dict.fromkeys(
        (Business.REFUSED, Business.RETURNING, Business.RETURNED, Business.REFUNDED,
         Business.CANCELLED), Stage.CLOSED,
    ),
}  # fmt: skip

#: How far an order is on. Of what its systems say the furthest holds: one that lags behind takes
#: nothing back. What stands between two steps hides the earlier and yields to the later one.
_FAR: dict[str, int] = {
    word: place
    for place, word in enumerate((
        Business.PENDING_PAYMENT, Business.PREPARING, Business.LABEL_CREATED, Business.PICKING,
        Business.PACKED, Business.PAID_HOLD, Business.EXCEPTION, UNMAPPED, Business.CANCELLED,
        Business.PARTIALLY_SHIPPED, Business.ON_THE_WAY, Business.OUT_FOR_DELIVERY,
        Business.READY_FOR_PICKUP, "exception after leaving", "unmapped after leaving",
        Business.DELIVERED, Business.COMPLETED, Business.REFUND_IN_PROGRESS, Business.REFUSED,
        Business.RETURNING, Business.RETURNED, Business.REFUNDED, Business.MERGED_SPLIT,
    ))
}  # fmt: skip
_GONE = frozenset({Stage.SHIPPED, Stage.SIGNED})
_BACK = frozenset({Business.REFUSED, Business.RETURNING, Business.RETURNED})
#: What may stand in the books only once an order is paid, …
EARNED = frozenset({Finance.ACCRUAL_READY, Finance.REVENUE_DUE, Finance.REVENUE_CONFIRMED})
#: … or paid for in advance.
PAID = EARNED | {Finance.DEFERRED}


@lru_cache(maxsize=512)  # asked of each event that is read, of a few words
def stage(business: str, finance: str) -> Stage | None:
    """Return the stage that a word of a map stands for, None where it tells none."""
    if business == Business.EXCEPTION and finance == Finance.ACCRUAL_READY:
        return Stage.SHIPPED
    return _STAGES.get(business)


@lru_cache(maxsize=512)
def has_left(business: str, finance: str) -> bool:
    """Say whether goods of which this is said have left the warehouse."""
    return stage(business, finance) in _GONE or business in _BACK


def how_far(business: str, finance: str, *, carrier: bool = False) -> int:
    """Place a word among those of other systems; what a carrier says unmapped is after leaving."""
    if business == Business.EXCEPTION and finance == Finance.ACCRUAL_READY:
        return _FAR["exception after leaving"]
    if business == UNMAPPED and carrier:
        return _FAR["unmapped after leaving"]
    return _FAR[business]
