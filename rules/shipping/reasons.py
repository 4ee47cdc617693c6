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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a hold of one reason means; its name is the wording `hold_<CODE>`."""

    release_role: Role = Role.APPROVER  #: The least role that may release it, unless one owns it.
    machine: bool = False  #: A false alarm ends it, and its release decides the alert.
    by_hand: bool = False  #: Setting it decides the alert, and a plain 放行 means anybody's.
    by_score: bool = False  #: Set for what the card says anyway; the breaker counts it.
    hard_rule: HardRule | None = None  #: What it makes of the order by itself.
    scan_code: ScanCode = ScanCode.LOCKED  #: What the scanner hears while it is open.
    pushed: bool = True  #: Whether the warehouse's own system is told of it.


#: In the order in which a plain 放行 means them: what is listed first goes first.
REASONS: Mapping[str, Reason] = MappingProxyType({
    HoldReason.RESONANCE_RED: Reason(machine=True, by_score=True),
    HoldReason.PARCEL_MISMATCH: Reason(machine=True, hard_rule=HardRule.PARCEL_MISMATCH),
    HoldReason.MANUAL: Reason(by_hand=True),
})  # fmt: skip

#: A code of another system: it is that system's business, and leaves the alert to people.
_OTHER = Reason()

RATIONED = frozenset(code for code, reason in REASONS.items() if reason.by_score)


def reason_of(code: str) -> Reason:
    """Return what a hold of this reason code means."""
    return REASONS.get(code, _OTHER)
