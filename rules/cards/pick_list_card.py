"""The card of a pick list: orders that were paid and that nobody marked, to be picked now."""

from collections.abc import Collection, Sequence

from rules.cards.card import Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.wording.say import say


def draw_pick_list(
    card_id: str, order_nos: Sequence[str], begun: Collection[str], reader: Reader
) -> Card:
    """Draw the orders of one list, those that the warehouse has begun apart from the rest."""
    lang, count = reader.lang, len(order_nos)
    lines = {
        "label_pick_list": [no for no in order_nos if no not in begun],
        "label_picked": [no for no in order_nos if no in begun],
    }
    done = len(lines["label_picked"])
    return Card(
        card_id=card_id,
        title=say("pick_list_title", lang, count=count),
        tone=Tone.GREEN if done == count else Tone.ORANGE,
        stand=f"picked/{done}",
        badge=say("pick_list_badge", lang),
        status=say("pick_list_status", lang, done=done, count=count),
        headline=say("pick_list", lang, count=count),
        lines=tuple(
            Line(label=say(key, lang), text=" ".join(some)) for key, some in lines.items() if some
        ),
        suggestions=(Suggestion(code="pick", text=say("pick_list_do", lang), command=None),),
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )
