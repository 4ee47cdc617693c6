"""Decisions: what a person does about an order; the first one wins, others hear who it was."""

from datetime import datetime, timedelta

from handlers.alerts import claims
from handlers.alerts.wishes import Wish, already, done, note, refuse, save, too_late, when
from handlers.deps import Deps
from handlers.ports import Reply
from handlers.shipping import locks
from rules.alerts import changes
from rules.people.permissions import Denied, authorize
from rules.people.refusals import denied
from rules.shipping.holds import Hold, meant_by_release, open_holds
from rules.shipping.reasons import reason_of
from rules.shipping.texts import hold_text
from rules.vocabulary import Action, AlertState
from rules.wording.say import listing, say
from storage.tx import Tx

#: How long `稍后` puts an alert aside unless the person says otherwise, and at most.
SNOOZE = timedelta(hours=2)
LONGEST_SNOOZE = timedelta(hours=24)


def carry_out(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Check the permission, do what is wished or say why not, and write the attempt down."""
    if wish.action is Action.FREEZE:
        return _freeze(tx, deps, wish, now)
    if wish.action is Action.RELEASE:
        return _release(tx, deps, wish, now)
    level = wish.alert.level if wish.alert is not None else None
    gate = authorize(wish.actor, wish.action.value, shop=wish.order.shop, level=level)
    if isinstance(gate, Denied):
        return refuse(
            tx,
            deps,
            wish.actor,
            gate,
            action=wish.action.value,
            order_no=wish.order.order_no,
            now=now,
            private=wish.private,
        )
    match wish.action:
        case Action.CLAIM:
            return claims.claim(tx, deps, wish, now)
        case Action.FALSE_ALARM:
            return _false_alarm(tx, deps, wish, now)
        case Action.SNOOZE:
            return _snooze(tx, deps, wish, now)
        case Action.REFRESH:
            locks.redraw(tx, deps, wish.order.order_no, now)
            return Reply(text=say("refreshed", deps.lang, at=when(deps, now, now)), private=True)


def _open(tx: Tx, wish: Wish, now: datetime) -> tuple[Hold, ...]:
    return open_holds(tx.holds.of_order(wish.order.order_no), now)


def _freeze(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    no = wish.order.order_no
    kept = any(reason_of(hold.reason).machine for hold in _open(tx, wish, now))
    outcome = locks.lock(tx, deps, wish.actor, wish.order, reason=wish.reason, now=now, once=True)
    match outcome:
        case Denied():
            return Reply(text=denied(outcome, deps.lang, private=wish.private), private=True)
        case locks.TooLate(over=over):
            return too_late(
                deps, wish, say("lock_over" if over else "lock_left", deps.lang, order_no=no)
            )
        case locks.AlreadyLocked(hold=hold):
            at = when(deps, hold.since, now)
            return too_late(
                deps, wish, say("lock_already", deps.lang, order_no=no, by=hold.owner, at=at)
            )
        case locks.Locked() if wish.reason:
            return done(deps, "lock_done_because", wish, now, reason=wish.reason)
        case locks.Locked():
            return done(deps, "freeze_done" if kept else "lock_done", wish, now)


def _release(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    chosen = meant_by_release(_open(tx, wish, now), by=wish.actor.name)
    outcome = locks.release(
        tx,
        deps,
        wish.actor,
        wish.order,
        reason=wish.reason,
        wanted={hold.id for hold in chosen} if wish.hold is None else {wish.hold},
        now=now,
    )
    match outcome:
        case Denied():
            return Reply(text=denied(outcome, deps.lang, private=wish.private), private=True)
        case locks.Released(others=()):
            return done(deps, "release_done", wish, now)
        case locks.Released(others=others):
            return done(deps, "release_still_held", wish, now, others=_list(deps, others))
        case locks.NothingToRelease(others=others):
            return too_late(deps, wish, _nothing_released(deps, wish, others, now))


def _nothing_released(deps: Deps, wish: Wish, still_open: tuple[Hold, ...], now: datetime) -> str:
    no, alert = wish.order.order_no, wish.alert
    if still_open:
        others = _list(deps, still_open)
        return say("release_nothing_meant", deps.lang, order_no=no, others=others)
    if (
        alert is not None
        and alert.decision is Action.RELEASE
        and alert.decided_by
        and alert.decided_at
    ):
        at = when(deps, alert.decided_at, now)
        return say("release_already", deps.lang, order_no=no, by=alert.decided_by, at=at)
    return say("release_nothing", deps.lang, order_no=no)


def _list(deps: Deps, holds: tuple[Hold, ...]) -> str:
    return listing((hold_text(h, deps.lang) for h in holds), deps.lang)


def _snooze(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    alert, order_no = wish.alert, wish.order.order_no
    if alert is None or not alert.alive:
        return already(tx, deps, wish, say("no_alert", deps.lang, order_no=order_no), now)
    if alert.snoozed_until is not None and alert.snoozed_until > now and wish.duration is None:
        until = when(deps, alert.snoozed_until, now)
        by = alert.decided_by or wish.actor.name
        return already(
            tx,
            deps,
            wish,
            say("snooze_already", deps.lang, order_no=order_no, by=by, until=until),
            now,
        )
    duration = wish.duration or SNOOZE
    if duration > LONGEST_SNOOZE:
        example = f"稍后 {order_no} 2h" if deps.lang == "zh" else f"snooze {order_no} 2h"
        text = say("snooze_too_long", deps.lang, longest="24h", example=example)
        return already(tx, deps, wish, text, now)
    until_at = now + duration
    save(tx, deps, changes.snoozed(alert, until_at, by=wish.actor.name, now=now), now)
    note(tx, wish.actor, wish.action.value, order_no, "done", now=now)
    return done(deps, "snooze_done", wish, now, until=when(deps, until_at, now))


def _false_alarm(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    alert, order = wish.alert, wish.order
    if alert is None:
        return already(tx, deps, wish, say("no_alert", deps.lang, order_no=order.order_no), now)
    if alert.state is AlertState.FALSE_ALARM and alert.decided_by and alert.decided_at:
        at = when(deps, alert.decided_at, now)
        text = say("false_already", deps.lang, order_no=order.order_no, by=alert.decided_by, at=at)
        return already(tx, deps, wish, text, now)
    if not alert.alive:
        return already(tx, deps, wish, say("no_alert", deps.lang, order_no=order.order_no), now)
    held = _open(tx, wish, now)
    mine = [h for h in held if reason_of(h.reason).machine or h.owner == wish.actor.name]
    by = wish.actor.name
    locks.end_holds(tx, deps, mine, order, by=by, now=now)
    locks.decide_alert(tx, deps, alert, order, Action.FALSE_ALARM, by=by, now=now)
    note(tx, wish.actor, wish.action.value, order.order_no, "done", now=now, detail=wish.reason)
    others = _open(tx, wish, now)
    if others:
        return done(deps, "false_done_still_held", wish, now, others=_list(deps, others))
    return done(deps, "false_done", wish, now)
