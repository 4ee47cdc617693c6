"""Scans: whether the goods before a scanner may leave, decided and written in one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.deps import Deps
from handlers.gateways.keeping import holds_before
from handlers.ports import ScanRequest
from handlers.resonance import judging
from handlers.shipping import contents, freezing, locks, papers
from handlers.shipping.papers import Papers
from rules.codes import code_key
from rules.events.event import Event
from rules.orders.course import CHECKED, carrier_times
from rules.shipping import verdict
from rules.shipping.gifts import pieces
from rules.shipping.holds import as_of, open_holds
from rules.shipping.reasons import HoldReason
from rules.shipping.verdict import Scanned, Standing, Verdict
from rules.unshipped.progress import Progress
from rules.vocabulary import SYSTEM, ScanCode
from storage.orders.orders import Order
from storage.orders.parcels import Code
from storage.shipping.scans import Scan
from storage.tx import Tx


def judge_scan(tx: Tx, deps: Deps, scan: ScanRequest, now: datetime) -> Verdict:
    """
    Answer a scanner.

    The same scan gets the same answer, except that a lock since then turns an allow into a deny. An
    id used again for other goods, as by a scanner that counts anew, lets none go that may not.
    A mismatch freezes the order before the answer leaves (S-08), and so does a missing gift, until
    the parcel comes back with it (S-06).
    """
    before = tx.scans.find(scan.source, scan.scan_id)
    if before is not None and before.verdict != ScanCode.OK:
        no = before.order_no
        known = [*tx.holds.of_order(no), *holds_before(tx, no)] if no is not None else ()
        stood = open_holds((hold for hold in known if hold.since <= before.at), before.at)
        holds = tuple(as_of(hold, before.at) for hold in stood)
        return Verdict(code=ScanCode(before.verdict), order_no=no, holds=holds)
    verdict, read = _judge(tx, deps, scan, now)
    if before is not None and not verdict.holds and _is_same(before, scan):
        return replace(verdict, code=ScanCode.OK, order_no=before.order_no)
    tx.scans.save(
        Scan(
            source=scan.source,
            scan_id=scan.scan_id,
            at=now,
            station=scan.station,
            code=scan.code,
            order_no=verdict.order_no,
            verdict=verdict.code.value,
            items=[dict(i) for i in scan.items] if scan.items is not None else None,
        )
    )
    if verdict.order_no is None:
        return verdict
    entry = f"scan:{verdict.code}"
    said = Progress(order_no=verdict.order_no, warehouse=entry, warehouse_told=now)
    tx.progress.note((said,))
    match verdict.code:
        case ScanCode.PARCEL_MISMATCH:
            return freezing.freeze(tx, deps, scan, verdict, HoldReason.PARCEL_MISMATCH, now)
        case ScanCode.GIFT_MISSING:
            return freezing.freeze(tx, deps, scan, verdict, HoldReason.GIFT_MISSING, now)
        case ScanCode.LOCKED:
            locks.redraw(tx, deps, verdict.order_no, now)  # the card counts what it has stopped
        case ScanCode.OK:
            about = read[verdict.order_no]
            freezing.let_go(tx, deps, about, now)
            if scan.items:
                _note_complete_check(tx, deps, scan, about, now)
        case _:
            pass
    return verdict


def _is_same(before: Scan, scan: ScanRequest) -> bool:
    """Say whether an earlier scan was of the same code and the same goods."""
    same_goods = pieces(before.items or ()) == pieces(scan.items or ())
    return code_key(before.code) == code_key(scan.code) and same_goods


def _judge(
    tx: Tx, deps: Deps, scan: ScanRequest, now: datetime
) -> tuple[Verdict, dict[str, Papers]]:
    """Decide; return also what was read of the orders that were identified, if any were."""
    bindings = tx.parcels.bound_to(scan.code)
    # The number of an order is a code of that order, also where a parcel of another bears it.
    numbers = tx.orders.alike(scan.code)
    named = _named(tx, scan.order_no)
    identified = verdict.identify(
        Scanned(
            code=code_key(scan.code),
            order_no=named or scan.order_no,
            parcel_id=None if scan.parcel_id is None else code_key(scan.parcel_id),
            bound_orders={*numbers, *(binding.order_no for binding in bindings)},
            one_parcel=not numbers and _is_one_parcel(tx, bindings),
            parcel_codes=_codes_of_parcel(tx, scan.parcel_id),
            order_codes=_keys(tx.parcels.of_order(named)) if named else set(),
            order_known=named is not None,
        )
    )
    if isinstance(identified, Verdict):
        return identified, {}
    found = papers.read(tx, deps, scan, identified, now)
    standings = [_standing(tx, deps, one, scan, found.values()) for one in found.values()]
    return verdict.judge(standings, named=named), found


def _named(tx: Tx, order_no: str | None) -> str | None:
    """Return the order that the scanner names, None where nobody created or paid one."""
    if order_no is None:
        return None
    alike = tx.orders.alike(order_no)
    found = order_no if order_no in alike else alike[0] if len(alike) == 1 else None
    order = tx.orders.get(found) if found is not None else None
    return found if order is not None and _is_known(tx, order) else None


def _is_known(tx: Tx, order: Order) -> bool:
    return order.created_at is not None or bool(
        tx.journal.of_orders((order.order_no,), ("order.created", "order.paid"))
    )


def _keys(codes: Iterable[Code]) -> set[str]:
    return {code_key(code.code) for code in codes}


def _is_one_parcel(tx: Tx, bindings: Sequence[Code]) -> bool:
    """Say whether a code that several orders bear is on one parcel, with one tracking number."""
    if len(bindings) <= 1:
        return True
    codes = tx.parcels.of_orders({binding.order_no for binding in bindings})
    tracking = [
        _keys(c for c in codes[b.order_no] if c.kind == "tracking" and c.parcel == b.parcel)
        for b in bindings
    ]
    return bool(set.intersection(*tracking))


def _codes_of_parcel(tx: Tx, parcel_id: str | None) -> set[str]:
    """Return the codes of the parcel that bears this one."""
    if parcel_id is None:
        return set()
    named = {(c.order_no, c.parcel) for c in tx.parcels.bound_to(parcel_id)}
    found = tx.parcels.of_orders({order_no for order_no, _ in named})
    return _keys(c for codes in found.values() for c in codes if (c.order_no, c.parcel) in named)


def _standing(
    tx: Tx, deps: Deps, one: Papers, scan: ScanRequest, together: Collection[Papers]
) -> Standing:
    order = one.order
    found = contents.look(tx, deps, one, scan, together=together)
    waived = any(freezing.is_for_gift(h) and h.released_by not in (None, SYSTEM) for h in one.holds)
    return Standing(
        order_no=order.order_no,
        known=_is_known(tx, order),
        # Whether the gift is still missing is seen anew each time.
        holds=tuple(hold for hold in one.held if not freezing.is_for_gift(hold)),
        cancelled=order.cancelled,
        left=order.left_at is not None and _parcel_left(tx, one, scan.code),
        inside=found.inside,
        gifts_missing=found.gifts_missing and not waived,
        gifts_added=found.gifts_added,
    )


def _parcel_left(tx: Tx, one: Papers, code: str) -> bool:
    """Say whether this parcel is gone; of an order with several, one may still be in the house."""
    if len({c.parcel for c in one.codes}) <= 1:
        return True
    mine = one.parcels(code)
    tracking = _keys(c for c in one.codes if c.parcel in mine)
    return bool(tracking & carrier_times(tx.journal.of_order(one.order.order_no)).keys())


def _note_complete_check(
    tx: Tx, deps: Deps, scan: ScanRequest, about: Papers, now: datetime
) -> None:
    """Journal that every piece has passed a check scan, which ends `multi_piece`."""
    order_no, ordered = about.order.order_no, about.ordered
    seen: Counter[str] = Counter()
    for earlier in tx.scans.of_order(order_no):
        if earlier.verdict == ScanCode.OK and earlier.items:
            seen.update(pieces(earlier.items))
    if ordered and all(seen[sku] >= qty for sku, qty in ordered.items()):
        event = Event(
            source="resonance",
            id=f"{scan.source}:{scan.scan_id}",
            type=CHECKED,
            order_no=order_no,
            at=now,
            received_at=now,
            data={"station": scan.station},
        )
        if tx.journal.add([event]):
            judging.judge(tx, deps, (order_no,), now)
