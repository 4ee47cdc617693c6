"""Reasons of holds as data: who may release one, what ends it, and what the scanner answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.vocabulary import HardRule, Role, ScanCode


class HoldReason(StrEnum):
    """Reason codes of holds that the product itself sets; others may be any upper-case word."""

    RESONANCE_RED = "RESONANCE_RED"
    PARCEL_MISMATCH = "PARCEL_MISMATCH"
    MANUAL = "MANUAL"
    AMOUNT_MISMATCH = "AMOUNT_MISMATCH"
    DOUBLE_PAYMENT = "DOUBLE_PAYMENT"
    CHANNEL_MISSING = "CHANNEL_MISSING"
    CHANNEL_NOT_ALLOWED = "CHANNEL_NOT_ALLOWED"
    CHANNEL_DISABLED = "CHANNEL_DISABLED"
    OUT_OF_RADIUS = "OUT_OF_RADIUS"
    GIFT_MISSING = "GIFT_MISSING"
    GIFT_UNBOUND = "GIFT_UNBOUND"
    REFUND_OPEN = "REFUND_OPEN"
    ORIGIN_CANCELLED = "ORIGIN_CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a hold of one reason means; its name is the wording `hold_<CODE>`."""

    release_role: Role = Role.APPROVER  #: The least role that may release it, unless one owns it.
    machine: bool = False  #: A false alarm ends it, and its release decides the alert.
    by_hand: bool = False  #: Setting it decides the alert, and a plain 放行 means anybody's.
    by_score: bool = False  #: Set for what the card says anyway; the breaker counts it.
    by_cause: bool = False  #: Set for what the books say, and ends by itself when they say else.
    hard_rule: HardRule | None = None  #: What it makes of the order by itself.
    scan_code: ScanCode = ScanCode.LOCKED  #: What the scanner hears while it is open.
    pushed: bool = True  #: Whether the warehouse's own system is told of it.


def _cause(hard_rule: HardRule, scan_code: ScanCode, *, pushed: bool = True) -> Reason:
    return Reason(by_cause=True, hard_rule=hard_rule, scan_code=scan_code, pushed=pushed)


#: In the order in which a plain 放行 means them: what is listed first goes first.
REASONS: Mapping[str, Reason] = MappingProxyType({
    HoldReason.RESONANCE_RED: Reason(machine=True, by_score=True),
    HoldReason.PARCEL_MISMATCH: Reason(machine=True, hard_rule=HardRule.PARCEL_MISMATCH),
    HoldReason.AMOUNT_MISMATCH: Reason(machine=True, hard_rule=HardRule.AMOUNT_MISMATCH),
    # One card tells of all such payments; the order itself is not called out.
    HoldReason.DOUBLE_PAYMENT: Reason(machine=True),
    HoldReason.MANUAL: Reason(by_hand=True),
    HoldReason.REFUND_OPEN: _cause(HardRule.REFUND_OPEN, ScanCode.REFUND_OPEN),
    HoldReason.GIFT_UNBOUND: _cause(HardRule.GIFT_UNBOUND, ScanCode.GIFT_UNBOUND),
    # The warehouse has to open the parcel again: its system is not told to stand still.
    HoldReason.GIFT_MISSING: _cause(HardRule.GIFT_MISSING, ScanCode.GIFT_MISSING, pushed=False),
    HoldReason.CHANNEL_MISSING: _cause(HardRule.CHANNEL_UNFIT, ScanCode.CHANNEL_MISSING),
    HoldReason.CHANNEL_NOT_ALLOWED: _cause(HardRule.CHANNEL_UNFIT, ScanCode.CHANNEL_NOT_ALLOWED),
    HoldReason.CHANNEL_DISABLED: _cause(HardRule.CHANNEL_UNFIT, ScanCode.CHANNEL_DISABLED),
    HoldReason.OUT_OF_RADIUS: _cause(HardRule.OUT_OF_RADIUS, ScanCode.OUT_OF_RADIUS),
    # Of what an order goes on as; the order itself need not be called out.
    HoldReason.ORIGIN_CANCELLED: Reason(by_cause=True, scan_code=ScanCode.CANCELLED),
})  # fmt: skip

#: A code of another system: it is that system's business, and leaves the alert to people.
_OTHER = Reason()

#: What is set and ended by what the books say; a gift that is missing is seen at the scanner alone.
KEPT = frozenset(
    code for code, about in REASONS.items() if about.by_cause and code != HoldReason.GIFT_MISSING
)

#: What a scan alone finds: the keeper of the warehouse has the parcel in his hands.
AT_SCANNER = frozenset({HardRule.PARCEL_MISMATCH, HardRule.GIFT_MISSING})

RATIONED = frozenset(code for code, reason in REASONS.items() if reason.by_score)


def reason_of(code: str) -> Reason:
    """Return what a hold of this reason code means."""
    return REASONS.get(code, _OTHER)
