"""What the card of ghost payments says: how many, how much money, since when, and which first."""

from datetime import datetime

from rules.cards.card import Line, Reader
from rules.health.troubles import Trouble
from rules.wording.say import clock, money, say


def ghost_headline(trouble: Trouble, since: str, reader: Reader) -> str:
    """Say what is wrong with how many payments, from the first to the last."""
    facts = trouble.facts
    last = clock(datetime.fromisoformat(facts["last"]), now=reader.now, tz=reader.tz)
    return say(
        f"ghost_{trouble.name}_told", reader.lang, count=facts["count"], since=since, last=last
    )


def ghost_lines(trouble: Trouble, reader: Reader) -> tuple[Line, ...]:
    """Say how much money it is, as far as that is known, and name the first payments."""
    facts, lang = trouble.facts, reader.lang
    amount = money(facts["amount"], lang)
    if int(facts["unknown"]):
        known = amount if facts["unknown"] != facts["count"] else ""
        amount = say("ghost_amount_unknown", lang, amount=known, count=facts["unknown"]).strip()
    told = {"ghost_amount": amount, "ghost_sample": facts["sample"].replace(" ", "、")}
    return tuple(Line(label=say(key, lang), text=text) for key, text in told.items() if text)
