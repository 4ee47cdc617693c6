"""Decisions: what a person does about an order; the first one wins, others hear who it was."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.alerts import claims
from handlers.alerts.wishes import Wish, already, done, note, refuse, save, too_late, when
from handlers.chat import asking_again, second_thoughts
from handlers.deps import Deps
from handlers.gateways import recalls
from handlers.gateways.keeping import holds_before
from handlers.gateways.recalls import Recalled
from handlers.learning import opinions
from handlers.ports import Reply
from handlers.shipping import locks
from rules.alerts import changes
from rules.people.permissions import Denied, authorize
from rules.people.refusals import denied
from rules.shipping.holds import Hold, meant, meant_by_release, open_holds
from rules.shipping.reasons import reason_of
from rules.shipping.texts import hold_text
from rules.vocabulary import Action, AlertState
from rules.wording.say import listing, say, span
from storage.tx import Tx

#: How long `稍后` puts an alert aside unless the person says otherwise, and at most.
SNOOZE = timedelta(hours=2)
LONGEST_SNOOZE = timedelta(hours=24)
#: Whether these are permitted is a matter of each hold, and asked where holds are known.
_ASK_THEMSELVES = frozenset({Action.FREEZE, Action.RELEASE})


def carry_out(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Check the permission, do what is wished or say why not, and write the attempt down."""
    refused = None if wish.action in _ASK_THEMSELVES else _refused(tx, deps, wish, now)
    return refused or _do(tx, deps, wish, now)


def _do(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    match wish.action:
        case Action.FREEZE:
            return _freeze(tx, deps, wish, now)
        case Action.RELEASE:
            return _release(tx, deps, wish, now)
        case Action.CLAIM:
            return claims.claim(tx, deps, wish, now)
        case Action.FALSE_ALARM:
            return _false_alarm(tx, deps, wish, now)
        case Action.SNOOZE:
            return _snooze(tx, deps, wish, now)
        case Action.USEFUL:
            return opinions.call_useful(tx, deps, wish, now)
        case Action.UNDO:
            return second_thoughts.take_back(tx, deps, wish, now)
        case Action.RECALL:
            return _recall(tx, deps, wish, now)
        case Action.REFRESH:
            locks.redraw(tx, deps, wish.order.order_no, now)
            return Reply(text=say("refreshed", deps.lang, at=when(deps, now, now)), private=True)


def _refused(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply | None:
    level = wish.alert.level if wish.alert is not None else None
    gate = authorize(wish.actor, wish.action.value, shop=wish.order.shop, level=level)
    if not isinstance(gate, Denied):
        return None
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


def _open(tx: Tx, wish: Wish, now: datetime) -> tuple[Hold, ...]:
    return open_holds(tx.holds.of_order(wish.order.order_no), now)


def _freeze(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    no = wish.order.order_no
    kept = any(reason_of(hold.reason).machine for hold in _open(tx, wish, now))
    outcome = locks.lock(tx, deps, wish.actor, wish.order, reason=wish.reason, now=now, once=True)
    match outcome:
        case Denied():
            return Reply(text=denied(outcome, deps.lang, private=wish.private), private=True)
        case Recalled():
            return _recalled(deps, wish, outcome, now)
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


def _recall(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    no = wish.order.order_no
    asked = recalls.ask(tx, deps, wish.actor, wish.order, reason=wish.reason, now=now)
    if asked is not None:
        return _recalled(deps, wish, asked, now)
    waits = wish.order.left_at is None and not wish.order.over
    text = say("recall_not_left" if waits else "recall_too_late", deps.lang, order_no=no)
    return already(tx, deps, wish, text, now)


def _recalled(deps: Deps, wish: Wish, asked: Recalled, now: datetime) -> Reply:
    left = span(asked.recall.until - now, deps.lang)
    if asked.again:
        text = say("recall_again", deps.lang, order_no=wish.order.order_no, left=left)
        return too_late(deps, wish, text)
    if asked.gateway is None:
        return done(deps, "recall_by_hand", wish, now, left=left)
    return done(deps, "recall_done", wish, now, left=left, gateway=asked.gateway)


def _release(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    if second_thoughts.is_undoing(wish):
        return second_thoughts.take_back(tx, deps, wish, now)
    held = _open(tx, wish, now)
    wish = _naming(wish, held)
    if second_thoughts.is_explaining(wish, now):
        return second_thoughts.explain(tx, deps, wish, now)
    chosen = (
        meant_by_release(held, by=wish.actor.name)
        if wish.hold is None
        else meant(held, by=wish.actor.name, wanted={wish.hold})
    )
    asks = asking_again.once_more(tx, deps, wish, chosen, now)
    if asks is not None:
        return asks
    outcome = locks.release(
        tx,
        deps,
        wish.actor,
        wish.order,
        reason=wish.reason,
        wanted={hold.id for hold in chosen} if wish.hold is None else {wish.hold},
        now=now,
        undo_for=changes.UNDO_FOR,
    )
    match outcome:
        case Denied():
            return Reply(text=denied(outcome, deps.lang, private=wish.private), private=True)
        case locks.Released(others=()):
            return done(deps, "release_done", wish, now)
        case locks.Released(others=others):
            left, how = _list(deps, others), _by_name(deps, wish, others)
            return done(deps, "release_still_held", wish, now, others=left, how=how)
        case locks.NothingToRelease(others=others):
            return too_late(deps, wish, _nothing_released(tx, deps, wish, others, now))


def _naming(wish: Wish, held: tuple[Hold, ...]) -> Wish:
    """Read the code that a remark begins with: other systems call their holds as they like."""
    code, _, rest = wish.reason.partition(" ")
    if wish.hold is not None or code.upper() not in {hold.reason for hold in held}:
        return wish
    return replace(wish, hold=code.upper(), reason=rest.strip())


def _by_name(deps: Deps, wish: Wish, others: tuple[Hold, ...]) -> str:
    """Say how to release one of these by its name, to whoever may."""
    mine = [h for h in others if wish.actor.role.rank >= h.release_role.rank]
    facts = {"order_no": wish.order.order_no}
    return "".join(say("release_by_name", deps.lang, code=h.reason, **facts) for h in mine[:1])


def _nothing_released(
    tx: Tx, deps: Deps, wish: Wish, still_open: tuple[Hold, ...], now: datetime
) -> str:
    no, alert = wish.order.order_no, wish.alert
    if still_open:
        others, how = _list(deps, still_open), _by_name(deps, wish, still_open)
        return say("release_nothing_meant", deps.lang, order_no=no, others=others, how=how)
    if before := open_holds(holds_before(tx, no), now):
        origins = listing(dict.fromkeys(hold.order_no for hold in before), deps.lang)
        held = _list(deps, before)
        return say("release_before", deps.lang, order_no=no, origins=origins, others=held)
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
    decided = changes.decided(alert, Action.FALSE_ALARM, by=by, now=now, because=wish.reason)
    locks.take_in(tx, deps, decided, order, now)
    note(tx, wish.actor, wish.action.value, order.order_no, "done", now=now, detail=wish.reason)
    others = _open(tx, wish, now)
    if others:
        return done(deps, "false_done_still_held", wish, now, others=_list(deps, others))
    return done(deps, "false_done", wish, now)
