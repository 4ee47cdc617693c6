"""Tickets at work: what is told of after-sales questions, and which are about to be late."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.confirmation.tickets import (
    TOLD_BEFORE,
    WITHIN,
    Late,
    Ticket,
    later_than,
    merged,
    together,
)
from rules.events.event import Event
from rules.health.troubles import Found
from rules.vocabulary import Level
from storage.tx import Tx

#: Cards at once: beyond it nobody reads them, and the oldest come first.
_MOST = 200
#: Late ones are counted over so many days, as platforms do.
COUNTED = timedelta(days=30)


def keep(tx: Tx, _deps: Deps, told: Sequence[Event], _cases: object = None) -> Iterable[str]:
    """Note which tickets were opened or answered, in whatever order that reaches us."""
    new: dict[str, Ticket] = {}
    for event in told:
        name, is_new = event.data["ticket_id"], event.type == "ticket.opened"
        ticket = Ticket(
            ticket_id=name,
            order_no=event.order_no,
            opened_at=event.at if is_new else None,
            answered_at=None if is_new else event.at,
        )
        new[name] = merged(new[name], ticket) if name in new else ticket
    known = tx.tickets.find(list(new))
    tx.tickets.save([merged(known.get(name, one), one) for name, one in new.items()])
    return ()


def late_of(tx: Tx, shops: Collection[str] | None, since: datetime, until: datetime) -> Late:
    """Count, of these shops or of all, the tickets whose 48 hours ended in (since, until]."""
    return together(tx.tickets.late(since=since, until=until), shops)


def urgent(tx: Tx, now: datetime) -> dict[str, Found]:
    """Return each ticket without an answer of which people have to hear, as a trouble is found."""
    found = {}
    opened_by = now - WITHIN + TOLD_BEFORE[0]
    late = late_of(tx, None, now - COUNTED, now).late
    for ticket in tx.tickets.waiting(opened_by=opened_by, limit=_MOST):
        opened = ticket.opened_at
        left = None if opened is None else later_than(opened, now)
        if opened is None or left is None:
            continue
        facts = {"order_no": ticket.order_no or "–", "limit": str(int(left.total_seconds()))}
        if left <= TOLD_BEFORE[-1]:
            facts["level"] = Level.RED.value
        if not left:
            facts["count"] = str(late)
        found[ticket.ticket_id] = Found(since=opened, facts=facts)
    return found
