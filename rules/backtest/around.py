"""Around an order: what its customer changed elsewhere, which print and dwell times are usual."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import itemgetter

from rules.events.event import Event
from rules.events.tellings import event_key, happened
from rules.orders.addresses import address_changes
from rules.resonance import baselines
from rules.resonance.facts import Change, Facts
from rules.resonance.foresight.seen import Seen
from rules.resonance.policy import Policy

#: So many of a span's newest values a baseline is made of, as for live orders.
_NEWEST = 500
_CREATED, _CHANGED = "order.created", "order.address_changed"


@dataclass(slots=True)
class Usual:
    """Print and dwell times as they arrived; each is measured against those known before it."""

    policy: Policy
    values: dict[tuple[str, str], list[tuple[datetime, str, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def measure(self, event: Event) -> Decimal | None:
        """Return what is usual where this was measured, and take it in."""
        sample = baselines.sample(event, self.policy.timezone)
        if sample is None:
            return None
        known = self.values[sample.kind, sample.scope]
        at, span = happened(event), self.policy.baseline_span
        first, end = (bisect_left(known, moment, key=itemgetter(0)) for moment in (at - span, at))
        usual = [value for _, _, value in known[max(first, end - _NEWEST) : end]]
        value = Decimal(sample.value)
        one = (at, f"{event.order_no}|{value}", value)
        place = bisect_left(known, one)
        if known[place : place + 1] != [one]:  # told again, it is the same sample
            known.insert(place, one)
        work_out = baselines.OF_KIND[sample.kind]
        return work_out(usual, at_least=self.policy.baseline_samples)


def facts_of(events: Iterable[Event], policy: Policy) -> list[Facts]:
    """Return what is known of each order in the end, from events in order of arrival."""
    by_order: dict[str, list[Event]] = {}
    measured: dict[str, dict[str, Decimal]] = defaultdict(dict)
    usual, seen = Usual(policy), Seen(policy)
    for event in events:
        if event.order_no is None:
            continue
        by_order.setdefault(event.order_no, []).append(event)
        if policy.foresight:
            seen.take(event)
        baseline = usual.measure(event)
        if baseline is not None:
            measured[event.order_no].setdefault(event_key(event), baseline)
    changes = _elsewhere(by_order)
    return [
        Facts(
            order_no=no,
            events=tuple(told),
            elsewhere=changes.get(no, ()),
            baselines=measured.get(no, {}),
            outlooks=seen.orders[no].outlooks if no in seen.orders else (),
        )
        for no, told in sorted(by_order.items())
    ]


def _elsewhere(by_order: Mapping[str, list[Event]]) -> dict[str, tuple[Change, ...]]:
    """Give each order whose address was changed its customer's changes on other orders."""
    by_customer: dict[str, dict[str, list[Change]]] = defaultdict(dict)
    for no, events in by_order.items():
        changed = [e for e in events if e.type == _CHANGED]
        created = [e for e in events if e.type == _CREATED]
        customer = _customer(created) if changed else None
        if customer is not None:
            known = min(e.received_at for e in created)
            by_customer[customer][no] = [
                # Whose order it is has to be known, too.
                Change(key=f.key, at=f.at, received_at=max(f.received_at, known))
                for f in address_changes(created, changed)
            ]
    return {
        no: tuple(change for other, theirs in orders.items() if other != no for change in theirs)
        for orders in by_customer.values()
        for no in orders
        if len(orders) > 1
    }


def _customer(created: Iterable[Event]) -> str | None:
    for event in created:
        customer = event.data.get("customer") or {}
        if customer.get("id"):
            return str(customer["id"])
    return None
