"""`打扰`: how often people were called in a span of days, how much at night, what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.people.budgets import Budgets, receiver_name, waiting_for
from handlers.people.regard import Regard
from handlers.people.rota import Rota
from rules.chat.help import example
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.masking import mask_phones
from rules.people.interruptions import Message, disturbed, responders, span_of
from rules.people.permissions import ALL_SHOPS, Actor
from rules.wording.say import clock, listing, say, span
from storage.tx import Tx

#: Rows of the outbox and of the audit looked at: a busy week, and well below a second of work.
_LOOKED_AT = 20_000
_LINES = 10
#: What people call the spans; nothing said is this week.
_SPANS: Mapping[str, str] = MappingProxyType({
    "今天": "today", "今日": "today", "today": "today", "day": "today",
    "昨天": "yesterday", "昨日": "yesterday", "yesterday": "yesterday",
    "": "week", "本周": "week", "这周": "week", "week": "week", "this week": "week",
})  # fmt: skip


def interruptions(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Count messages for each conversation or person, and who acted on them how fast."""
    lang = deps.lang
    word = _SPANS.get(question.command.rest.lower())
    if word is None:
        said, shown = mask_phones(question.command.rest), example(question.command.name, lang)
        return say("interruptions_unknown", lang, said=said, example=shown)
    since, until = span_of(word, now, deps.timezone)
    when = say(f"interruptions_{word}", lang)
    looked = tx.ledger.messages(since=since, limit=_LOOKED_AT)
    messages = [m for m in looked if m.at < until and _may_count(question.actor, m)]
    budgets = _budgets(tx, deps, question.actor, now)
    if not messages:
        return "\n".join([say("interruptions_none", lang, span=when), *budgets])
    responses = tx.audit.responses(since=since, limit=_LOOKED_AT)
    lines = [say("interruptions_title", lang, span=when, count=len(messages))]
    for one in disturbed(messages, responses, deps.timezone)[:_LINES]:
        channel, conversation = one.place
        place = Target(channel=channel, conversation=conversation)
        lines.append(
            say(
                "interruptions_line",
                lang,
                place=place_name(place, deps.directory, lang),
                messages=one.messages,
                night=_percent(one.night, one.messages),
                response=_response(one.first_response, lang),
                acted=_percent(one.acted, one.asked),
            )
        )
    for each in responders(messages, responses)[:_LINES]:
        wait = span(each.first_response, lang)
        lines.append(
            say("interruptions_person", lang, name=each.name, orders=each.orders, wait=wait)
        )
    if len(looked) >= _LOOKED_AT:
        lines.append(say("interruptions_cut", lang, count=_LOOKED_AT))
    return "\n".join([*lines, *budgets])


def _budgets(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> list[str]:
    """Say how much of each budget is used in the shift that is on, and what waits for its end."""
    budget = deps.people.budget
    if budget is None:
        return []
    known = Budgets(tx, deps, Rota(tx, deps), Regard(tx, deps))
    waiting = waiting_for(tx, deps, actor)
    everybody = known.names(now) if ALL_SHOPS in actor.shops else ()
    names = dict.fromkeys((actor.name, *waiting, *everybody))
    lines = []
    for name in names:
        spent, orders = known.spent(name, now), waiting.get(name, ())
        if spent or orders:
            until = clock(known.turn(name, now).until, now=now, tz=deps.timezone)
            facts = {"name": receiver_name(deps, name), "spent": spent, "until": until}
            lines.append(say("budget_line", deps.lang, budget=budget, **facts))
        if orders:
            lines.append(_waits(deps, orders))
    return lines[:_LINES]


def _waits(deps: Deps, orders: Sequence[str]) -> str:
    """Name what waits, each order once; and say how much it is in all."""
    named = listing(list(dict.fromkeys(filter(None, orders)))[:_LINES], deps.lang)
    about = say("budget_orders", deps.lang, orders=named) if named else ""
    return say("budget_waits", deps.lang, count=len(orders), orders=about)


def _may_count(actor: Actor, message: Message) -> bool:
    """Count what is about orders the person may see; what is about none, for all-shop people."""
    if message.order_no is None:
        return ALL_SHOPS in actor.shops
    return actor.sees(message.shop)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _response(wait: timedelta | None, lang: str) -> str:
    if wait is None:
        return say("interruptions_no_response", lang)
    return say("interruptions_response", lang, wait=span(wait, lang))
