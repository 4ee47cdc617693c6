"""Tickets: after-sales is answered within 48 hours, and people hear of it before that is over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

#: Later answers cost the shop's score on the platforms.
WITHIN = timedelta(hours=48)
#: How long before the end a ticket without an answer is told of, each time more urgently.
TOLD_BEFORE = (timedelta(hours=24), timedelta(hours=6), timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One question of a customer; its answer may reach us before it does."""

    ticket_id: str
    order_no: str | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None


class Late(NamedTuple):
    """Of tickets whose 48 hours ended in a span of time, how many had no answer by then."""

    late: int = 0
    due: int = 0


def together(by_shop: Mapping[str | None, Late], shops: Collection[str] | None) -> Late:
    """Add up what these shops may see; of an order that nobody knows, who sees all of them."""
    seen = [one for shop, one in by_shop.items() if shops is None or shop in shops]
    return Late(late=sum(one.late for one in seen), due=sum(one.due for one in seen))


def later_than(opened_at: datetime, now: datetime) -> timedelta | None:
    """
    Return which of `TOLD_BEFORE` an unanswered ticket has come to.

    None where there is time yet, zero where it is late. Each begins with its very moment.
    """
    left = opened_at + WITHIN - now
    if left <= timedelta():
        return timedelta()
    return min((step for step in TOLD_BEFORE if left <= step), default=None)


def merged(one: Ticket, other: Ticket) -> Ticket:
    """Put together what was told of one ticket: what happened first counts, in any order."""
    return Ticket(
        ticket_id=one.ticket_id,
        order_no=one.order_no or other.order_no,
        opened_at=_first(one.opened_at, other.opened_at),
        answered_at=_first(one.answered_at, other.answered_at),
    )


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
