"""Locks: holds set and released by people and systems, and what that makes of the order's alert."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import scoring
from handlers.announce import Announcements
from handlers.deps import Deps, derived_id
from rules import holds as ledger
from rules.alerts import Alert
from rules.escalation import NEXT_STEP
from rules.holds import Hold, NotAllowed, NothingToRelease, open_holds
from rules.vocabulary import Action, AlertState, HoldReason, Role
from storage.audit import Attempt
from storage.orders import Order
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The hold is set; `left` warns that goods had already gone."""

    hold: Hold
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyLocked:
    """Such a hold is open already."""

    hold: Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """These holds are gone; `others` still stop the order."""

    holds: tuple[Hold, ...]
    others: tuple[Hold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOrder:
    """We never heard of that order."""

    order_no: str


def lock(
    tx: Tx,
    *,
    order_no: str,
    by: str,
    reason: str,
    channel: str,
    now: datetime,
    hold_reason: str = HoldReason.MANUAL,
    expires: datetime | None = None,
) -> Locked | AlreadyLocked | UnknownOrder:
    """
    Set a hold in somebody's name.

    The same owner and reason code twice is one hold (A-48). Who set it may release it, as may an
    approver.
    """
    order = tx.orders.get(order_no)
    if order is None:
        return UnknownOrder(order_no=order_no)
    order = tx.orders.lock((order_no,), now)[order_no]
    known = tx.holds.of_order(order_no)
    for hold in open_holds(known, now):
        if hold.owner == by and hold.reason == hold_reason:
            return AlreadyLocked(hold=hold)
    hold = Hold(
        id=derived_id("hold", order_no, len(known)),
        order_no=order_no,
        reason=str(hold_reason),
        owner=by,
        note=reason,
        since=now,
        expires=expires,
        release_role=Role.APPROVER,
    )
    tx.holds.add(hold)
    _audit(
        tx,
        "lock",
        order_no,
        by=by,
        channel=channel,
        detail=f"{hold.reason} {reason}".strip(),
        now=now,
    )
    return Locked(hold=hold, left=order.left_at is not None)


def release(
    tx: Tx,
    deps: Deps,
    *,
    order_no: str,
    by: str,
    role: Role,
    reason: str,
    wanted: Collection[str] | None,
    channel: str,
    now: datetime,
) -> Released | NothingToRelease | NotAllowed | UnknownOrder:
    """Release what `wanted` names, else the caller's own holds; others stay (invariant 6)."""
    if tx.orders.get(order_no) is None:
        return UnknownOrder(order_no=order_no)
    order = tx.orders.lock((order_no,), now)[order_no]
    chosen = ledger.choose_release(
        tx.holds.of_order(order_no), by=by, role=role, wanted=wanted, now=now
    )
    match chosen:
        case NothingToRelease():
            return chosen
        case NotAllowed(hold=hold):
            _audit(
                tx,
                "release",
                order_no,
                by=by,
                channel=channel,
                detail=hold.reason,
                now=now,
                outcome="refused",
            )
            return chosen
        case ledger.Release(holds=gone):
            for hold in gone:
                tx.holds.release(hold.id, by=by, now=now)
                detail = f"{hold.reason} {reason}".strip()
                _audit(tx, "release", order_no, by=by, channel=channel, detail=detail, now=now)
            others = open_holds(tx.holds.of_order(order_no), now)
            _settle_alert(tx, deps, order, gone, others, by=by, now=now)
            return Released(holds=gone, others=others)


def redraw(tx: Tx, deps: Deps, order_no: str, now: datetime) -> None:
    """Have the card of the order's latest alert drawn anew."""
    alert = tx.alerts.latest_of((order_no,)).get(order_no)
    if alert is not None:
        out = Announcements(tx, deps, deps.policy)
        out.redraw(alert, now, at_once=True)
        out.write()


def _settle_alert(
    tx: Tx,
    deps: Deps,
    order: Order,
    gone: tuple[Hold, ...],
    others: tuple[Hold, ...],
    *,
    by: str,
    now: datetime,
) -> None:
    """
    End the alert behind the released holds.

    What it counted is forgotten, so that the next look does not lock again.
    """
    alert = tx.alerts.latest_of((order.order_no,)).get(order.order_no)
    if alert is None or not alert.alive:
        return
    ours = {HoldReason.RESONANCE_RED, HoldReason.PARCEL_MISMATCH}
    if others and not any(hold.reason in ours for hold in gone):
        redraw(tx, deps, order.order_no, now)
        return
    decide_alert(
        tx, deps, alert, order, action=Action.RELEASE, state=AlertState.RELEASED, by=by, now=now
    )


def decide_alert(
    tx: Tx,
    deps: Deps,
    alert: Alert,
    order: Order,
    *,
    action: Action,
    state: AlertState,
    by: str,
    now: datetime,
) -> Alert:
    """Write a person's decision into an alert; a release or false alarm re-bases the score too."""
    ends = state in (AlertState.RELEASED, AlertState.FALSE_ALARM)
    decided = replace(
        alert,
        state=state,
        revision=alert.revision + 1,
        decided_by=by,
        decided_at=now,
        decision=action,
        updated_at=now,
        ended_at=now if ends else None,
        snoozed_until=None,
        next_step_at=None if ends else now + NEXT_STEP[AlertState.FROZEN],
    )
    tx.alerts.save([(decided, order.shop)])
    if ends:
        order.rebased_at = now
        tx.orders.save([order])
    out = Announcements(tx, deps, deps.policy)
    out.redraw(decided, now, at_once=True)
    out.write()
    if ends:
        scoring.judge(tx, deps, (order.order_no,), now)
    return decided


def _audit(
    tx: Tx,
    action: str,
    order_no: str,
    *,
    by: str,
    channel: str,
    detail: str,
    now: datetime,
    outcome: str = "done",
) -> None:
    tx.audit.add(
        Attempt(
            at=now,
            actor=by,
            channel=channel,
            action=action,
            order_no=order_no,
            outcome=outcome,
            detail=detail,
        )
    )
