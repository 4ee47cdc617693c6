"""Calls: what a system outside is told to do, under a name that makes doing it twice one effect."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum


class CallAction(StrEnum):
    """What a system is asked to do, or told."""

    LOCK = "lock"
    RELEASE = "release"
    RECALL = "recall"
    QUERY = "query"  #: How the order stands there; it changes nothing.
    TRACK = "track"  #: Tell the customer that the parcel has left; `reason` is the sentence.
    RECOGNISE = "recognise"  #: Begin to recognise revenue; `reason` names the shipment.
    CONFIRM_LINK = "confirm_link"  #: Send the customer a link to say how the parcel came.
    REFUND = "refund"  #: Pay money back the way it was paid.
    VOUCHER = "voucher"
    EXCHANGE = "exchange"
    RESEND = "resend"  #: Send what was missing.
    CONFIRM_CALL = "confirm_call"  #: Call the customer and ask.


class ReadBack(StrEnum):
    """How an order, or a refund, stands in a system outside, by its own words."""

    LOCKED = "locked"
    ACTIVE = "active"
    DONE = "done"  #: What an application for a refund came to is done.
    UNSAID = "unsaid"  #: It answered, and said nothing of this.


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Whom a call is for, and what is said: put in when it leaves, so that no ledger keeps it."""

    phone: str  #: Digits; "" where it is not known.
    link: str
    text: str  #: What is sent or said.
    facts: Mapping[str, str]  #: The same for services that fill in a text of their own.


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """What a refund's call is about."""

    refund_id: str
    amount: str  #: CNY, two places.
    goods: str  #: Whether they are awaited back: `back`, `keep`, `stop` or `none`.


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call; each try of it carries the same `id`."""

    id: str
    action: CallAction
    order_no: str
    warehouse: str
    reason: str
    at: datetime  #: When it was promised, in UTC.
    customer: Customer | None = None
    payout: Payout | None = None

    def as_body(self) -> dict[str, str]:
        """Return it as a promise carries it, and as systems are told that speak our words."""
        customer = self.customer
        told = (
            {}
            if customer is None
            else {"phone": customer.phone, "link": customer.link, "text": customer.text}
        )
        return {
            "id": self.id,
            "action": self.action.value,
            "order_no": self.order_no,
            "warehouse": self.warehouse,
            "reason": self.reason,
            "at": self.at.isoformat(),
            **told,
            **(asdict(self.payout) if self.payout is not None else {}),
        }


def call_of(body: Mapping[str, str]) -> Call:
    """Read what `as_body` wrote."""
    return Call(
        id=body["id"],
        action=CallAction(body["action"]),
        order_no=body["order_no"],
        warehouse=body["warehouse"],
        reason=body["reason"],
        at=datetime.fromisoformat(body["at"]),
        payout=Payout(**{f.name: body[f.name] for f in fields(Payout)})
        if "refund_id" in body
        else None,
    )
