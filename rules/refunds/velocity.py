"""
Velocity: how often one address and one buyer ask money back, counted by us for an application.

An address counts within a day of the shop's calendar. A buyer counts by their orders within a
window: which share of them something was asked back of, this application's included.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

from rules.refunds.facts import RefundFacts

#: What a buyer is judged by unless the shop says otherwise.
RATE_WINDOW, RATE_AFTER = timedelta(days=90), 5
#: Facts that we count ourselves.
COUNTED = ("same_ip_refunds_1d", "buyer_refund_rate")
_PLACES = Decimal("0.0001")


class Buyer(NamedTuple):
    """Who bought in a shop; the same name in another shop is somebody else."""

    shop: str  #: "" where nobody said which.
    customer_id: str


def buyer_of(created: Mapping[str, Any]) -> Buyer | None:
    """Return whose an order is; None where it does not say."""
    name = (created.get("customer") or {}).get("id")
    return Buyer(shop=created.get("shop") or "", customer_id=str(name)) if name else None


def rate_of(asked: int, orders: int, least: int) -> Decimal:
    """Return a buyer's rate; none before so many orders, as one of one says nothing of anybody."""
    return (Decimal(asked) / orders).quantize(_PLACES) if orders >= max(least, 1) else Decimal()


def at_least(facts: RefundFacts, counted: RefundFacts) -> RefundFacts:
    """
    Return the facts with no risk below what we counted: others may have seen more, never less.

    What somebody calls unknown stays so, and is for a person.
    """
    higher = {}
    for name in COUNTED:
        said, ours = getattr(facts, name), getattr(counted, name)
        if said is not None and ours is not None and ours > said:
            higher[name] = ours
    return facts._replace(**higher)


def address_text(written: str) -> str:
    """Write an address as it always is: one of IPv4 is the same inside IPv6."""
    address = ip_address(written)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(address if mapped is None else mapped)
