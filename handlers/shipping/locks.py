"""Locks: holds set and released by people and systems, and what that makes of the order's alert."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.alerts.announce import Announcements
from handlers.alerts.wishes import note, save
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.gateways import recalls, warehouse
from handlers.gateways.recalls import Recalled
from handlers.resonance import judging
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.events.promises import promised
from rules.orders.course import created_data, follow
from rules.people.permissions import Actor, Denied, authorize
from rules.shipping.holds import Hold, meant, open_holds
from rules.shipping.reasons import HoldReason, reason_of
from rules.vocabulary import Action, Level
from storage.orders.orders import Order
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The hold is set."""

    hold: Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyLocked:
    """Such a hold is open already."""

    hold: Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLate:
    """A hold would stop nothing: the goods have left, or the order is over."""

    over: bool  #: Cancelled or signed for.


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """These holds are gone; `others` still stop the order."""

    holds: tuple[Hold, ...]
    others: tuple[Hold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToRelease:
    """None of the open holds was meant; `others` are still there."""

    others: tuple[Hold, ...]


def lock(
    tx: Tx,
    deps: Deps,
    actor: Actor,
    order: Order,
    *,
    reason: str,
    now: datetime,
    hold_reason: str = HoldReason.MANUAL,
    line: str | None = None,
    expires: datetime | None = None,
    once: bool = False,
) -> Locked | AlreadyLocked | Recalled | TooLate | Denied:
    """
    Set a hold in somebody's name, whichever door they came by.

    The same owner and reason code twice is one hold (A-48); `once`, as in a chat where the first
    one wins, makes anybody's hold of that code the one. Who set it may release it, as may an
    approver. A hold by hand of the whole order decides its alert; one of a `line`, or of any other
    code, is a matter of the goods and leaves that decision to people. Goods that have left are
    asked back instead, as long as that is possible. `order` is locked for this transaction.
    """
    gate = authorize(actor, Action.FREEZE.value, shop=order.shop)
    if isinstance(gate, Denied):
        note(tx, actor, Action.FREEZE, order.order_no, "refused", now=now, detail=gate.reason)
        return gate
    if order.over or order.left_at is not None:
        recalled = recalls.ask(tx, deps, actor, order, reason=reason, now=now)
        if recalled is not None:
            return recalled
        note(tx, actor, Action.FREEZE, order.order_no, "refused", now=now, detail="too_late")
        return TooLate(over=order.over)
    known = tx.holds.of_order(order.order_no)
    for hold in open_holds(known, now):
        same = (hold.reason, hold.line) == (hold_reason, line)
        if same and (once or hold.owner == actor.name):
            note(tx, actor, Action.FREEZE, order.order_no, "already", now=now, detail=hold.reason)
            return AlreadyLocked(hold=hold)
    hold = Hold(
        id=derived_id("hold", order.order_no, len(known)),
        order_no=order.order_no,
        reason=str(hold_reason),
        owner=actor.name,
        note=reason,
        line=line,
        since=now,
        expires=expires or _ending(tx, deps, order, str(hold_reason), now),
        release_role=reason_of(hold_reason).release_role,
    )
    set_hold(tx, deps, hold, order, now)
    note(
        tx, actor, "lock", order.order_no, "done", now=now, detail=f"{hold.reason} {reason}".strip()
    )
    alert = alert_of(tx, order.order_no)
    if alert is not None and alert.alive and reason_of(hold_reason).by_hand and line is None:
        frozen = changes.decided(alert, Action.FREEZE, by=actor.name, now=now, because=reason)
        take_in(tx, deps, frozen, order, now)
    else:
        redraw(tx, deps, order.order_no, now)
    return Locked(hold=hold)


def _ending(tx: Tx, deps: Deps, order: Order, reason: str, now: datetime) -> datetime | None:
    """Return when the installation lets such a hold end by itself."""
    if reason not in deps.terms.ends:
        return None
    events = tx.journal.of_orders((order.order_no,), ("order.created",)).get(order.order_no, [])
    until = promised(created_data(follow(events)).get("promised_ship_at"), deps.timezone)
    return deps.terms.ending(reason, until, now)


def release(
    tx: Tx,
    deps: Deps,
    actor: Actor,
    order: Order,
    *,
    reason: str,
    wanted: Collection[str] | None,
    now: datetime,
    undo_for: timedelta | None = None,
) -> Released | NothingToRelease | Denied:
    """
    Release what `wanted` names by id or reason code, else the caller's own holds; others stay.

    Where nothing is named and nothing is held, it says of an alert that is alive: this may ship.
    One hold that may not be released keeps all that were asked for. `undo_for` is how long whoever
    asks may take back the release of a red order. `order` is locked for this transaction.
    """
    held = open_holds(tx.holds.of_order(order.order_no), now)
    chosen = meant(held, by=actor.name, wanted=wanted)
    for hold in chosen or (None,):
        gate = authorize(actor, Action.RELEASE.value, shop=order.shop, hold=hold)
        if isinstance(gate, Denied):
            note(tx, actor, Action.RELEASE, order.order_no, "refused", now=now, detail=gate.reason)
            return gate
    alert = alert_of(tx, order.order_no)
    alive = alert is not None and alert.alive
    if not chosen and (held or wanted or not alive):
        note(tx, actor, Action.RELEASE, order.order_no, "already", now=now)
        return NothingToRelease(others=held)
    end_holds(tx, deps, chosen, order, by=actor.name, now=now)
    for hold in chosen:
        note(
            tx,
            actor,
            "release",
            order.order_no,
            "done",
            now=now,
            detail=f"{hold.reason} {reason}".strip(),
        )
    if not chosen:
        note(tx, actor, "release", order.order_no, "done", now=now, detail=reason)
    others = tuple(hold for hold in held if hold not in chosen)
    by_machine = any(reason_of(hold.reason).machine for hold in chosen)
    if alert is not None and alive and (by_machine or not others):
        decided = changes.decided(
            alert,
            Action.RELEASE,
            by=actor.name,
            now=now,
            because=reason,
            undo_for=undo_for if alert.level is Level.RED else None,
        )
        take_in(tx, deps, decided, order, now)
    else:
        redraw(tx, deps, order.order_no, now)
    return Released(holds=chosen, others=others)


def set_hold(tx: Tx, deps: Deps, hold: Hold, order: Order, now: datetime) -> None:
    """Set a hold, and have the warehouse's own system told of it where there is one."""
    tx.holds.add(hold)
    door = Promises(tx, deps)
    warehouse.lock(door, hold, order, now)
    door.write()


def end_holds(
    tx: Tx, deps: Deps, holds: Collection[Hold], order: Order, *, by: str, now: datetime
) -> None:
    """Release holds in somebody's name, and have the warehouse's system told likewise."""
    for hold in holds:
        tx.holds.release(hold.id, by=by, now=now)
    door = Promises(tx, deps)
    warehouse.release(door, holds, order, now)
    door.write()


def alert_of(tx: Tx, order_no: str) -> Alert | None:
    """Return the order's latest alert."""
    return tx.alerts.latest_of((order_no,)).get(order_no)


def redraw(tx: Tx, deps: Deps, order_no: str, now: datetime) -> None:
    """Have the card of the order's latest alert drawn anew."""
    alert = alert_of(tx, order_no)
    if alert is not None:
        out = Announcements(tx, deps)
        out.redraw(alert, now, at_once=True)
        out.write()


def take_in(tx: Tx, deps: Deps, decided: Alert, order: Order, now: datetime) -> None:
    """Write what a person decided of an alert; where that ends it, the score is re-based too."""
    if not decided.alive:
        order.rebased_at = now
        tx.orders.save([order])
    save(tx, deps, decided, now)
    if not decided.alive:
        judging.judge(tx, deps, (order.order_no,), now)
