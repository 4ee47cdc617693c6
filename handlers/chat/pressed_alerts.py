"""Pressed alerts: what a tap on the card of an alert decides, unless somebody was faster."""

from datetime import datetime

from handlers.alerts.wishes import Wish, note, too_late
from handlers.chat import decisions, second_thoughts
from handlers.deps import Deps, Pressed
from handlers.ports import Reply
from rules.alerts.alert import Alert
from rules.cards.alert.card import BECAUSE
from rules.vocabulary import Action
from rules.wording.say import clock, say
from storage.tx import Tx

#: Taps that decide something: they need the card to show the latest decision.
_DECIDING = frozenset({Action.FREEZE, Action.RELEASE, Action.FALSE_ALARM})


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Do what the button says; on an outdated picture say who decided."""
    order_no = tap.copy.order_no or ""
    order = tx.orders.lock((order_no,), now)[order_no]
    alert = tx.alerts.get(tap.copy.subject_id)
    if tap.action in BECAUSE:
        why = say(tap.action, deps.lang)
        told = Wish(actor=tap.actor, action=Action.RELEASE, order=order, alert=alert, reason=why)
        return second_thoughts.explain(tx, deps, told, now)
    wish = Wish(actor=tap.actor, action=Action(tap.action), order=order, alert=alert)
    if alert is None or wish.action not in _DECIDING:
        return decisions.carry_out(tx, deps, wish, now)
    if alert.alive and tap.revision == alert.revision:
        return decisions.carry_out(tx, deps, wish, now)
    note(tx, tap.actor, tap.action, order.order_no, "stale", now=now)
    return too_late(deps, wish, _stale(deps, alert, now))


def _stale(deps: Deps, alert: Alert, now: datetime) -> str:
    if alert.decided_by is not None and alert.decided_at is not None and alert.decision is not None:
        at = clock(alert.decided_at, now=now, tz=deps.timezone)
        action = say(f"done_{alert.decision.value}", deps.lang)
        return say("stale", deps.lang, by=alert.decided_by, at=at, action=action)
    state = say(f"state_{alert.state.value}", deps.lang)
    return say("stale_system", deps.lang, order_no=alert.order_no, state=state)
