"""Scans: whether the goods before a scanner may leave, decided and written in one transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.deps import Deps, derived_id
from handlers.ports import ScanRequest
from handlers.resonance import judging
from handlers.shipping import locks
from rules.codes import code_key
from rules.events.event import Event
from rules.orders.course import CHECKED, carrier_times
from rules.shipping import verdict
from rules.shipping.holds import Hold, as_of, open_holds
from rules.shipping.reasons import HoldReason, reason_of
from rules.shipping.verdict import Scanned, Standing, Verdict
from rules.vocabulary import SYSTEM, ScanCode
from storage.orders.orders import Order
from storage.orders.parcels import Code
from storage.shipping.scans import Scan
from storage.system.audit import Attempt
from storage.tx import Tx


def judge_scan(tx: Tx, deps: Deps, scan: ScanRequest, now: datetime) -> Verdict:
    """
    Answer a scanner.

    The same scan gets the same answer, except that a lock since then turns an allow into a deny.
    A mismatch freezes the order before the answer leaves (S-08).
    """
    before = tx.scans.find(scan.source, scan.scan_id)
    if before is not None and before.verdict != ScanCode.OK:
        known = tx.holds.of_order(before.order_no) if before.order_no else ()
        holds = tuple(as_of(hold, before.at) for hold in open_holds(known, before.at))
        return Verdict(code=ScanCode(before.verdict), order_no=before.order_no, holds=holds)
    verdict = _judge(tx, scan, now)
    if before is not None and not verdict.holds:
        return Verdict(code=ScanCode.OK, order_no=before.order_no)
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
    if verdict.code is ScanCode.PARCEL_MISMATCH and verdict.order_no is not None:
        return _freeze(tx, deps, scan, verdict.order_no, now)
    if verdict.code is ScanCode.LOCKED and verdict.order_no is not None:
        locks.redraw(tx, deps, verdict.order_no, now)  # the card counts what it has stopped
    if verdict.allow and scan.items and verdict.order_no is not None:
        _note_complete_check(tx, deps, scan, verdict.order_no, now)
    return verdict


def _judge(tx: Tx, scan: ScanRequest, now: datetime) -> Verdict:
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
        return identified
    # Locked, so that no hold can be set between this look and our answer's commit.
    orders = tx.orders.lock(identified, now)
    standings = [_standing(tx, orders[no], scan.code, now) for no in identified]
    return verdict.judge(standings, named=named)


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


def _standing(tx: Tx, order: Order, code: str, now: datetime) -> Standing:
    return Standing(
        order_no=order.order_no,
        known=_is_known(tx, order),
        holds=open_holds(tx.holds.of_order(order.order_no), now),
        cancelled=order.cancelled,
        left=order.left_at is not None and _parcel_left(tx, order.order_no, code),
    )


def _parcel_left(tx: Tx, order_no: str, code: str) -> bool:
    """Say whether this parcel is gone; of an order with several, one may still be in the house."""
    parcels = tx.parcels.of_order(order_no)
    if len({c.parcel for c in parcels}) <= 1:
        return True
    mine = {c.parcel for c in parcels if code_key(c.code) == code_key(code)}
    tracking = _keys(c for c in parcels if c.parcel in mine)
    return bool(tracking & carrier_times(tx.journal.of_order(order_no)).keys())


def _freeze(tx: Tx, deps: Deps, scan: ScanRequest, order_no: str, now: datetime) -> Verdict:
    order = tx.orders.lock((order_no,), now)[order_no]
    known = tx.holds.of_order(order_no)
    holds = open_holds(known, now)
    if all(hold.reason != HoldReason.PARCEL_MISMATCH for hold in holds):
        hold = Hold(
            id=derived_id("hold", order_no, len(known)),
            order_no=order_no,
            reason=HoldReason.PARCEL_MISMATCH.value,
            owner=SYSTEM,
            note=f"{scan.station}: {scan.code} ≠ {scan.parcel_id or order_no}",
            since=now,
            release_role=reason_of(HoldReason.PARCEL_MISMATCH).release_role,
        )
        locks.set_hold(tx, deps, hold, order, now)
        tx.audit.add(
            Attempt(
                at=now,
                actor="system",
                channel=scan.source,
                action="hold",
                order_no=order_no,
                outcome="done",
                detail=f"{hold.reason} {hold.note}",
            )
        )
        judging.judge(tx, deps, (order_no,), now)
        holds = open_holds(tx.holds.of_order(order_no), now)
    return Verdict(code=ScanCode.PARCEL_MISMATCH, order_no=order_no, holds=holds)


def _note_complete_check(
    tx: Tx, deps: Deps, scan: ScanRequest, order_no: str, now: datetime
) -> None:
    """Journal that every piece has passed a check scan, which ends `multi_piece`."""
    created = [e for e in tx.journal.of_order(order_no) if e.type == "order.created"]
    if not created:
        return
    ordered = _pieces(created[-1].data.get("items") or ())
    seen: Counter[str] = Counter()
    for earlier in tx.scans.of_order(order_no):
        if earlier.verdict == ScanCode.OK and earlier.items:
            seen.update(_pieces(earlier.items))
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


def _pieces(items: Sequence[Mapping[str, Any]]) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for item in items:
        pieces[str(item.get("sku"))] += int(item.get("qty") or 1)
    return pieces
