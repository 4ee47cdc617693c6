"""`预警`: what is open now, red first, page by page."""

import math

from handlers.deps import Deps
from rules.command_words import Name
from rules.permissions import ALL_SHOPS, Actor
from rules.resonance import decimal_text
from rules.vocabulary import Level
from rules.wording import command_word, say
from storage.tx import Tx

#: Lines that fit a phone.
_LINES = 10
#: Digits of a page number, more than there can ever be pages.
_LONGEST = 10


def alerts(tx: Tx, deps: Deps, actor: Actor, page: str) -> str:
    """List the alerts of the actor's shops; `page` is as typed, the first where it is none."""
    shops = None if ALL_SHOPS in actor.shops else actor.shops
    number = max(1, int(page)) if page.isdecimal() and len(page) < _LONGEST else 1
    skip = _LINES * (number - 1)
    counts, shown = tx.alerts.alive(shops=shops, limit=_LINES, skip=skip)
    total = sum(counts.values())
    if not total:
        return say("alerts_none", deps.lang)
    red, orange = counts.get(Level.RED, 0), counts.get(Level.ORANGE, 0)
    lines = [say("alerts_title", deps.lang, count=total, red=red, orange=orange)]
    for alert in shown:
        line = say(
            "alerts_line",
            deps.lang,
            level=say(f"level_{alert.level}", deps.lang),
            order_no=alert.order_no,
            score=decimal_text(alert.score),
            state=say(f"state_{alert.state}", deps.lang),
            who=alert.claimed_by or "",
        )
        lines.append(line.strip())
    left, last = total - skip - len(shown), math.ceil(total / _LINES)
    word = command_word(Name.ALERTS, deps.lang)
    if left > 0:
        lines.append(say("alerts_more", deps.lang, count=left, command=f"{word} {number + 1}"))
    if number > last:
        facts = {"page": number, "last": last, "command": f"{word} {last}"}
        lines.append(say("alerts_beyond", deps.lang, **facts))
    return "\n".join(lines)
