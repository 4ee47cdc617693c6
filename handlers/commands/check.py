"""`体检`: everything that matters about one order, and what to do about it (S-72)."""

from datetime import datetime

from handlers.commands import orders
from handlers.contracts.view import WRONG
from handlers.deps import Deps
from handlers.orders import cases
from handlers.orders.look import OrderCase, suggestions_for
from handlers.unshipped.costs import rule_for
from handlers.unshipped.sheet import rows_of
from rules.alerts.similar import FEW, pattern_of
from rules.cards.alert.lines import part_text
from rules.cards.alert.similar import similar_text
from rules.cards.lists.digest_card import heads_text
from rules.cards.lists.sheet_card import urgency_text
from rules.cards.trouble_card import badge
from rules.chat.help import command_word
from rules.chat.links import order_link
from rules.chat.words import Name
from rules.clipping import clip
from rules.events.promises import promised
from rules.health.troubles import Trouble
from rules.orders.course import created_data
from rules.orders.timeline import event_text
from rules.vocabulary import Level
from rules.wording.say import clock, kind_name, listing, say, span, time_left
from storage.orders.orders import Order
from storage.tx import Tx

#: So many events of so many bytes stand below what there is to do.
_LATEST = 5
_BRIEF = 120


def check(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Report it; what is not known of it is said to be unknown (M-20)."""
    lang, seen = deps.lang, orders.look(tx, deps, asked, now)
    result, troubles = seen.resonance, _broken(tx, seen)
    billed = _billed(tx, deps, asked.order_no)
    lines = [
        say("check_title", lang, order_no=asked.order_no),
        *orders.summary(tx, deps, seen, now)[1:],
        *_promises(tx, deps, seen, now),
        *billed,
    ]
    if result.missing:
        kinds = listing((kind_name(kind, lang) for kind in result.missing), lang)
        lines.append(say("check_missing", lang, kinds=kinds))
    lines.extend(part_text(part, lang) for part in result.parts)
    if result.hard:
        rules = listing((say(f"hard_{r}", lang) for r in result.hard), lang)
        lines.append(say("why_hard", lang, rules=rules))
    late = orders.late(tx, deps, seen, now)
    lines.extend(late)
    if suggestions := suggestions_for(seen, now, lang):
        lines.append(say("check_suggestions", lang))
        for one in suggestions:
            how = one.command or say("card_manual", lang)
            lines.append("· " + say("card_advice", lang, text=one.text, how=how))
    elif result.level is Level.CALM and not (late or billed or troubles or tx.troubles.blinding()):
        lines.append(say("check_well", lang))
    lines.extend(_contract(deps, trouble, now) for trouble in troubles)
    lines.extend(_similar(tx, deps, seen, now))
    lines.extend(_latest(deps, seen, now))
    lines.append(say("card_link", lang, link=order_link(deps.public_url, asked.order_no)))
    return "\n".join(lines)


def _promises(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Tell what its promises cost if they are broken: that to leave in money, by which rule."""
    lang, order = deps.lang, seen.case.order
    if order.cancelled or seen.course.over_at is not None:
        return []
    lines = []
    if order.left_at is None:
        for row in rows_of(tx, deps, tx.progress.these((order.order_no,)), now):
            said = row.order.progress
            if said.due is None or said.paid_at is None or said.moved_at is not None:
                continue
            rule, chance = rule_for(deps, row.order), row.urgency.chance
            facts = [urgency_text(row.urgency, lang)]
            if rule is not None:
                facts.append(say("check_rule", lang, source=rule.source, day=rule.verified))
            if rule is not None and chance is not None:
                of = say("check_odds", lang, count=chance.orders)
                facts.append(of if chance.orders else say("check_assumed", lang))
            lines.append(say("check_risk", lang, risk=say("semicolon", lang).join(facts)))
    created = created_data(seen.course)
    for name in ("pickup", "delivery"):
        until = promised(created.get(f"promised_{name}_at"), deps.timezone)
        if until is not None and not (name == "pickup" and order.left_at is not None):
            at, left = clock(until, now=now, tz=deps.timezone), time_left(until, now=now, lang=lang)
            lines.append(say(f"check_{name}", lang, at=at, left=left))
    return lines


def _billed(tx: Tx, deps: Deps, order_no: str) -> list[str]:
    found = tx.bills.of_order(order_no)
    return [say("check_billed", deps.lang, heads=heads_text(found, deps.lang))] if found else []


def _broken(tx: Tx, seen: OrderCase) -> list[Trouble]:
    """Return how contracts of those who told of it were broken while they did."""
    if not seen.events:
        return []
    sources = {event.source for event in seen.events}
    told, over_at = [event.received_at for event in seen.events], seen.course.over_at
    return [
        trouble
        for trouble in tx.troubles.since(min(told))
        if trouble.wrong in WRONG
        and trouble.source in sources
        and (over_at is None or trouble.since <= max(told))
    ]


def _contract(deps: Deps, trouble: Trouble, now: datetime) -> str:
    lang, at = deps.lang, clock(trouble.since, now=now, tz=deps.timezone)
    what = badge(trouble, lang)
    if trouble.over_at is None:
        return say("check_contract", lang, badge=what, at=at)
    lasted = span(trouble.over_at - trouble.since, lang)
    return say("check_contract_over", lang, badge=what, at=at, span=lasted)


def _similar(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Tell how orders like it ended: those before its alert, or before now where it has none."""
    lang, order, alert = deps.lang, seen.case.order, seen.case.alert
    judged = alert if alert is not None and alert.alive else seen.resonance
    before = now if alert is None or judged is not alert else alert.opened_at
    found = cases.like(tx, pattern_of(judged), order.order_no, order.shop, before)
    if found is None:
        return []
    text = similar_text(found, judged, lang)
    few = say("check_few", lang) if 0 < found.count < FEW else ""
    return [say("check_similar", lang, text=text + few)]


def _latest(deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Tell the end of the story in short lines, and the command that tells all of it."""
    latest = [(e, event_text(e.type, e.data, deps.lang)) for e in seen.events[-_LATEST:]]
    lines = [clip(orders.event_line(deps, event, now, text), _BRIEF) for event, text in latest]
    if not lines:
        return []
    earlier = len(seen.events) - len(lines)
    if earlier:
        command = f"{command_word(Name.TRACE, deps.lang)} {seen.case.order.order_no}"
        lines.append(say("check_earlier", deps.lang, count=earlier, command=command))
    return [say("check_timeline", deps.lang), *lines]
