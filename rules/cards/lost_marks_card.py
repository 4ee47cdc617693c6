"""The card of lost marks: which orders a sheet shows without the mark they had."""

from collections.abc import Sequence
from datetime import datetime

from rules.cards.card import Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.clipping import clip
from rules.unshipped.lost_marks import Marked
from rules.wording.say import clock, listing, say

#: Bytes of order numbers on the card: some three hundred of them; the rest is counted.
_LONGEST = 6_000


def draw_lost_marks(
    card_id: str, lost: Sequence[Marked], *, system: str, by: str, at: datetime, reader: Reader
) -> Card:
    """Draw the orders of one sheet that lost their mark; they stay as they were."""
    lang = reader.lang
    count = len(lost)
    marks = listing(dict.fromkeys(one.mark for one in lost), lang)
    numbers = " ".join(one.order_no for one in lost)
    shown = clip(numbers, _LONGEST)
    if shown != numbers:
        whole = len(shown.rsplit(" ", 1)[0].split())
        numbers = " ".join(one.order_no for one in lost[:whole])
        numbers = say("lost_marks_more", lang, shown=numbers, count=count - whole)
    source = " · ".join(filter(None, (system, by, clock(at, now=reader.now, tz=reader.tz))))
    return Card(
        card_id=card_id,
        title=say("lost_marks_title", lang, count=count),
        tone=Tone.ORANGE,
        stand=f"lost/{count}",
        badge=say("lost_marks_badge", lang),
        status=say("lost_marks_status", lang, count=count),
        headline=say("lost_marks", lang, count=count, marks=marks),
        lines=(
            Line(label=say("label_lost_marks", lang), text=numbers),
            Line(label=say("label_sheet", lang), text=source),
        ),
        suggestions=(Suggestion(code="mark_again", text=say("lost_marks_do", lang), command=None),),
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )
