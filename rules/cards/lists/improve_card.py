"""The improvement card: orders that spoil a figure of health, each with what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.contract_card import percent
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.health.figures import Figure
from rules.vocabulary import Action
from rules.wording.say import say

#: Orders that fit a card; `健康` has the rest.
LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One order, why it stands there, and the command that does something about it."""

    order_no: str
    text: str
    command: str
    asks: str = ""  #: What somebody has to be allowed for it; nothing: to read.
    over: bool = False  #: It spoils nothing any more.


@dataclass(frozen=True, slots=True, kw_only=True)
class ImproveScene:
    """Everything that the card is drawn from."""

    card_id: str
    figure: Figure  #: As it was when it crossed its bound.
    owner: str
    by: datetime
    lines: Sequence[ToDo]  #: As they stand now.


def draw_improvements(scene: ImproveScene, reader: Reader) -> Card:
    """Draw it; a line that is done keeps its place and loses its button."""
    lang, figure = reader.lang, scene.figure
    left = [one for one in scene.lines if not one.over]
    stand = "open" if left else "done"
    badge = say("improve_badge", lang, name=say(f"metric_{figure.metric}", lang))
    status = say(f"improve_status_{stand}", lang, left=len(left), all=len(scene.lines))
    refresh = Button(action=Action.REFRESH.value, label=say("action_refresh", lang))
    return Card(
        card_id=scene.card_id,
        title=say("improve_title", lang, badge=badge, status=status),
        tone=Tone.ORANGE if left else Tone.GREEN,
        stand=stand,
        badge=badge,
        status=status,
        headline=say(
            "improve", lang, value=figure.text or "", part=figure.part, whole=figure.whole,
            bound=say(f"health_{figure.bound.side}", lang, at=percent(figure.bound.at)),
            owner=scene.owner, day=f"{scene.by.astimezone(reader.tz):%m-%d}",
        ),
        lines=tuple(_line(one, lang) for one in scene.lines),
        suggestions=_rest(figure.blamed - len(scene.lines), lang),
        buttons=(*(_button(one, lang) for one in left), refresh),
        link=f"{reader.public_url.rstrip('/')}/order-health" if reader.public_url else None,
    )  # fmt: skip


def _button(one: ToDo, lang: str) -> Button:
    """Offer what does something about a line; on the card its order goes without its list."""
    label = one.command.removeprefix(f"{command_word(Name.UNSHIPPED, lang)} ")
    return Button(action=one.command, label=label, command=one.command)


def _line(one: ToDo, lang: str) -> Line:
    return Line(label=one.order_no, text=say("improve_over", lang) if one.over else one.text)


def _rest(left: int, lang: str) -> tuple[Suggestion, ...]:
    """Offer what the card has no room for."""
    if left <= 0:
        return ()
    text = say("improve_more", lang, count=left)
    return (Suggestion(code="see_all", text=text, command=command_word(Name.HEALTH, lang)),)
