"""`未发货`: paid orders that have not left, what is due first on top; taken or done from here."""

from datetime import datetime

from handlers.commands.pages import LINES, page_of, rest_of
from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.unshipped import working
from rules.chat.words import Name
from rules.people.permissions import Actor, shops_of
from rules.wording.say import limit, say, span, time_left
from storage.tx import Tx
from storage.unshipped.progress import PaidOrder

#: Open orders looked at; more have to be read from the page or the file.
LOOKED_AT = 5_000
#: What may stand before orders.
_WORKS = {
    "认领": working.take,
    "claim": working.take,
    "完成": working.finish,
    "done": working.finish,
}


def unshipped(tx: Tx, deps: Deps, question: Question, now: datetime) -> str | Answer:
    """
    List what still has to leave, what is overdue and due first on top; or take or finish some.

    Also say how many passed the old 24 h rule and how many resonance told first.
    """
    word, *named = question.command.rest.split()[:100] or [""]
    if word.casefold() in _WORKS:
        return _work(tx, deps, question, word.casefold(), named, now)
    return _listed(tx, deps, question.actor, word, now)


def _work(
    tx: Tx, deps: Deps, question: Question, word: str, named: list[str], now: datetime
) -> Answer:
    if not named:
        return Answer(text=say("work_which", deps.lang, word=word), private=True)
    alike = tx.orders.all_alike(named)
    found = [only[0] if len(only := alike.get(text, [])) == 1 else text for text in named]
    reply = _WORKS[word](tx, deps, question.actor, tuple(dict.fromkeys(found)), now)
    return Answer(text=reply.text, private=reply.private, changed=reply.changed)


def _listed(tx: Tx, deps: Deps, actor: Actor, page: str, now: datetime) -> str:
    lang, shops = deps.lang, shops_of(actor)
    total = sum(tx.progress.combinations(now, shops).values())
    if not total:
        return say("unshipped_none", lang)
    found = tx.progress.open(now, LOOKED_AT, shops)
    lines = [say("unshipped_title", lang, count=total), _late(tx, found, now, deps)]
    number = page_of(page)
    for one in found[LINES * (number - 1) : LINES * number]:
        said = one.progress
        due = time_left(said.due, now=now, lang=lang) if said.due else say("order_unknown", lang)
        ago = span(now - (said.paid_at or now), lang)
        lines.append(say("unshipped_line", lang, order_no=said.order_no, ago=ago, deadline=due))
    return "\n".join([*lines, *rest_of(len(found), number, Name.UNSHIPPED, lang)])


def _late(tx: Tx, found: list[PaidOrder], now: datetime, deps: Deps) -> str:
    """Say how many passed the old rule, and of how many an alert was earlier."""
    lang, most = deps.lang, deps.policy.unshipped_after
    paid = {one.progress.order_no: one.progress.paid_at or now for one in found}
    late = {no: at + most for no, at in paid.items() if now - at >= most}
    if not late:
        return say("unshipped_none_late", lang, limit=limit(most, lang))
    opened = tx.alerts.first_opened(list(late))
    earlier = sum(no in opened and opened[no] < since for no, since in late.items())
    key = "unshipped_late_warned" if earlier else "unshipped_late"
    facts = {"limit": limit(most, lang), "count": len(late)}
    return say(key, lang, **facts, **({"earlier": earlier} if earlier else {}))
