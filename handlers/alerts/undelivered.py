"""Undelivered: who hears of an alert that its conversation did not get, where they are."""

from datetime import datetime

from handlers.deps import Deps, Undelivered
from handlers.people.rota import Rota, private_targets, routing_of
from rules.delivery.routes import Target
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx


def undelivered(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Undelivered:
    """
    Tell whoever answers for it in private, on another channel where they have one.

    Of a red alert also the target after the failed one on its route.
    """
    alert = tx.alerts.get(copy.subject_id)
    order = tx.orders.get(copy.order_no) if copy.order_no else None
    if alert is None or order is None:
        return Undelivered(wording="undelivered", alert=alert)
    failed = Target(channel=copy.channel, conversation=copy.conversation)
    rota, routing = Rota(tx, deps), routing_of(deps, alert.level, order)
    targets = rota.targets(alert.level, order, now)
    after = targets.index(failed) + 1 if failed in targets else 0
    others = [t for t in (*targets[after:], *targets[:after]) if t != failed]
    elsewhere = [t for t in others if t.channel != failed.channel]
    names = rota.present_for(order, routing, now)
    private = private_targets(deps, names, (*elsewhere, failed))
    nearest = others[:1] if alert.level is Level.RED else []
    people = tuple(t for t in (*nearest, *private) if t != failed)
    return Undelivered(wording="undelivered", alert=alert, people=people)
