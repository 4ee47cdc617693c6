"""Reach: which signals and rules read a field, and so suffer when it means something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.resonance.policy import INPUTS
from rules.shipping.reasons import HoldReason
from rules.vocabulary import HardRule, Kind

#: Of each type of event, the signals by the fields that they are read from; any other signal of
#: `INPUTS` is read from the event itself: when it happened, and that it did.
SIGNALS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "order.address_changed": {"address": (Kind.ADDRESS_CHANGED, Kind.ADDRESS_BURST)},
    "chat.message": {"text": (Kind.URGENT_WORDS,)},
    "chat.opened": {"by": (Kind.CHAT_OPENED, Kind.CHAT_AFTER_PAY)},
    "checkout.dwelled": {"seconds": (Kind.PAY_DWELL,)},
    "coupon.applied": {"depth": (Kind.COUPON_DEPTH,)},
    "label.printed": dict.fromkeys(("warehouse", "took_ms"), (Kind.LABEL_SLOW,)),
    "carrier.trace": {
        "tracking_no": (Kind.DEADLINE_BURN, Kind.TRACE_STALL),
        "state": (Kind.DEADLINE_BURN, Kind.TRACE_STALL),
    },
    "system.status": dict.fromkeys(("system", "status"), (Kind.STATUS_CONFLICT,)),
    "order.created": {
        "items": (Kind.MULTI_PIECE,), "promised_ship_at": (Kind.DEADLINE_BURN,),
    },
})  # fmt: skip
#: … and what holds an order or makes it orange or red by itself.
RULES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "order.created": {
        "channel_code": (
            HoldReason.CHANNEL_MISSING, HoldReason.CHANNEL_NOT_ALLOWED, HoldReason.CHANNEL_DISABLED
        ),
        "warehouse": (HoldReason.CHANNEL_NOT_ALLOWED, HoldReason.OUT_OF_RADIUS),
        "address": (HoldReason.OUT_OF_RADIUS,),
        "items": (HoldReason.GIFT_UNBOUND, HoldReason.GIFT_MISSING, HoldReason.PARCEL_MISMATCH),
        "amount": (HoldReason.GIFT_MISSING,),
    },
    "order.address_changed": {"address": (HoldReason.OUT_OF_RADIUS,)},
    "order.merged": {"into": (HoldReason.ORIGIN_CANCELLED,)},
    "order.split": {"into": (HoldReason.ORIGIN_CANCELLED,)},
    "parcel.created": {"items": (HoldReason.PARCEL_MISMATCH, HoldReason.GIFT_MISSING)},
    "refund.requested": {"amount": (HoldReason.REFUND_OPEN,)},
    "order.paid": {"transaction_id": (HoldReason.DOUBLE_PAYMENT,)},
    "payment.settled": {
        "transaction_id": (HardRule.PAYMENT_WITHOUT_ORDER, HoldReason.DOUBLE_PAYMENT),
        "out_trade_no": (HardRule.PAYMENT_WITHOUT_ORDER, HoldReason.DOUBLE_PAYMENT),
        "amount": (HardRule.PAYMENT_WITHOUT_ORDER, HoldReason.AMOUNT_MISMATCH),
    },
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What reads a field."""

    signals: tuple[str, ...]
    rules: tuple[str, ...]


def reach_of(kind: str, field: str) -> Reach:
    """Return what reads a field of an event; `time` is read by every signal of its type."""
    head = field.partition(".")[0].removesuffix("[]")
    signals = SIGNALS.get(kind, {}).get(head, ())
    if head == "time":
        signals = tuple(
            sorted(signal for signal, types in INPUTS.items() if kind in types or not kind)
        )
    return Reach(signals=signals, rules=RULES.get(kind, {}).get(head, ()))
