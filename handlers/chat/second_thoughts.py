"""Second thoughts: why a red order was released, and taking that back, by whoever released it."""

from datetime import datetime

from handlers.alerts.wishes import Wish, already, done, note, save, too_late
from handlers.deps import Deps
from handlers.ports import Reply
from handlers.shipping.locks import TooLate, alert_of
from handlers.shipping.undo import undo
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.vocabulary import Action, AlertState
from rules.wording.say import say
from storage.tx import Tx

#: Behind `放行 1024` these words take the release back; they are never why something is released.
UNDOING = frozenset({"撤销", "撤回", "取消", "undo", "cancel"})


def is_undoing(wish: Wish) -> bool:
    """Say whether `放行 1024 …` takes a release back."""
    return wish.reason.lower() in UNDOING


def is_explaining(wish: Wish, now: datetime) -> bool:
    """Say whether `放行 1024 …` tells why they have just released it, which they were asked."""
    alert = wish.alert
    asked = alert is not None and _is_theirs(alert, wish, now) and not alert.because
    return asked and bool(wish.reason)


def explain(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Write down why it was released; only whoever did it knows."""
    alert = wish.alert
    if alert is None or not _is_theirs(alert, wish, now):
        return _closed(tx, deps, wish, now)
    save(tx, deps, changes.explained(alert, wish.reason), now)
    note(tx, wish.actor, Action.RELEASE, alert.order_no, "explained", now=now, detail=wish.reason)
    return done(deps, "release_explained", wish, now, reason=wish.reason)


def take_back(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Take a release back, or say why not and what stops the order instead."""
    no = wish.order.order_no
    alert = alert_of(tx, no)  # not that of an old card: the order may have a newer one
    if alert is None or alert.state is not AlertState.RELEASED:
        return already(tx, deps, wish, say("undo_nothing", deps.lang, order_no=no), now)
    if not _is_theirs(alert, wish, now):
        return _closed(tx, deps, wish, now)
    outcome = undo(tx, deps, wish.actor, wish.order, alert, now)
    if isinstance(outcome, TooLate):
        key = "lock_over" if outcome.over else "lock_left"
        return too_late(deps, wish, say(key, deps.lang, order_no=no))
    return done(deps, "undo_done", wish, now)


def _is_theirs(alert: Alert, wish: Wish, now: datetime) -> bool:
    return alert.may_be_undone(now) and alert.decided_by == wish.actor.name


def _closed(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    return already(tx, deps, wish, say("undo_closed", deps.lang, order_no=wish.order.order_no), now)
