"""The console's feed: the latest messages of the group that one person may see."""

from bot.channels.console.parse import CHANNEL
from bot.channels.console.parts import ConsoleParts
from rules.permissions import ALL_SHOPS, Person
from storage.chat import ChatLine
from storage.tx import Tx

#: As many messages as a page shows.
LINES = 100
#: So far back it looks for those of a person whose shops are few.
_LOOKED_AT = 500


def latest(tx: Tx, parts: ConsoleParts, person: Person) -> list[ChatLine]:
    """Read them, oldest first, without the cards of another shop's orders."""
    actor = parts.deps.directory.actor(CHANNEL, person.ids[CHANNEL])
    everything = ALL_SHOPS in actor.shops
    lines = tx.chat.latest(
        parts.conversation, reader=actor.user_id, limit=LINES if everything else _LOOKED_AT
    )
    if everything:
        return lines
    orders = tx.orders.find({no for line in lines if (no := _order_no(line))})
    seen = {"", *(no for no, order in orders.items() if actor.sees(order.shop))}
    return [line for line in lines if _order_no(line) in seen][-LINES:]


def _order_no(line: ChatLine) -> str:
    """Return whose card it is; words, and what many orders share, are no order's."""
    return str(line.card["order_no"]) if line.card is not None else ""
