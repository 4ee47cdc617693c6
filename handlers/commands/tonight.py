"""`今晚必须发`: what was promised to leave by the end of today, worked in this order (A-53 M-8)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from handlers.commands.pages import LINES, page_of, rest_of
from handlers.commands.unshipped import LOOKED_AT
from handlers.deps import Deps
from handlers.unshipped.costs import rule_for
from handlers.unshipped.sheet import SheetRow, rows_of
from rules.cards.lists.sheet_card import urgency_text
from rules.chat.words import Name
from rules.people.permissions import Actor, shops_of
from rules.unshipped.odds import DAYS, ENOUGH
from rules.wording.say import money, say, time_left
from storage.tx import Tx


def tonight(tx: Tx, deps: Deps, actor: Actor, page: str, now: datetime) -> str:
    """List it with what each order costs where it does not, and the rules that say so."""
    lang = deps.lang
    local = now.astimezone(deps.timezone)
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo)
    due = tx.progress.due(midnight, now, LOOKED_AT, shops_of(actor))
    rows = rows_of(tx, deps, due, now)
    if not rows:
        return say("tonight_none", lang)
    at_risk = sum((row.at_risk for row in rows if row.at_risk is not None), Decimal(0))
    number = page_of(page)
    shown = rows[LINES * (number - 1) : LINES * number]
    lines = [say("tonight_title", lang, count=len(rows), risk=money(at_risk, lang))]
    for row in shown:
        left = time_left(row.order.progress.due or midnight, now=now, lang=lang)
        risk = urgency_text(row.urgency, lang)
        lines.append(say("tonight_line", lang, order_no=row.order_no, risk=risk, deadline=left))
    lines += _sources(deps, shown)
    if any(row.urgency.expected is not None for row in shown):
        lines.append(say("odds_source", lang, days=DAYS, enough=ENOUGH))
    return "\n".join([*lines, *rest_of(len(rows), number, Name.TONIGHT, lang)])


def _sources(deps: Deps, rows: Iterable[SheetRow]) -> list[str]:
    """Say where each rule is written, and when somebody read it there."""
    rules = dict.fromkeys(filter(None, (rule_for(deps, row.order) for row in rows)))
    return [
        say(
            "penalty_source",
            deps.lang,
            platform=rule.platform,
            first=rule.first,
            verified=rule.verified,
            source=rule.source,
        )
        for rule in rules
    ]
