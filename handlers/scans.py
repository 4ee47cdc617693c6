"""Scans: whether the goods before a scanner may leave, decided and written in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import locks, scoring
from handlers.deps import Deps, derived_id
from handlers.ports import ScanRequest
from rules import shipping
from rules.course import CHECKED, carrier_times
from rules.events import Event
from rules.holds import Hold, as_of, open_holds
from rules.shipping import Scanned, Verdict
from rules.vocabulary import HoldReason, Role, ScanCode
from storage.audit import Attempt
from storage.parcels import Code
from storage.scans import Scan
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
    if before is not None and verdict.code is not ScanCode.LOCKED:
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
    # The number of an order is a code of that order, also where a parcel of another bears it.
    bound = {c.order_no for c in tx.parcels.bound_to(scan.code)}
    if tx.orders.get(scan.code) is not None:
        bound.add(scan.code)
    named = scan.order_no
    own = tx.parcels.of_order(named) if named else []
    identified = shipping.identify(
        Scanned(
            code=scan.code,
            order_no=named,
            parcel_id=scan.parcel_id,
            bound_orders=bound,
            parcel_codes=_codes_of_parcel(tx, scan.parcel_id),
            order_codes={c.code for c in own},
            order_known=named is not None and tx.orders.get(named) is not None,
        )
    )
    if isinstance(identified, Verdict):
        return identified
    # Locked, so that no hold can be set between this look and our answer's commit.
    order = tx.orders.lock((identified,), now)[identified]
    holds = open_holds(tx.holds.of_order(identified), now)
    parcels = tx.parcels.of_order(identified)
    left = order.left_at is not None and _parcel_left(tx, identified, scan.code, parcels)
    return shipping.judge(identified, holds=holds, cancelled=order.cancelled, parcel_left=left)


def _codes_of_parcel(tx: Tx, parcel_id: str | None) -> set[str]:
    if parcel_id is None:
        return set()
    orders = {c.order_no for c in tx.parcels.bound_to(parcel_id)}
    return {c.code for no in orders for c in tx.parcels.of_order(no) if c.parcel_id == parcel_id}


def _parcel_left(tx: Tx, order_no: str, code: str, parcels: Sequence[Code]) -> bool:
    """Say whether this parcel is gone; of an order with several, one may still be in the house."""
    if len({c.parcel_id for c in parcels}) <= 1:
        return True
    mine = {c.parcel_id for c in parcels if c.code == code}
    tracking = {c.code for c in parcels if c.parcel_id in mine}
    return bool(tracking & carrier_times(tx.journal.of_order(order_no)).keys())


def _freeze(tx: Tx, deps: Deps, scan: ScanRequest, order_no: str, now: datetime) -> Verdict:
    tx.orders.lock((order_no,), now)
    known = tx.holds.of_order(order_no)
    holds = open_holds(known, now)
    if all(hold.reason != HoldReason.PARCEL_MISMATCH for hold in holds):
        hold = Hold(
            id=derived_id("hold", order_no, len(known)),
            order_no=order_no,
            reason=HoldReason.PARCEL_MISMATCH.value,
            owner="system",
            note=f"{scan.station}: {scan.code} ≠ {scan.parcel_id or order_no}",
            since=now,
            release_role=Role.APPROVER,
        )
        tx.holds.add(hold)
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
        scoring.judge(tx, deps, (order_no,), now)
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
            scoring.judge(tx, deps, (order_no,), now)


def _pieces(items: Sequence[Mapping[str, Any]]) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for item in items:
        pieces[str(item.get("sku"))] += int(item.get("qty") or 1)
    return pieces
