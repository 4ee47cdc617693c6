"""Freezing: what a scan itself holds an order for, and what a later scan lets go."""

from dataclasses import replace
from datetime import datetime

from handlers.deps import Deps, derived_id
from handlers.ports import ScanRequest
from handlers.resonance import judging
from handlers.shipping import locks
from handlers.shipping.papers import Papers
from rules.shipping.holds import Hold, open_holds
from rules.shipping.reasons import HoldReason, reason_of
from rules.shipping.verdict import Verdict
from rules.vocabulary import SYSTEM
from rules.wording.say import say
from storage.system.audit import Attempt
from storage.tx import Tx


def freeze(
    tx: Tx,
    deps: Deps,
    scan: ScanRequest,
    verdict: Verdict,
    reason: HoldReason,
    now: datetime,
) -> Verdict:
    """Hold the order of a scan for what was found, unless it is held for that already."""
    order_no = str(verdict.order_no)
    note = _note(deps, scan, order_no, reason)
    holds = hold(tx, deps, order_no, reason, note, seen_by=scan.source, now=now)
    return replace(verdict, holds=holds)


def hold(
    tx: Tx, deps: Deps, order_no: str, reason: HoldReason, note: str, *, seen_by: str, now: datetime
) -> tuple[Hold, ...]:
    """Hold an order for what somebody outside saw, unless it is held for that already."""
    order = tx.orders.lock((order_no,), now)[order_no]
    known = tx.holds.of_order(order_no)
    holds = open_holds(known, now)
    if all(one.reason != reason for one in holds):
        found = Hold(
            id=derived_id("hold", order_no, len(known)),
            order_no=order_no,
            reason=reason.value,
            owner=SYSTEM,
            note=note,
            since=now,
            release_role=reason_of(reason).release_role,
        )
        locks.set_hold(tx, deps, found, order, now)
        tx.audit.add(
            Attempt(
                at=now,
                actor="system",
                channel=seen_by,
                action="hold",
                order_no=order_no,
                outcome="done",
                detail=f"{found.reason} {found.note}",
            )
        )
        judging.judge(tx, deps, (order_no,), now)
        holds = open_holds(tx.holds.of_order(order_no), now)
    return holds


def _note(deps: Deps, scan: ScanRequest, order_no: str, reason: HoldReason) -> str:
    if reason is HoldReason.GIFT_MISSING:
        return say("guard_gift_missing", deps.lang, station=scan.station, code=scan.code)
    return f"{scan.station}: {scan.code} ≠ {scan.parcel_id or order_no}"


def is_for_gift(hold: Hold) -> bool:
    """Say whether a scanner set it for a gift that was not there."""
    return hold.reason == HoldReason.GIFT_MISSING and hold.owner == SYSTEM


def let_go(tx: Tx, deps: Deps, about: Papers, now: datetime) -> None:
    """End the hold for a missing gift: it is there now."""
    ended = [hold for hold in open_holds(about.holds, now) if is_for_gift(hold)]
    if deps.guard.gifts and ended:
        locks.end_holds(tx, deps, ended, about.order, by=SYSTEM, now=now)
        judging.judge(tx, deps, (about.order.order_no,), now)
