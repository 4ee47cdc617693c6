"""Past orders: what the journal has of those of some days, as the evaluator reads them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.backtest.around import facts_of
from rules.events.event import Event
from rules.orders.course import SCORED
from rules.orders.endings import OUTCOME
from rules.resonance.facts import Facts
from rules.resonance.policy import Policy
from storage.events.journal import Stretch
from storage.tx import Tx

#: No more rows of the journal and no more orders are read than while somebody waits.
ROWS = 400_000
ORDERS = 5_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The orders of some days, the latest of them where there are too many to read."""

    orders: Sequence[Facts]
    events: Mapping[str, Sequence[Event]]  #: All that was read of each, in order of arrival.
    since: datetime  #: From when on they are all there.
    cut: bool  #: That is later than asked for.


def past(
    tx: Tx,
    policy: Policy,
    *,
    since: datetime,
    until: datetime,
    shops: Collection[str] | None,
    types: Collection[str] = (),
) -> Past:
    """Read the orders of some shops that were made in a span, with events of these types, too."""
    stretch = Stretch(since=since, until=until, rows=ROWS, found=ORDERS)
    order_nos, read_since = tx.journal.orders_on_which("order.created", stretch, shops)
    wanted = SCORED | {OUTCOME} | set(types)
    events: dict[str, list[Event]] = {}
    for start in range(0, len(order_nos), _AT_ONCE):
        events |= tx.journal.of_orders(order_nos[start : start + _AT_ONCE], wanted)
    for told in events.values():
        told.sort(key=_arrival)
    every = sorted((event for told in events.values() for event in told), key=_arrival)
    return Past(
        orders=facts_of(every, policy), events=events, since=read_since, cut=read_since > since
    )


def _arrival(event: Event) -> tuple[datetime, datetime, str, str]:
    return event.received_at, event.at, event.source, event.id
