"""Pick lists at work: an order that is paid and not marked is forced onto one, once (S-78)."""

from collections.abc import Sequence
from datetime import datetime

from handlers.delivery.copies import seen_in, show_everywhere
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand, derived_id
from handlers.people.rota import keepers_of
from rules.cards.card import Reader
from rules.cards.pick_list_card import draw_pick_list
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "pick_list"


def force(tx: Tx, deps: Deps, order_nos: Sequence[str], now: datetime) -> int:
    """Make a pick list of these orders; return how many there are."""
    if not order_nos:
        return 0
    list_id = derived_id(SUBJECT, *order_nos)
    tx.pick_lists.add(list_id, order_nos, now)
    door = Promises(tx, deps)
    orders = tx.orders.find(order_nos).values()
    show_everywhere(
        door, SUBJECT, list_id, now, calls=keepers_of(deps, (order.warehouse for order in orders))
    )
    door.write()
    return len(order_nos)


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return which orders are on a list, and how many of them the warehouse has begun."""
    order_nos = seen_in(tx, deps, copy, tx.pick_lists.of(copy.subject_id))
    if not order_nos:
        return None
    known = tx.progress.find(order_nos)
    begun = {no for no, one in known.items() if one.warehouse or one.left_at or one.ended_at}
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return Stand(
        name=f"picked/{len(begun)}",
        level=Level.ORANGE,
        draw=lambda: draw_pick_list(copy.id, order_nos, begun, reader),
    )
