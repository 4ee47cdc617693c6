"""`预警`: what is open now, in the order of the to-do list, page by page."""

from datetime import datetime

from handlers.commands.pages import LINES, page_of, rest_of
from handlers.deps import Deps
from handlers.desk.waiting import LONGEST, waiting
from rules.cards.alert.headline import score_or_rules
from rules.chat.words import Name
from rules.people.permissions import ALL_SHOPS, Actor
from rules.vocabulary import Level
from rules.wording.say import money, say
from storage.tx import Tx


def alerts(tx: Tx, deps: Deps, actor: Actor, page: str, now: datetime) -> str:
    """List the alerts of the actor's shops; `page` is as typed, the first where it is none."""
    shops = None if ALL_SHOPS in actor.shops else actor.shops
    number = page_of(page)
    counts, listed = waiting(tx, deps, actor, now)
    risks = {one.alert.id: one.risk for one in listed}
    skip = LINES * (number - 1)
    shown = [one.alert for one in listed[skip : skip + LINES]]
    if skip >= LONGEST:  # what nobody works through is not ordered by its deadlines
        _, shown = tx.alerts.alive(shops=shops, limit=LINES, skip=skip)
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
            score=score_or_rules(alert, deps.lang),
            state=say(f"state_{alert.state}", deps.lang),
            who=alert.claimed_by or "",
        )
        risk = risks.get(alert.id)
        at_risk = (
            [say("alerts_risk", deps.lang, amount=money(str(risk), deps.lang))] if risk else []
        )
        lines.append(" ".join([line.strip(), *at_risk]))
    return "\n".join([*lines, *rest_of(total, number, Name.ALERTS, deps.lang)])
