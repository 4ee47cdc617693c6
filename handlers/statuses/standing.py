"""Standing: the layers of orders by the journal, each with what it was merged or split into."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from rules.events.event import Event
from rules.statuses.layers import Layers, layers_of
from rules.statuses.status_map import StatusMap
from rules.statuses.voices import TELLING
from storage.tx import Tx

#: What says that an order was paid: those that it goes on as need not be paid again.
_PAYMENTS = ("order.paid", "payment.settled")
#: What says where an order is, and which numbers are of one parcel.
_SAYING = TELLING | {"parcel.created"}


def telling(tx: Tx, order_nos: Collection[str]) -> dict[str, list[Event]]:
    """Return what says where orders are, with the payments of what they were merged or split of."""
    told = tx.journal.of_orders(order_nos, _SAYING)
    for order_no, payments in _payments_before(tx, order_nos).items():
        told.setdefault(order_no, []).extend(payments)
    return told


def _payments_before(tx: Tx, order_nos: Collection[str]) -> dict[str, list[Event]]:
    before = tx.successions.before(order_nos)
    if not before:
        return {}
    paid = tx.journal.of_orders({no for origins in before.values() for no in origins}, _PAYMENTS)
    return {
        order_no: [event for no in origins for event in paid.get(no, ())]
        for order_no, origins in before.items()
    }


def layers_by(
    tx: Tx, order_nos: Collection[str], *maps: StatusMap
) -> dict[str, tuple[Layers, ...]]:
    """Return the layers of each of these orders, once for each of the maps."""
    after = tx.successions.after(order_nos)
    theirs = (successor for found in after.values() for successor in found)
    told = telling(tx, {*order_nos, *theirs})
    return {
        order_no: tuple(_with_successors(order_no, told, after, one) for one in maps)
        for order_no in order_nos
    }


def following(
    tx: Tx, order_no: str, events: Iterable[Event], statuses: StatusMap
) -> tuple[Layers, Sequence[str]]:
    """Return the layers of an order whose events are at hand, and the orders it goes on as."""
    after = tx.successions.after((order_no,)).get(order_no, [])
    told = telling(tx, after) if after else {}
    theirs = [layers_of(no, told.get(no, ()), statuses) for no in after]
    mine = (*events, *_payments_before(tx, (order_no,)).get(order_no, ()))
    return layers_of(order_no, mine, statuses, successors=theirs), after


def _with_successors(
    order_no: str,
    told: Mapping[str, list[Event]],
    after: Mapping[str, list[str]],
    statuses: StatusMap,
) -> Layers:
    theirs = [layers_of(no, told.get(no, ()), statuses) for no in after.get(order_no, ())]
    return layers_of(order_no, told.get(order_no, ()), statuses, successors=theirs)
