"""Drawing: a card of an alert from the order's present state, when somebody is to see it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.orders import cases
from handlers.resonance.cases import current_policy
from rules.alerts.alert import Alert
from rules.alerts.flapping import WITHIN, is_flapping
from rules.cards import alert_card
from rules.cards.alert_lines import OrderBrief, Scene
from rules.cards.card import Card, Reader
from rules.orders.course import created_data, follow, moment
from rules.resonance.explain import smallest_relief
from rules.shipping.holds import open_holds
from rules.wording.say import say
from storage.orders.orders import Order
from storage.tx import Tx


def draw(tx: Tx, deps: Deps, card_id: str, alert: Alert, now: datetime) -> Card:
    """Draw the card as it is true now."""
    policy = current_policy(tx, deps)
    order = tx.orders.get(alert.order_no)
    ledger = tx.holds.of_order(alert.order_no)
    since = min((h.since for h in ledger), default=alert.opened_at)
    scene = Scene(
        card_id=card_id,
        alert=alert,
        order=brief(tx, deps, alert.order_no, order),
        holds=open_holds(ledger, now),
        denied_scans=tx.scans.denied_since(alert.order_no, since),
        relief=smallest_relief(alert, policy),
        similar=cases.similar_to(tx, alert, order),
        paused=cases.was_not_locked(tx, alert, ledger, now),
    )
    card = alert_card.draw(
        scene, policy, Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    )
    changes = tx.alerts.changes((alert.order_no,), now - WITHIN).get(alert.order_no, [])
    if is_flapping(sum(at <= now for at in changes)):
        card = replace(card, title=say("flapping", deps.lang, title=card.title))
    return card


def brief(tx: Tx, deps: Deps, order_no: str, order: Order | None) -> OrderBrief:
    """Return what a card or a report shows of the order itself."""
    amount = Decimal(order.amount) if order is not None and order.amount is not None else None
    return OrderBrief(
        order_no=order_no,
        shop=order.shop if order else None,
        warehouse=order.warehouse if order else None,
        amount=amount,
        promised_ship_at=promised(tx, (order_no,)).get(order_no),
        high_value=amount is not None and amount >= deps.policy.high_value,
        left=order is not None and order.left_at is not None,
    )


def promised(tx: Tx, order_nos: Collection[str]) -> dict[str, datetime]:
    """Return until when each of these orders should leave (UTC); those without a promise lack."""
    found = {}
    for order_no, events in tx.journal.of_orders(order_nos, ("order.created",)).items():
        until = moment(created_data(follow(events)).get("promised_ship_at"))
        if until is not None:
            found[order_no] = until
    return found
