"""Reviewing: what no rule decides is put before quality control, and how that card stands."""

from datetime import datetime
from decimal import Decimal

from handlers.delivery import redraws
from handlers.delivery.copies import copy_for
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand
from rules.cards.card import Reader
from rules.cards.review_card import ReviewScene, draw_review
from rules.delivery.policy import PRIORITY
from rules.people.permissions import conversation_sees
from rules.refunds.application import Application, Decided
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "refund"


def tell(tx: Tx, deps: Deps, application: Application, now: datetime) -> None:
    """Promise the card, or another picture of it where it is there already."""
    door = Promises(tx, deps)
    there = tx.cards.about(SUBJECT, (application.id,))
    for copy in there:
        redraws.of_card(door, copy, now, at=now)
    if not there:
        for target in deps.quality_control:
            if conversation_sees(deps.scopes, target.place, application.shop):
                door.show(copy_for(SUBJECT, application.id, target), PRIORITY[Level.ORANGE], now)
    door.write()


def redraw(tx: Tx, deps: Deps, application: Application, now: datetime) -> None:
    """Have its cards drawn anew, where there are any."""
    door = Promises(tx, deps)
    for copy in tx.cards.about(SUBJECT, (application.id,)):
        redraws.of_card(door, copy, now, at=now)
    door.write()


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return how an application stands."""
    application = tx.refunds.get(copy.subject_id)
    if application is None:
        return None
    last = tx.refunds.history(application.id)[-1]
    scene = ReviewScene(
        card_id=copy.id,
        application=application,
        last=last,
        amount=payable(tx, application, last),
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    card = draw_review(scene, reader)
    follow_up = card.headline if card.closed else None
    return Stand(name=card.stand, level=Level.ORANGE, draw=lambda: card, follow_up=follow_up)


def payable(tx: Tx, application: Application, last: Decided) -> Decimal | None:
    """Return what a refund by a person pays: what is asked for, or else the whole order."""
    if last.facts.amount is not None:
        return last.facts.amount
    order = tx.orders.get(application.order_no)
    return None if order is None or order.amount is None else Decimal(order.amount)
