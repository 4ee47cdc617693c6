"""Offers: of the buttons and commands on a card, those that its reader may use."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.chat.grammar import parse
from rules.chat.help import command_word
from rules.chat.values import Asked, Command
from rules.chat.words import Name
from rules.people.permissions import LEAST_ROLE, Actor, may, would_be_done
from rules.shipping.holds import open_holds
from rules.vocabulary import Level
from storage.tx import Tx

#: Commands one tap away; those that need an order are put into the input instead of being sent.
_QUICK = (
    (Name.ALERTS, False), (Name.UNSHIPPED, False), (Name.ORDER, True), (Name.WHY, True),
    (Name.TRACE, True), (Name.LOCK, True), (Name.RELEASE, True), (Name.SIGNALS, False),
    (Name.HELP, False),
)  # fmt: skip

Drawn = Mapping[str, Any]  #: A card as `render` writes it.


def for_reader(tx: Tx, actor: Actor, cards: Sequence[Drawn], now: datetime) -> list[dict[str, Any]]:
    """Return the cards with the buttons and commands that this person would not be refused."""
    order_nos = {card["order_no"] for card in cards if card["buttons"] or card["suggestions"]}
    orders, ledgers = tx.orders.find(order_nos), tx.holds.of_orders(order_nos)

    def done(card: Drawn, name: str) -> bool:
        order_no = card["order_no"]
        order = orders.get(order_no)
        if not order_no or name not in LEAST_ROLE:  # a word of its subject, which alone knows
            return True
        return would_be_done(
            actor,
            name,
            shop=order.shop if order is not None else None,
            level=Level(card["level"]),
            still_open=open_holds(ledgers.get(order_no, ()), now),
        )

    def advice(card: Drawn, one: Drawn) -> Drawn:
        command = parse(one["command"], addressed=True) if one["command"] else None
        if isinstance(command, Asked | Command) and not done(card, command.name.value):
            return {**one, "command": None, "others": True}
        return one

    return [
        {
            **card,
            "buttons": [b for b in card["buttons"] if done(card, b["action"])],
            "suggestions": [advice(card, one) for one in card["suggestions"]],
        }
        for card in cards
    ]


def quick(actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Return the commands that are one tap away for this person."""
    return [
        {"text": command_word(name, lang), "fill": fill}
        for name, fill in _QUICK
        if may(actor, name.value)
    ]
