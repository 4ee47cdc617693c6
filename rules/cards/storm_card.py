"""The storm card: what many alerts of one conversation look like together, counted exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.vocabulary import Action, AlertState, HardRule, Level
from rules.wording.say import clock, kind_name, listing, say

#: Causes and orders that fit a card; `预警` lists the rest.
CAUSES = 5
ORDERS = 5
_HARD = frozenset(HardRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class StormScene:
    """Everything a storm card is drawn from."""

    storm_id: str
    opened_at: datetime
    last_at: datetime
    closed: bool
    red: int  #: Of all, with those that wait.
    orange: int
    alone: int
    merged: int
    queued: int
    handled: int
    causes: Mapping[str, int]
    orders: Sequence[str]  #: The red and dearest ones.

    @property
    def total(self) -> int:
        """Return how many alerts there are; it is the sum of where they are."""
        return self.alone + self.merged + self.queued


def draw_storm(scene: StormScene, reader: Reader) -> Card:
    """Draw the card. It decides nothing, so its one button redraws it."""
    lang = reader.lang
    level = Level.RED if scene.red else Level.ORANGE
    state = AlertState.EXPIRED if scene.closed else AlertState.OPEN
    times = {
        "first": clock(scene.opened_at, now=reader.now, tz=reader.tz),
        "last": clock(scene.last_at, now=reader.now, tz=reader.tz),
    }
    return Card(
        card_id=scene.storm_id,
        title=say("storm_title", lang, total=scene.total, red=scene.red, orange=scene.orange),
        tone=Tone.GREY if scene.closed else Tone(level.value),
        stand=f"{level}/{state}",
        badge=say(f"level_{level}", lang),
        status=say(f"state_{state}", lang),
        headline=_counts(scene, lang),
        lines=tuple(_lines(scene, lang)),
        suggestions=(
            Suggestion(
                code="see_all",
                text=say("storm_advice", lang),
                command=command_word(Name.ALERTS, lang),
            ),
        ),
        buttons=(
            Button(action=Action.REFRESH.value, label=say("action_refresh", lang), primary=True),
        ),
        footer=say("storm_footer_closed" if scene.closed else "storm_footer", lang, **times),
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )


def _counts(scene: StormScene, lang: str) -> str:
    """Say where the alerts are; whatever is none of them is left out."""
    counts = {
        "alone": scene.alone,
        "merged": scene.merged,
        "queued": scene.queued,
        "handled": scene.handled,
    }
    told = (say(f"storm_{name}", lang, count=count) for name, count in counts.items() if count)
    return listing(told, lang)


def _lines(scene: StormScene, lang: str) -> list[Line]:
    found = []
    causes = sorted(scene.causes.items(), key=lambda one: (-one[1], one[0]))[:CAUSES]
    if causes:
        named = (
            say("storm_cause", lang, name=cause_name(kind, lang), count=n) for kind, n in causes
        )
        found.append(Line(label=say("storm_label_causes", lang), text=listing(named, lang)))
    if scene.orders:
        text = listing(scene.orders, lang)
        found.append(Line(label=say("storm_label_orders", lang), text=text))
    return found


def cause_name(kind: str, lang: str = "zh") -> str:
    """Name a signal or a hard rule."""
    return say(f"hard_{kind}", lang) if kind in _HARD else kind_name(kind, lang)
