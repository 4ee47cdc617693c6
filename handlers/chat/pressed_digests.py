"""Pressed digests: what a tap on a line of the day does to its order, as the command would."""

from dataclasses import replace
from datetime import datetime

from handlers.alerts.wishes import Wish
from handlers.chat import decisions
from handlers.delivery import redraws
from handlers.deps import Deps, Pressed
from handlers.ports import Reply
from handlers.shipping import locks
from rules.cards.digest_card import pressed
from rules.vocabulary import Action
from storage.tx import Tx


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Do what the button of a line says, as things are now, and have the day drawn anew."""
    action, order_no = pressed(tap.action)
    if action is Action.REFRESH:
        return redraws.look_again(tx, deps, tap, now)
    order = tx.orders.lock((order_no,), now)[order_no]
    alert = locks.alert_of(tx, order_no)
    wish = Wish(actor=tap.actor, action=action, order=order, alert=alert)
    reply = decisions.carry_out(tx, deps, wish, now)
    redraws.at_once(tx, deps, tap.copy, now)
    return replace(reply, about=(order_no,))
