"""Drawing: a card of an alert from the order's present state, when somebody is to see it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.gateways import recalls
from handlers.orders import cases
from handlers.orders.account import account_of
from handlers.resonance.trials import policy_of
from rules.alerts.alert import Alert
from rules.alerts.flapping import WITHIN, is_flapping
from rules.cards.alert import card
from rules.cards.alert.scene import Scene
from rules.cards.card import Card, Reader
from rules.events.promises import promised as until_when
from rules.orders.brief import TOLD_BY, OrderBrief, brief_of
from rules.orders.course import created_data, follow
from rules.shipping.holds import open_holds
from rules.shipping.warehouse import at_warehouse
from rules.vocabulary import Level
from rules.wording.say import say
from storage.orders.orders import Order
from storage.tx import Tx


def draw(tx: Tx, deps: Deps, card_id: str, alert: Alert, now: datetime) -> Card:
    """Draw the card as it is true now."""
    policy = policy_of(tx, deps, alert.order_no, now)
    order = tx.orders.get(alert.order_no)
    ledger = tx.holds.of_order(alert.order_no)
    since = min((h.since for h in ledger), default=alert.opened_at)
    still_open = open_holds(ledger, now)
    scene = Scene(
        card_id=card_id,
        alert=alert,
        order=brief(tx, deps, alert.order_no, order),
        holds=still_open,
        warehouse=at_warehouse(hold.gateway for hold in still_open),
        recall=recalls.look(tx, deps, order) if order is not None else None,
        denied_scans=tx.scans.denied_since(alert.order_no, since),
        similar=cases.similar_to(tx, alert, order),
        paused=cases.was_not_locked(tx, alert, ledger, now),
        silenced=tx.ledger.silenced(alert.id),
        account=account_of(tx, deps, alert, now) if _is_over(alert) else None,
    )
    drawn = card.draw(
        scene, policy, Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    )
    changes = tx.alerts.changes((alert.order_no,), now - WITHIN).get(alert.order_no, [])
    if is_flapping(sum(at <= now for at in changes)):
        drawn = replace(drawn, title=say("flapping", deps.lang, title=drawn.title))
    return drawn


def _is_over(alert: Alert) -> bool:
    """Say whether this was a case that somebody will look back on: red, and ended."""
    return alert.level is Level.RED and alert.ended_at is not None


def brief(tx: Tx, deps: Deps, order_no: str, order: Order | None) -> OrderBrief:
    """Return what a card shows of the order itself."""
    events = tx.journal.of_orders((order_no,), TOLD_BY).get(order_no, [])
    found = brief_of(order_no, events, deps.timezone)
    if order is None:
        return found
    amount = Decimal(order.amount) if order.amount is not None else None
    return replace(
        found,
        shop=order.shop,
        warehouse=order.warehouse,
        amount=amount,
        high_value=amount is not None and amount >= deps.policy.high_value,
        left=order.left_at is not None,
    )


def promised(tx: Tx, deps: Deps, order_nos: Collection[str]) -> dict[str, datetime]:
    """Return until when each of these orders should leave (UTC); those without a promise lack."""
    found = {}
    for order_no, events in tx.journal.of_orders(order_nos, ("order.created",)).items():
        until = until_when(created_data(follow(events)).get("promised_ship_at"), deps.timezone)
        if until is not None:
            found[order_no] = until
    return found
