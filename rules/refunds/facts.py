"""
Facts of an application: every one typed and named; from JSON to facts, or to a refusal by name.

The engine takes what it does not understand for a miss and says nothing: a number given as text
falls through to another row. So nothing reaches it that was not read here. Three things keep it so:
a name that is no fact is refused, a value is what its fact says or it is refused, and what nobody
said is *unknown*, a value of its own (`"unknown"`, for numbers None) that rules have to speak of.

Times are whole days and hours since the signature (days count from the day after it), money is
yuan with at most two places, rates and shares lie between 0 and 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from rules.refunds.words import UNKNOWN, Tri


class RefundFacts(NamedTuple):
    """What is known of one application, by name. What was not said is unknown."""

    category: str = UNKNOWN
    issue: str = "no_reason"
    member_level: str = UNKNOWN
    wants: str = UNKNOWN  #: Refund or exchange, where the buyer may choose.
    days_since_sign: int | None = None
    hours_since_sign: int | None = None
    shelf_days_left: int | None = None  #: Below zero: expired.
    evidence: int | None = 0  #: Photos and videos that came with it.
    weight_gap: int | None = None  #: Grams that the parcel was too light.
    same_ip_refunds_1d: int | None = 0  #: Of this Shanghai day, this one included.
    buyer_refund_rate: Decimal | None = Decimal()  #: Of a buyer's orders, this one included.
    amount: Decimal | None = None  #: What was paid for the goods it is about.
    spoiled_share: Decimal | None = None
    quality_issue: str = Tri.NO
    seal_broken: str = UNKNOWN
    disclosed: str = UNKNOWN  #: Near expiry or flawed, and the buyer was told.
    confirmed_at_checkout: str = UNKNOWN  #: That it cannot be returned, in a step of its own.
    intact: str = UNKNOWN
    excluded: str = UNKNOWN  #: By law from returning without a reason.
    tag_intact: str = UNKNOWN
    washed: str = UNKNOWN
    activated: str = UNKNOWN
    installed: str = UNKNOWN
    worn_outdoor: str = UNKNOWN
    custom_made: str = UNKNOWN
    spec_confirmed: str = UNKNOWN
    delivered_or_unsealed: str = UNKNOWN
    photo: str = UNKNOWN
    medical_proof: str = UNKNOWN
    temp_breach: str = UNKNOWN
    exit_scan_missing: str = UNKNOWN  #: The check at the exit lacks a scan of it.
    sku_matches: str = UNKNOWN  #: What was scanned is what was ordered.
    in_stock: str = UNKNOWN
    shipped: str = UNKNOWN
    signed: str = UNKNOWN
    picked: str = UNKNOWN
    threshold_broken: str = UNKNOWN  #: The rest of the order no longer ships for free.
    insured: str = UNKNOWN  #: The return's freight.

    def context(self) -> dict[str, str | int | float | None]:
        """Return them as the engine reads them; decimals are compared there, never added up."""
        context: dict[str, str | int | float | None] = dict(zip(FACTS, self, strict=True))  # type: ignore[arg-type]
        for name in _DECIMALS:
            value = context[name]
            if value is not None:
                context[name] = float(value)
        return context


#: Every fact, in the order in which people read them.
FACTS: tuple[str, ...] = RefundFacts._fields
_DECIMALS = ("buyer_refund_rate", "amount", "spoiled_share")


#: Letters of a name or a value that a refusal repeats.
LONGEST = 64
_WRITTEN = 10**18  #: Longer numbers are not written out.


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A fact that was not read: which, what was given, and why, as a code with its own sentence."""

    fact: str
    given: str
    why: str  #: unknown_fact, wrong_type, unknown_word, out_of_range, wrong_unit, contradiction
    hint: str = ""  #: What would be read, or what it contradicts.


def differing(one: RefundFacts, other: RefundFacts) -> tuple[str, ...]:
    """Return the facts in which two applications differ: where their decisions do, one of these."""
    return tuple(name for name in FACTS if getattr(one, name) != getattr(other, name))


def changed(facts: RefundFacts, values: Mapping[str, object]) -> RefundFacts:
    """Return the same facts with some of another value, as checks put them together."""
    return facts._replace(**values)  # type: ignore[arg-type]


def refused(fact: str, value: object, why: str, hint: str) -> NotRead:
    """Refuse a value, repeating no more of it than a reader needs to find it."""
    if isinstance(value, int) and abs(value) > _WRITTEN:
        value = "…"
    given = value if isinstance(value, str) else repr(value)
    return NotRead(fact=fact[:LONGEST], given=given[:LONGEST], why=why, hint=hint)
