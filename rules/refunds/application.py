"""
Applications: what somebody asks for, and what was decided about it; a decision is never rewritten.

An application is `data` of a `refund.requested`: `amount` (CNY), `reason`, `items`, and beside them
`ip` (whose device it came from) and `facts` (see `rules.refunds.facts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.refunds.decide import Decision
from rules.refunds.facts import FACTS, NotRead, RefundFacts, refused
from rules.refunds.reading import read_facts
from rules.refunds.velocity import address_text
from rules.refunds.words import Action, Bearer, Goods

#: Of `data`, what is told besides facts.
TOLD = ("amount", "reason", "items", "ip", "facts")
#: Where goods are. Whoever says one of these knows better than the order's own books.
WHERE = frozenset({
    "shipped", "signed", "picked", "days_since_sign", "hours_since_sign", "status",
})  # fmt: skip
_MONEY = ("freight", "amount", "voucher")
_DECIMALS = ("amount", "spoiled_share", "buyer_refund_rate")


class Cause(StrEnum):
    """What a decision was made upon."""

    APPLIED = "applied"
    APPEALED = "appealed"  #: New facts were told.
    PERSON = "person"  #: Quality control decided.


class Standing(StrEnum):
    """How an application stands."""

    REVIEW = "review"  #: A person has to decide.
    REFUSED = "refused"
    DECIDED = "decided"  #: What was decided has yet to be done.
    SETTLED = "settled"  #: It is done.


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody asked for."""

    id: str
    source: str
    named: str  #: What its source calls it.
    order_no: str
    at: datetime
    day: str  #: The shop's calendar day of it, `2026-01-02`.
    shop: str | None = None
    customer_id: str | None = None
    ip: str | None = None
    reason: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided at one time: an application's first decision stays beside its last."""

    refund_id: str
    at: datetime
    cause: Cause
    by: str
    reason: str
    facts: RefundFacts
    decision: Decision


def standing(application: Application, last: Decision) -> Standing:
    """Return how an application stands, by what was decided about it last."""
    if last.action is Action.REVIEW:
        return Standing.REVIEW
    if last.action is Action.REFUSE:
        return Standing.REFUSED
    return Standing.DECIDED if application.settled_at is None else Standing.SETTLED


def said_facts(data: Mapping[str, Any]) -> Mapping[str, Any] | NotRead:
    """Return the facts that an application tells, unread; its reason may name an issue."""
    facts = data.get("facts") or {}
    if not isinstance(facts, Mapping):
        return refused("facts", facts, "wrong_type", "{}")
    said = dict(facts)
    reason = data.get("reason")
    if "issue" not in said and reason and isinstance(read_facts({"issue": reason}), RefundFacts):
        said["issue"] = reason
    if data.get("amount") is not None:
        said.setdefault("amount", data["amount"])
    return said


def address_of(data: Mapping[str, Any]) -> str | NotRead | None:
    """Return the address of whoever applies, written as it always is; None where nobody said."""
    ip = data.get("ip")
    if ip is None:
        return None
    try:
        return address_text(str(ip))
    except ValueError:
        return refused("ip", ip, "wrong_type", "203.0.113.7 / 2001:db8::1")


def kept_decision(decision: Decision) -> dict[str, Any]:
    """Write a decision as it is kept."""
    return {name: _plain(value) for name, value in decision._asdict().items()}


def decision_of(kept: Mapping[str, Any]) -> Decision:
    """Read what `kept_decision` wrote."""
    read = dict(kept)
    for name in _MONEY:
        read[name] = Decimal(read[name])
    return Decision(
        **read
        | {
            "action": Action(read["action"]),
            "goods": Goods(read["goods"]),
            "freight_by": Bearer(read["freight_by"]),
            "clauses": tuple(read["clauses"]),
            "why": tuple(read["why"]),
        }
    )


def kept_facts(facts: RefundFacts) -> dict[str, Any]:
    """Write facts as they are kept."""
    return {name: _plain(getattr(facts, name)) for name in FACTS}


def facts_of(kept: Mapping[str, Any]) -> RefundFacts:
    """Read what `kept_facts` wrote; a fact that did not exist then is as nobody says it."""
    read = {name: value for name, value in kept.items() if name in FACTS}
    for name in _DECIMALS:
        if read.get(name) is not None:
            read[name] = Decimal(read[name])
    return RefundFacts(**read)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return str(value) if isinstance(value, StrEnum) else value
