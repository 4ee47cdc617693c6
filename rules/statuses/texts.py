"""Texts about statuses: words of the layers by name, and what the customer of an order is told."""

from collections.abc import Iterable
from datetime import date

from rules.statuses.layers import Layers
from rules.statuses.words import UNMAPPED, Business
from rules.wording.say import say
from rules.wording.sentences import SENTENCES

#: Of these, customers are told when the parcel is expected.
_AWAITED = frozenset({Business.PARTIALLY_SHIPPED, Business.ON_THE_WAY})
_TOMORROW = 1


def layer_name(layer: str, word: str | None, lang: str = "zh") -> str:
    """Name a word of the `business` or `finance` layer; nothing where nothing is known."""
    return say(f"{layer}_{word}", lang) if word else ""


def system_name(system: str, lang: str = "zh") -> str:
    """Name a system; one that we have no name for is called as it is configured."""
    key = f"system_{system}"
    return say(key, lang) if key in SENTENCES else system


def words_of(words: Iterable[tuple[str, str]], lang: str = "zh") -> str:
    """List systems with the word of each, as people compare them: ERP=已过账 · WMS=LOADED."""
    return " · ".join(
        say("status_word", lang, system=system_name(system, lang), word=word)
        for system, word in words
    )


def customer_text(layers: Layers, expected: date | None, today: date, lang: str = "zh") -> str:
    """
    Say what the customer may be told of where the order is; nothing where nobody knows.

    The day of arrival is the carrier's own; where it names none, none is named.
    """
    if layers.business is None or layers.business == UNMAPPED:
        return ""
    if layers.business not in _AWAITED:
        return say(f"customer_{layers.business}", lang)
    left = say(f"customer_{layers.business}", lang)
    if expected is None:
        return say("customer_no_estimate", lang, left=left)
    days = (expected - today).days
    if days < 0:
        return say("customer_overdue", lang, left=left, day=f"{expected:%m-%d}")
    key = {0: "customer_today", _TOMORROW: "customer_tomorrow"}.get(days, "customer_in_days")
    text = say("customer_expected", lang, left=left, when=say(key, lang, days=days))
    # Shops quote it as platforms write it: 预计2天后送达.
    return text.replace(" ", "") if lang == "zh" else text
