"""Quotes: what a message answers, as text in which the order meant can be read."""

from handlers.ports import ChatMessage
from rules.chat import phrases
from storage.tx import Tx


def quoted(message: ChatMessage, tx: Tx) -> str:
    """Return what is quoted: a card of ours stands for its order, whatever it says."""
    if message.quote is None or not message.addressed:
        return ""
    card = tx.cards.called(message.channel, message.quote.names)
    if card is None or card.order_no is None:
        return message.quote.text
    return phrases.link_to(card.order_no)
