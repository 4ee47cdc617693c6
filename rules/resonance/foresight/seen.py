"""Seen: the history of orders as their events arrive, and what it said of each when it did."""

from dataclasses import dataclass, field

from rules.events.event import Event
from rules.resonance.foresight.history import History, Step, Watched
from rules.resonance.foresight.trail import FOLLOWED, follow_on
from rules.resonance.policy import Policy

_NOBODY = Watched()


@dataclass(slots=True)
class Seen:
    """Events as they arrive, all in memory, as intake keeps them in tables."""

    policy: Policy
    history: History = field(default_factory=History)
    orders: dict[str, Watched] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take in an event of an order."""
        step = step_of(self.orders, event, self.policy)
        if step is None:
            return
        outlook = self.history.follow(step, self.policy.timezone)
        if outlook is not None:
            no = event.order_no or ""
            self.orders[no] = self.orders[no].seen(outlook)


def step_of(orders: dict[str, Watched], event: Event, policy: Policy) -> Step | None:
    """Keep what an event makes of its order's trail, and return it; None: nothing changes."""
    no = event.order_no
    if no is None or event.type not in FOLLOWED:
        return None
    known = orders.get(no, _NOBODY)
    after, gap = follow_on(known.trail, event, policy.statuses, policy.timezone)
    if after == known.trail and gap is None:
        return None
    orders[no] = known._replace(trail=after)
    return Step(known.trail, after, gap, event.received_at)
