"""Sent again: the mark on a card that may stand in a chat already, put on and taken off."""

from dataclasses import replace

from rules.cards.card import Card
from rules.wording.say import say


def marked(card: Card, lang: str) -> Card:
    """Return the card with the mark in its title, where every channel shows it."""
    return replace(card, title=say("resent", lang, text=card.title))


def unmarked(card: Card, lang: str) -> Card:
    """Return the card without it: its earlier copy was found, and there is no other."""
    return replace(card, title=card.title.removeprefix(say("resent", lang, text="")))
