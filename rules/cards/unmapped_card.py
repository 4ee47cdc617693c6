"""The unmapped card: a system used a word that nobody knows, and which orders it is said of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.statuses.status_map import Row
from rules.statuses.texts import layer_name, system_name
from rules.vocabulary import Action
from rules.wording.say import listing, say

#: Orders named on the card; the others are counted.
EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedScene:
    """Everything that it is drawn from."""

    card_id: str
    system: str
    word: str
    row: Row | None  #: What it means by now.
    version: int
    orders: int  #: Of which it was said.
    examples: Sequence[str]


def draw_unmapped(scene: UnmappedScene, reader: Reader) -> Card:
    """Draw it; once the word is mapped nothing is left to do."""
    lang, row = reader.lang, scene.row
    system = system_name(scene.system, lang)
    stand = "open" if row is None else "done"
    badge = say("unmapped_badge", lang)
    status = say(f"unmapped_status_{stand}", lang)
    facts = {"system": system, "word": scene.word, "version": scene.version}
    card = Card(
        card_id=scene.card_id,
        title=say("unmapped_title", lang, badge=badge, status=status, **facts),
        tone=Tone.ORANGE if row is None else Tone.GREEN,
        stand=stand,
        badge=badge,
        status=status,
    )
    if row is not None:
        business = layer_name("business", row.business, lang)
        finance = layer_name("finance", row.finance, lang)
        text = say("unmapped_done", lang, business=business, finance=finance, **facts)
        return replace(card, headline=text)
    named = listing(scene.examples, lang)
    left = scene.orders - len(scene.examples)
    orders = say("draft_flips_more", lang, orders=named, count=left) if left > 0 else named
    command = f"{command_word(Name.MAP, lang)} {scene.system} {scene.word} → …"
    return replace(
        card,
        headline=say("unmapped_headline", lang, count=scene.orders, **facts),
        lines=(Line(label=say("unmapped_orders", lang), text=orders),),
        suggestions=(Suggestion(code="map_it", text=say("unmapped_do", lang), command=command),),
        buttons=(Button(action=Action.REFRESH.value, label=say("action_refresh", lang)),),
    )
