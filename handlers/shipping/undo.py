"""Undo: a release taken back, as long as it can be and the goods are still there."""

from dataclasses import replace
from datetime import datetime

from handlers.alerts.wishes import note, save
from handlers.deps import Deps, derived_id
from handlers.resonance import judging
from handlers.shipping.locks import TooLate, set_hold
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.people.permissions import Actor
from rules.shipping.holds import open_holds
from rules.vocabulary import Action, AlertState
from storage.orders.orders import Order
from storage.tx import Tx


def undo(
    tx: Tx, deps: Deps, actor: Actor, order: Order, alert: Alert, now: datetime
) -> Alert | TooLate:
    """
    Make everything as it was before the actor released the order; the alert is theirs then.

    What stopped the order stops it again in the same names, and what was re-based counts again.
    `alert` is the order's latest and may be undone; `order` is locked for this transaction.
    """
    if order.over or order.left_at is not None:
        note(tx, actor, Action.UNDO, order.order_no, "refused", now=now, detail="too_late")
        return TooLate(over=order.over)
    _hold_again(tx, deps, order, alert, now)
    order.rebased_at = _rebased_before(tx, alert)
    tx.orders.save([order])
    back = changes.undone(alert, now=now, remind_after=deps.people.remind_after)
    save(tx, deps, back, now)
    note(tx, actor, Action.UNDO, order.order_no, "done", now=now)
    judging.judge(tx, deps, (order.order_no,), now)
    return back


def _hold_again(tx: Tx, deps: Deps, order: Order, alert: Alert, now: datetime) -> None:
    """Set again what ended with the release, but for what somebody has set again themselves."""
    known = tx.holds.of_order(order.order_no)
    stands = {(hold.owner, hold.reason, hold.line) for hold in open_holds(known, now)}
    ended = [
        hold
        for hold in known
        if (hold.released_by, hold.released_at) == (alert.decided_by, alert.decided_at)
        and (hold.owner, hold.reason, hold.line) not in stands
    ]
    for number, hold in enumerate(ended, start=len(known)):
        again = derived_id("hold", order.order_no, number)
        renewed = replace(
            hold, id=again, since=now, released_at=None, released_by=None, gateway=None
        )
        set_hold(tx, deps, renewed, order, now)


def _rebased_before(tx: Tx, alert: Alert) -> datetime | None:
    """Return when the order was last re-based before this: by the alert that a person ended."""
    ended = (AlertState.RELEASED, AlertState.FALSE_ALARM)
    before = [one for one in tx.alerts.of_order(alert.order_no) if one.id != alert.id]
    times = (one.decided_at for one in before if one.state in ended)
    return max(filter(None, times), default=None)
