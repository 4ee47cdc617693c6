"""A card in no channel's own form: what it says about its subject, and what may be pressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from rules.cards.suggestions import Suggestion
from rules.wording.say import listing, say


class Tone(StrEnum):
    """How a card looks from afar."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled line of a card."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A tap that is possible now."""

    action: str  #: A word of the card's subject, which alone knows what it does.
    label: str
    primary: bool = False
    command: str = ""  #: Does the same where there are no buttons; empty: nothing typed does.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom, when and where it is drawn."""

    now: datetime
    tz: tzinfo
    lang: str = "zh"
    public_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card about anything, read in three seconds; the words are its subject's."""

    card_id: str
    order_no: str = ""  #: Empty where it is about no one order.
    title: str
    tone: Tone
    #: How its subject stands, as machines name it (red/open): only a change of this is worth a
    #: message where a card cannot be redrawn.
    stand: str
    badge: str  #: The same for people, in two words: how urgent it is …
    status: str  #: … and where it stands.
    headline: str = ""  #: What happened and what it means, in one sentence.
    lines: tuple[Line, ...] = ()  #: The facts of the case.
    suggestions: tuple[Suggestion, ...] = ()
    buttons: tuple[Button, ...] = ()
    #: Folded away; a channel that cannot fold leads to the page or names the command `more_by`.
    more: tuple[Line, ...] = ()
    more_by: str = ""
    footer: str = ""  #: Who did what, and when.
    revision: int = 1  #: The subject's revision that the card shows; a press carries it back.
    link: str | None = None
    page: str = ""  #: Path of its own page in the console, beside that of its order.

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do about it: two lines, the title and the sentence."""
        return not (self.lines or self.buttons)


def reply_with(buttons: Iterable[Button], lang: str = "zh") -> str:
    """Say which commands do what these buttons do; nothing where none is typed."""
    typed = [one.command for one in buttons if one.command]
    return say("card_reply", lang, commands=listing(typed, lang)) if typed else ""


def advice(one: Suggestion, lang: str = "zh") -> str:
    """Write a suggestion with what does it, unless a button of the card does."""
    if one.pressed:
        return one.text
    how = one.command or say("card_manual", lang)
    return say("card_advice", lang, text=one.text, how=how)


def where_more(card: Card, lang: str = "zh") -> str:
    """Say where the folded part is to be read by those whose channel cannot unfold it."""
    if card.link:
        return say("card_link", lang, link=card.link)
    return say("card_more", lang, command=card.more_by) if card.more and card.more_by else ""


def as_text(card: Card, lang: str = "zh") -> str:
    """Write a card as plain text, its buttons as commands, for channels that have none."""
    if card.closed:
        said = " · ".join(filter(None, (card.headline, where_more(card, lang))))
        return "\n".join(filter(None, (card.title, said)))
    facts = [say("card_line", lang, label=one.label, text=one.text) for one in card.lines]
    label = say("label_suggestion", lang)
    tips = [say("card_line", lang, label=label, text=advice(one, lang)) for one in card.suggestions]
    rest = [reply_with(card.buttons, lang), where_more(card, lang), card.footer]
    return "\n".join(filter(None, [card.title, card.headline, *facts, *tips, *rest]))
