"""Elsewhere: what the customer of an order changed on other orders, so that a burst is seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.events.event import Event
from rules.orders.addresses import address_changes
from rules.resonance.facts import Change
from rules.resonance.policy import Policy
from storage.tx import Tx

_CREATED, _CHANGED = "order.created", "order.address_changed"


@dataclass(slots=True)
class Elsewhere:
    """Changes on other orders, for each order whose address was changed."""

    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)  #: Orders not asked about, in a burst with these.


def look(
    tx: Tx,
    policy: Policy,
    events: Mapping[str, Sequence[Event]],
    customers: Mapping[str, str | None],
) -> Elsewhere:
    """
    Find what the customers of these orders changed on others.

    `events` are those of each order, saved or not; `customers` are known from earlier, and what
    `order.created` says goes before.
    """
    found = Elsewhere()
    movers = {no: own for no, own in events.items() if any(e.type == _CHANGED for e in own)}
    customer_of = {
        no: customer
        for no, own in movers.items()
        if (customer := _customer(own) or customers[no]) is not None
    }
    if not customer_of:
        return found
    saved = tx.journal.movers_of(set(customer_of.values()))
    others = {no: customer for customer, no in saved if no not in events}
    everything = {**movers, **tx.journal.of_orders(others, (_CREATED, _CHANGED))}
    by_customer: dict[str, list[str]] = {}
    for no, customer in (customer_of | others).items():
        by_customer.setdefault(customer, []).append(no)
    real = {no: _changes(everything[no]) for no in customer_of | others}
    for no, customer in customer_of.items():
        rest = [other for other in by_customer[customer] if other != no]
        found.changes[no] = tuple(change for other in rest for change in real[other])
        found.near.update(
            other
            for other in rest
            if other in others
            and any(
                abs(theirs.at - ours.at) <= policy.burst_within
                for theirs in real[other]
                for ours in real[no]
            )
        )
    return found


def _customer(events: Sequence[Event]) -> str | None:
    for event in reversed(events):
        if event.type == _CREATED:
            customer = event.data.get("customer") or {}
            return str(customer["id"]) if customer.get("id") else None
    return None


def _changes(events: Sequence[Event]) -> list[Change]:
    created = [event for event in events if event.type == _CREATED]
    told = [event for event in events if event.type == _CHANGED]
    return [
        Change(key=fact.key, at=fact.at, received_at=fact.received_at)
        for fact in address_changes(created, told)
    ]
