"""Copies: the one card of a subject in a conversation, and what of its orders is shown there."""

from collections.abc import Collection
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.people.rota import routing_of
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import Target
from rules.people.permissions import conversation_sees
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx


def copy_for(subject: str, subject_id: str, target: Target) -> CardCopy:
    """Return the one card of a subject in a conversation."""
    return CardCopy(
        id=derived_id(subject, subject_id, target.channel, target.conversation),
        subject=subject,
        subject_id=subject_id,
        channel=target.channel,
        conversation=target.conversation,
    )


def show_everywhere(
    door: Promises,
    subject: str,
    subject_id: str,
    now: datetime,
    *,
    level: Level = Level.ORANGE,
    calls: Collection[str] = (),
    **more: list[str],
) -> None:
    """
    Promise a card in every conversation of alerts so grave, calling these people by name.

    `more` is for its wishes to know.
    """
    for target in routing_of(door.deps, level, None).targets:
        copy = copy_for(subject, subject_id, target)
        body = {"saying": f"{subject}_red" if level is Level.RED else subject, **more}
        door.show(copy, PRIORITY[level], now, calls=calls, body=body)


def seen_in(tx: Tx, deps: Deps, copy: CardCopy, order_nos: Collection[str]) -> list[str]:
    """Return those of these orders that may be shown where a copy stands, in their order (A-57)."""
    place = (copy.channel, copy.conversation)
    if place not in deps.scopes:
        return list(order_nos)
    orders = tx.orders.find(order_nos)
    shops = {no: order.shop for no, order in orders.items()}
    return [no for no in order_nos if conversation_sees(deps.scopes, place, shops.get(no))]
