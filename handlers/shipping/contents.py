"""Contents: what lies in the parcel before a scanner, and whether its gifts are with it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers.deps import Deps
from handlers.ports import ScanRequest
from handlers.shipping.papers import Papers
from rules.codes import code_key
from rules.events.event import Event
from rules.shipping.gifts import added_by_hand, as_named, owed, pieces
from rules.vocabulary import ScanCode
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is known of one order's part of a parcel."""

    inside: frozenset[str] | None = None  #: SKUs; None: nobody says.
    gifts_missing: bool = False
    gifts_added: bool = False


def look(
    tx: Tx, deps: Deps, order: Papers, scan: ScanRequest, *, together: Collection[Papers]
) -> Contents:
    """
    Say what is inside, as the scanner counted it, or as the parcel was announced.

    Where a line is held, something that is in none of the orders which lie `together` may be it
    under another name: then nobody says what is inside. Nothing is looked at where nothing depends
    on it: no gift is configured and no line is held.
    """
    gifts, lines = deps.guard.gifts, any(hold.line is not None for hold in order.held)
    if not (lines or gifts):
        return Contents()
    no, ordered, announced = order.order.order_no, order.ordered, _announced(order.told)
    mine = order.parcels(scan.code)
    others = {code.parcel for code in order.codes} - mine
    here = (
        pieces(scan.items)
        if scan.items
        else sum((announced[p] for p in mine if p in announced), Counter())
        or (Counter(ordered) if not others else None)
    )
    names = {gift.sku for gift in gifts}
    here = as_named(here, {*ordered, *names}) if here is not None else None
    goods = frozenset(here or ())
    unsaid = here is None or (lines and _has_others(goods - names, together))
    inside = None if unsaid else goods
    created = order.created
    if created is None or not gifts:
        return Contents(inside=inside)
    wanted = owed(gifts, created.data, created.at.astimezone(deps.timezone).date())
    lacks = {sku: qty for sku, qty in wanted.items() if here is None or here[sku] < qty}
    added = added_by_hand(gifts, goods, {*wanted, *ordered})
    if not (lacks or added):
        return Contents(inside=inside)
    bound = tx.bonds.gifts_of(no)
    found = (here or Counter()) + bound + _in_other_parcels(tx, no, scan, announced, others)
    if any(parcel not in announced for parcel in others):
        found += ordered  # a parcel of which nobody says what is inside holds what was ordered
    return Contents(
        inside=inside,
        gifts_missing=any(found[sku] < qty for sku, qty in lacks.items()),
        gifts_added=any(sku not in bound for sku in added),
    )


def _has_others(goods: Collection[str], orders: Collection[Papers]) -> bool:
    """Say whether any of these goods is in none of these orders."""
    known = {code_key(line) for order in orders for line in order.ordered}
    return any(code_key(sku) not in known for sku in goods)


def _announced(events: Sequence[Event]) -> dict[str, Counter[str]]:
    """Return what the order centre said of each parcel, by its key; the latest word counts."""
    return {
        code_key(str(event.data["parcel_id"])): pieces(event.data["items"])
        for event in sorted(events, key=lambda e: (e.at, e.source, e.id))
        if event.type == "parcel.created" and event.data.get("items")
    }


def _in_other_parcels(
    tx: Tx, no: str, scan: ScanRequest, announced: dict[str, Counter[str]], others: set[str]
) -> Counter[str]:
    """Count what is in the order's other parcels: as they were scanned, or else announced."""
    here = code_key(scan.code)
    scanned: dict[str, Counter[str]] = {}
    for earlier in tx.scans.of_order(no):
        if earlier.verdict == ScanCode.OK and earlier.items and code_key(earlier.code) != here:
            scanned[code_key(earlier.code)] = pieces(earlier.items)
    told = [announced[parcel] for parcel in others if parcel in announced]
    return sum((*scanned.values(), *told), Counter())
