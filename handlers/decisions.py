"""Decisions: what a person does about an order; the first one wins, others hear who it was."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import claims, locks
from handlers.announce import Announcements
from handlers.deps import Deps
from handlers.ports import Reply
from rules.alerts import Alert
from rules.holds import Hold, open_holds
from rules.permissions import Actor, Denied, authorize
from rules.vocabulary import Action, AlertState, HoldReason
from rules.wording import clock, denied, hold_text, listing, say
from storage.audit import Attempt
from storage.orders import Order
from storage.tx import Tx

#: How long `稍后` puts an alert aside unless the person says otherwise, and at most.
SNOOZE = timedelta(hours=2)
LONGEST_SNOOZE = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants done about one order."""

    actor: Actor
    action: Action
    order: Order
    alert: Alert | None
    reason: str = ""
    hold: str | None = None  #: release: the id or reason code of the hold that is meant
    duration: timedelta | None = None
    private: bool = False  #: Asked where nobody else reads.


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
            return _claim(tx, deps, wish, now)
        case Action.FALSE_ALARM:
            return _false_alarm(tx, deps, wish, now)
        case Action.SNOOZE:
            return _snooze(tx, deps, wish, now)
        case Action.REFRESH:
            locks.redraw(tx, deps, wish.order.order_no, now)
            return Reply(text=say("refreshed", deps.lang, at=_clock(deps, now, now)), private=True)


def refuse(
    tx: Tx,
    deps: Deps,
    actor: Actor,
    why: Denied,
    *,
    action: str,
    order_no: str | None,
    now: datetime,
    private: bool,
) -> Reply:
    """Say no, to this person alone, and write it down."""
    note(tx, actor, action, order_no, "refused", now=now, detail=why.reason)
    return Reply(text=denied(why, deps.lang, private=private), private=True)


def _denied(deps: Deps, wish: Wish, why: Denied) -> Reply:
    return Reply(text=denied(why, deps.lang, private=wish.private), private=True)


def note(
    tx: Tx,
    actor: Actor,
    action: str,
    order_no: str | None,
    outcome: str,
    *,
    now: datetime,
    detail: str = "",
) -> None:
    """Write an attempt down."""
    tx.audit.add(
        Attempt(
            at=now,
            actor=actor.name,
            role=actor.role.value,
            channel=actor.channel,
            action=action,
            order_no=order_no,
            outcome=outcome,
            detail=detail,
        )
    )


def _clock(deps: Deps, at: datetime, now: datetime) -> str:
    return clock(at, now=now, tz=deps.timezone)


def _open(tx: Tx, wish: Wish, now: datetime) -> tuple[Hold, ...]:
    return open_holds(tx.holds.of_order(wish.order.order_no), now)


def _done(deps: Deps, key: str, wish: Wish, now: datetime, **facts: str) -> Reply:
    text = say(
        key,
        deps.lang,
        order_no=wish.order.order_no,
        by=wish.actor.name,
        at=_clock(deps, now, now),
        **facts,
    )
    return Reply(text=text, changed=True)


def _already(tx: Tx, wish: Wish, text: str, now: datetime) -> Reply:
    note(tx, wish.actor, wish.action.value, wish.order.order_no, "already", now=now)
    return Reply(text=text)


def _freeze(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    no = wish.order.order_no
    red = any(hold.reason == HoldReason.RESONANCE_RED for hold in _open(tx, wish, now))
    done = locks.lock(tx, deps, wish.actor, wish.order, reason=wish.reason, now=now, once=True)
    match done:
        case Denied():
            return _denied(deps, wish, done)
        case locks.TooLate(over=over):
            return Reply(text=say("lock_over" if over else "lock_left", deps.lang, order_no=no))
        case locks.AlreadyLocked(hold=hold):
            at = _clock(deps, hold.since, now)
            return Reply(text=say("lock_already", deps.lang, order_no=no, by=hold.owner, at=at))
        case locks.Locked() if wish.reason:
            return _done(deps, "lock_done_because", wish, now, reason=wish.reason)
        case locks.Locked():
            return _done(deps, "freeze_done" if red else "lock_done", wish, now)


def _meant(wish: Wish, still_open: tuple[Hold, ...]) -> tuple[Hold, ...]:
    """Return the holds a plain 放行 means: the machine's and one's own, else other people's."""
    own = [h for h in still_open if h.owner == wish.actor.name]
    for reason in (HoldReason.RESONANCE_RED, HoldReason.PARCEL_MISMATCH):
        machine = [h for h in still_open if h.reason == reason and h not in own]
        if machine:
            return (*machine, *own)
    return tuple(own) or tuple(h for h in still_open if h.reason == HoldReason.MANUAL)


def _release(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    chosen = _meant(wish, _open(tx, wish, now))
    done = locks.release(
        tx,
        deps,
        wish.actor,
        wish.order,
        reason=wish.reason,
        wanted={hold.id for hold in chosen} if wish.hold is None else {wish.hold},
        now=now,
    )
    match done:
        case Denied():
            return _denied(deps, wish, done)
        case locks.Released(others=()):
            return _done(deps, "release_done", wish, now)
        case locks.Released(others=others):
            return _done(deps, "release_still_held", wish, now, others=_list(deps, others))
        case locks.NothingToRelease(others=others):
            return Reply(text=_nothing_released(deps, wish, others, now))


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
        at = _clock(deps, alert.decided_at, now)
        return say("release_already", deps.lang, order_no=no, by=alert.decided_by, at=at)
    return say("release_nothing", deps.lang, order_no=no)


def _list(deps: Deps, holds: tuple[Hold, ...]) -> str:
    return listing((hold_text(h, deps.lang) for h in holds), deps.lang)


def _save(tx: Tx, deps: Deps, alert: Alert, order: Order, now: datetime) -> None:
    tx.alerts.save([(alert, order.shop)])
    out = Announcements(tx, deps)
    out.redraw(alert, now, at_once=True)
    out.write()


def _claim(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    alert, order_no = wish.alert, wish.order.order_no
    if alert is None or not alert.alive:
        return _already(tx, wish, say("no_alert", deps.lang, order_no=order_no), now)
    if claims.gives_back(alert, wish.actor.name, wish.reason):
        claims.give_back(tx, deps, alert, wish.order, now)
        note(tx, wish.actor, "unclaim", order_no, "done", now=now)
        return _done(deps, "unclaim_done", wish, now)
    if alert.claimed_by is not None:
        at = _clock(deps, alert.claimed_at or alert.updated_at, now)
        text = say("claim_already", deps.lang, order_no=order_no, by=alert.claimed_by, at=at)
        return _already(tx, wish, text, now)
    state = alert.state if alert.state is AlertState.FROZEN else AlertState.CLAIMED
    claimed = replace(
        alert,
        state=state,
        claimed_by=wish.actor.name,
        claimed_at=now,
        updated_at=now,
        snoozed_until=None,
        next_step_at=now + claims.next_look(deps, state),
    )
    _save(tx, deps, claimed, wish.order, now)
    note(tx, wish.actor, wish.action.value, order_no, "done", now=now)
    return _done(deps, "claim_done", wish, now)


def _snooze(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    alert, order_no = wish.alert, wish.order.order_no
    if alert is None or not alert.alive:
        return _already(tx, wish, say("no_alert", deps.lang, order_no=order_no), now)
    if alert.snoozed_until is not None and alert.snoozed_until > now and wish.duration is None:
        until = _clock(deps, alert.snoozed_until, now)
        by = alert.decided_by or wish.actor.name
        return _already(
            tx, wish, say("snooze_already", deps.lang, order_no=order_no, by=by, until=until), now
        )
    duration = wish.duration or SNOOZE
    if duration > LONGEST_SNOOZE:
        example = f"稍后 {order_no} 2h" if deps.lang == "zh" else f"snooze {order_no} 2h"
        text = say("snooze_too_long", deps.lang, longest="24h", example=example)
        return _already(tx, wish, text, now)
    until_at = now + duration
    snoozed = replace(
        alert,
        state=AlertState.SNOOZED,
        snoozed_until=until_at,
        next_step_at=until_at,
        decided_by=wish.actor.name,
        decided_at=now,
        decision=Action.SNOOZE,
        updated_at=now,
    )
    _save(tx, deps, snoozed, wish.order, now)
    note(tx, wish.actor, wish.action.value, order_no, "done", now=now)
    return _done(deps, "snooze_done", wish, now, until=_clock(deps, until_at, now))


def _false_alarm(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    alert, order = wish.alert, wish.order
    if alert is None:
        return _already(tx, wish, say("no_alert", deps.lang, order_no=order.order_no), now)
    if alert.state is AlertState.FALSE_ALARM and alert.decided_by and alert.decided_at:
        at = _clock(deps, alert.decided_at, now)
        text = say("false_already", deps.lang, order_no=order.order_no, by=alert.decided_by, at=at)
        return _already(tx, wish, text, now)
    if not alert.alive:
        return _already(tx, wish, say("no_alert", deps.lang, order_no=order.order_no), now)
    held = _open(tx, wish, now)
    mine = [h for h in held if h.reason in locks.MACHINE or h.owner == wish.actor.name]
    for hold in mine:
        tx.holds.release(hold.id, by=wish.actor.name, now=now)
    by = wish.actor.name
    locks.decide_alert(tx, deps, alert, order, Action.FALSE_ALARM, by=by, now=now)
    note(tx, wish.actor, wish.action.value, order.order_no, "done", now=now, detail=wish.reason)
    others = _open(tx, wish, now)
    if others:
        return _done(deps, "false_done_still_held", wish, now, others=_list(deps, others))
    return _done(deps, "false_done", wish, now)
