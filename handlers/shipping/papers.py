"""Papers: what is written of the orders before a scanner, read once for all that asks for it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from handlers.deps import Deps
from handlers.ports import ScanRequest
from rules.codes import code_key
from rules.events.event import Event
from rules.orders.course import follow
from rules.shipping.gifts import pieces
from rules.shipping.holds import Hold, open_holds
from storage.orders.orders import Order
from storage.orders.parcels import Code
from storage.tx import Tx

_TOLD_BY = ("order.created", "parcel.created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What is written of one order, which is locked."""

    order: Order
    holds: Sequence[Hold]  #: Its own, open or not.
    held: Sequence[Hold]  #: What is open of these, and of what it was merged or split of.
    codes: Sequence[Code]  #: Of all its parcels, where it matters in which of them goods are.
    told: Sequence[Event]  #: What was said of its goods, where it matters.
    created: Event | None  #: The order as `told` describes it last.
    ordered: Counter[str]  #: Pieces by SKU.

    def parcels(self, code: str) -> set[str]:
        """Return the keys of its parcels that bear this code, however it is written."""
        key = code_key(code)
        return {mine.parcel for mine in self.codes if code_key(mine.code) == key}


def read(
    tx: Tx, deps: Deps, scan: ScanRequest, order_nos: Collection[str], now: datetime
) -> dict[str, Papers]:
    """Lock orders and read what is written of them; of their goods only where that matters."""
    # What holds an order that was merged or split holds what it goes on as.
    origins = tx.successions.before(order_nos)
    # Locked, so that no hold can be set between this look and our answer's commit.
    orders = tx.orders.lock({*order_nos, *chain.from_iterable(origins.values())}, now)
    holds = tx.holds.of_orders(orders.keys())
    held = {}
    for no in order_nos:
        theirs = chain.from_iterable(holds.get(origin, ()) for origin in origins.get(no, ()))
        held[no] = open_holds(chain(holds.get(no, ()), theirs), now)
    lines = any(hold.line is not None for hold in chain.from_iterable(held.values()))
    matters = lines or bool(deps.guard.gifts)
    told = tx.journal.of_orders(order_nos, _TOLD_BY) if matters or scan.items else {}
    with_codes = order_nos if matters else [no for no in order_nos if orders[no].left_at]
    codes = tx.parcels.of_orders(with_codes)
    found = {}
    for no in order_nos:
        created = follow(told.get(no, ())).created
        found[no] = Papers(
            order=orders[no],
            holds=holds.get(no, ()),
            held=held[no],
            codes=codes.get(no, ()),
            told=told.get(no, ()),
            created=created,
            ordered=_goods(created),
        )
    return found


def lines_of(tx: Tx, order_no: str) -> frozenset[str]:
    """Return the SKUs of an order, as it was described last."""
    told = tx.journal.of_orders((order_no,), _TOLD_BY[:1]).get(order_no, ())
    return frozenset(_goods(follow(told).created))


def _goods(created: Event | None) -> Counter[str]:
    return pieces(created.data.get("items") or ()) if created is not None else Counter()
