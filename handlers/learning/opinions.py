"""Opinions: what people said of alerts, and `有用`, which says so and decides nothing (M-23)."""

from collections.abc import Collection
from datetime import datetime

from handlers.alerts.wishes import Wish, already, note
from handlers.deps import Deps
from handlers.ports import Reply
from rules.learning.labels import HEARD, SAYS, Agreement, Opinion, agreement, latest
from rules.wording.say import say
from storage.tx import Tx


def opinions(tx: Tx, order_nos: Collection[str]) -> list[Opinion]:
    """Return what people said of the alerts of orders, each time they did, oldest first."""
    return [
        Opinion(a.order_no, a.actor, a.at, SAYS[a.action], a.detail)
        for a in tx.audit.attempts(order_nos, tuple(SAYS), tuple(HEARD))
        if a.order_no is not None
    ]


def call_useful(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Remember that an order was worth telling of; its alert stays as it is, whoever decides it."""
    no, by = wish.order.order_no, wish.actor.name
    if wish.alert is None:
        return already(tx, deps, wish, say("no_alert", deps.lang, order_no=no), now)
    if any(said.by == by and said.useful for said in latest(opinions(tx, (no,)))):
        return already(tx, deps, wish, say("useful_already", deps.lang, order_no=no), now)
    note(tx, wish.actor, wish.action.value, no, "done", now=now, detail=wish.reason)
    return Reply(text=say("useful_done", deps.lang, order_no=no, by=by), private=True, changed=True)


def agreed(tx: Tx, since: datetime, until: datetime, shops: Collection[str] | None) -> Agreement:
    """Measure how far people agree on alerts that were raised and judged in these days (M-23)."""
    order_nos = {order_no for order_no, _ in tx.alert_history.raised_since(since)}
    if shops is not None:
        orders = tx.orders.find(order_nos)
        order_nos = {no for no, order in orders.items() if order.shop in shops}
    return agreement(one for one in opinions(tx, order_nos) if since <= one.at < until)
