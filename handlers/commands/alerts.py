"""`预警`: what is open now, red first."""

from datetime import datetime

from handlers.deps import Deps
from rules.permissions import ALL_SHOPS, Actor
from rules.resonance import decimal_text
from rules.vocabulary import Level
from rules.wording import say
from storage.tx import Tx

#: Lines that fit a phone; the console page lists the rest.
_LINES = 10


def alerts(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> str:  # noqa: ARG001 - every report takes `now`
    """List the alerts of the actor's shops."""
    shops = None if ALL_SHOPS in actor.shops else actor.shops
    counts, shown = tx.alerts.alive(shops=shops, limit=_LINES)
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
    if total > len(shown):
        lines.append(say("alerts_more", deps.lang, count=total - len(shown), link=deps.public_url))
    return "\n".join(lines)
