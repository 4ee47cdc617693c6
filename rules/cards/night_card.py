"""The night card: which orders that left were not picked up, or are told of otherwise (S-80)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.delivery.daily import Day
from rules.unshipped.nights import Gap
from rules.vocabulary import Action
from rules.wording.say import clock, say

#: Order numbers of one line; the rest is counted.
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NightLine:
    """Orders of one warehouse that do not go together in one way."""

    gap: Gap
    warehouse: str  #: "" where nobody named one.
    count: int
    order_nos: Sequence[str]  #: The first of them.


@dataclass(frozen=True, slots=True, kw_only=True)
class NightScene:
    """Everything the card of a night is drawn from."""

    card_id: str
    day: Day
    compared: int
    lines: Sequence[NightLine]  #: The gravest first.


def draw_night(scene: NightScene, reader: Reader) -> Card:
    """Draw the card; once everything goes together it says so."""
    lang, count = reader.lang, sum(line.count for line in scene.lines)
    stand = "open" if count else "done"
    badge = say("night_badge", lang, day=f"{scene.day.date:%m-%d}")
    status = say(f"night_status_{stand}", lang, count=count)
    ways = dict.fromkeys(line.gap for line in scene.lines)
    return Card(
        card_id=scene.card_id,
        title=say("night_title", lang, badge=badge, status=status),
        tone=Tone.ORANGE if count else Tone.GREEN,
        stand=stand,
        badge=badge,
        status=status,
        headline=say(
            "night",
            lang,
            since=clock(scene.day.since, now=reader.now, tz=reader.tz),
            compared=scene.compared,
            count=count,
        ),
        lines=tuple(_line(line, lang) for line in scene.lines),
        suggestions=tuple(
            Suggestion(code=gap, text=say(f"night_do_{gap}", lang), command=None) for gap in ways
        ),
        buttons=(Button(action=Action.REFRESH.value, label=say("action_refresh", lang)),),
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )


def _line(line: NightLine, lang: str) -> Line:
    shown = line.order_nos[:_SHOWN]
    rest = line.count - len(shown)
    texts = (
        line.warehouse,
        " ".join(shown),
        say("night_more", lang, count=rest) if rest else "",
    )
    label = say("night_label", lang, gap=say(f"night_{line.gap}", lang), count=line.count)
    return Line(label=label, text=" · ".join(filter(None, texts)))
