"""`为什么没收到`: why somebody was told or not, and what the ledger says (A-20, M-7)."""

from datetime import datetime

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.people.rota import Rota, routing_of
from rules.delivery import why_told
from rules.delivery.places import place_name
from rules.delivery.policy import RED_PRIORITY
from rules.delivery.routes import Target
from rules.delivery.why_told import Told
from rules.people.permissions import Person
from rules.vocabulary import Level
from rules.wording.say import clock, code_name, listing, say
from rules.wording.sentences import SENTENCES
from storage.delivery.outbox import Delivery, Entry
from storage.orders.orders import Order
from storage.tx import Tx

_LINES = 10
#: Of all the latest messages, looked at to find those of shops that the person may see.
_LOOKED_AT = 200
_STATES = {"leased": "sending"}


def why_not_me(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Say why this person was told or not, then list each message with how it went."""
    lang, asked = deps.lang, question.order
    if asked is None:
        return _listed(say("why_not_me_all_title", lang), _visible(tx, question), deps, now)
    name = question.command.rest or question.actor.name
    person = deps.directory.named(name)
    if person is None:
        return say("told_unknown_person", lang, name=name)
    lines = _explained(tx, deps, asked, person, now)
    entries = tx.ledger.about("order", asked.order_no)
    if not entries:
        alerted = bool(tx.alerts.of_order(asked.order_no))
        reason = say("why_not_me_route" if alerted else "why_not_me_calm", lang)
        return "\n".join([*lines, say("why_not_me_none", lang, reason=reason)])
    title = say("why_not_me_title", lang, order_no=asked.order_no)
    return "\n".join([*lines, _listed(title, entries[-_LINES:], deps, now)])


def told(tx: Tx, deps: Deps, order: Order, person: Person, now: datetime) -> Told:
    """Gather the facts and let the rule answer; nothing is written."""
    entries = tx.ledger.about("order", order.order_no)
    raised = [alert.level for alert in tx.alerts.of_order(order.order_no)]
    loudest = max(raised, key=lambda level: level.rank, default=None)
    return why_told.why_told(
        why_told.Facts(
            person=person,
            shop=order.shop,
            routed=routing_of(deps, loudest, order) if loudest is not None else None,
            duty=Rota(tx, deps).on_duty(order, now),
            escalated=tuple(
                Target(channel=entry.channel, conversation=entry.conversation)
                for entry in entries
                if str(entry.body.get("wording", "")).startswith("escalated")
            ),
            ledger=[
                why_told.Sending(
                    place=(entry.channel, entry.conversation),
                    state=str(entry.state),
                    code=entry.last_code,
                    mentions=tuple(entry.body.get("mentions", ())),
                )
                for entry in entries
                if entry.kind != "redraw"
            ],
        )
    )


def _explained(tx: Tx, deps: Deps, order: Order, person: Person, now: datetime) -> list[str]:
    lang, found = deps.lang, told(tx, deps, order, person, now)
    key = f"told_verdict_{found.verdict}"
    facts = {"state": found.verdict, "code": _why(found.code, lang)}
    verdict = say(key if key in SENTENCES else "told_verdict_other", lang, **facts)
    lines = [say("told_title", lang, name=person.name, order_no=order.order_no, verdict=verdict)]
    if found.verdict == "other_shop":
        return lines
    level = say(f"level_{Level(order.level)}", lang)
    lines.append(say("told_judged", lang, score=order.score, level=level))
    if found.routed is None:
        return lines
    if found.routed.numbers:
        numbers = listing((str(number + 1) for number in found.routed.numbers), lang)
        lines.append(say("told_route", lang, numbers=numbers))
    else:
        lines.append(say("told_fallback", lang))
    ways = listing((say(f"told_way_{way}", lang) for way in found.ways), lang)
    lines.append(say("told_as", lang, ways=ways or say("told_way_none", lang)))
    return lines


def _visible(tx: Tx, question: Question) -> list[Entry]:
    """Return the latest messages about orders that the person may see there."""
    entries = tx.ledger.recent(_LOOKED_AT)
    orders = tx.orders.find({e.order_no for e in entries if e.order_no is not None})
    return [
        entry
        for entry in entries
        if entry.order_no is None
        or (entry.order_no in orders and question.actor.sees(orders[entry.order_no].shop))
    ][:_LINES]


def _listed(title: str, entries: list[Entry], deps: Deps, now: datetime) -> str:
    lang, lines = deps.lang, [title]
    for entry in entries:
        word = str(entry.state)
        target = Target(channel=entry.channel, conversation=entry.conversation)
        red = entry.kind == "card" and entry.priority == RED_PRIORITY
        key = f"delivery_{_STATES.get(word, word)}"
        at = clock(entry.settled_at or entry.created_at, now=now, tz=deps.timezone)
        line = say(
            "why_not_me_line",
            lang,
            at=at,
            place=place_name(target, deps.directory, lang),
            what=code_name("kind", "red_card" if red else entry.kind, lang),
            state=say(key, lang) if key in SENTENCES else word,
        )
        details = _details(entry, lang)
        shown = listing(details, lang)
        lines.append(say("why_not_me_more", lang, line=line, details=shown) if details else line)
        lines[-1] += _muted_by(entry, deps, now)
    return "\n".join(lines)


def _details(entry: Entry, lang: str) -> list[str]:
    """Return what is not as usual: a second try, a reason."""
    again = [say("why_not_me_try", lang, count=entry.attempts)] if entry.attempts > 1 else []
    reason = entry.last_code if entry.last_code not in (None, "ok") else None
    return again + ([_why(reason, lang)] if reason else [])


def _muted_by(entry: Entry, deps: Deps, now: datetime) -> str:
    """Say who did not want a message sent, and why."""
    until = entry.body.get("until")
    if entry.state is not Delivery.MUTED or not until:
        return ""
    at = clock(datetime.fromisoformat(until), now=now, tz=deps.timezone)
    facts = {"by": entry.body["by"], "reason": entry.body["reason"], "until": at}
    return "\n  " + say("delivery_why", deps.lang, **facts)


def _why(code: str | None, lang: str) -> str:
    """Put our own codes into words; a platform's stay as they are."""
    own, _, number = (code or "–").partition(":")
    key = f"why_not_me_code_{own}"
    return say(key, lang, id=number) if key in SENTENCES else code or "–"
