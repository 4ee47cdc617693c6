"""`退款规则`: the rules of refunds as they are in force, and a draft of others (S-31)."""

from datetime import datetime
from types import MappingProxyType

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.drafts import drafting
from handlers.refunds.drafting import objection
from handlers.refunds.published import KIND, published
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.people.permissions import Denied, authorize
from rules.people.refusals import denied
from rules.refunds.book.book import RuleBook
from rules.refunds.book.edits import Odd, edited, read_wanted
from rules.refunds.cases import failed, with_new_expectations
from rules.refunds.row_texts import edge_texts, found, odd_text, row_text
from rules.refunds.texts import rule_name
from rules.wording.say import say
from storage.tx import Tx

_LIST = frozenset({"", "列表", "list"})
_EDITS = MappingProxyType({"zh": "10-1 券 10%", "en": "10-1 voucher 10%"})
#: Rows that a search names.
_SHOWN = 8


def refund_rules(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """List the rules, say one in full, find those a text is about, or draft a change."""
    book, said = published(tx, deps), question.command.rest.strip()
    if said.lower() in _LIST:
        return Answer(text=_listed(book, deps))
    if said.isdecimal():
        return Answer(text=_rule(book, said, deps.lang))
    if not said[0].isdecimal():
        return Answer(text=_found(book, said, deps.lang))
    return _draft(tx, deps, question, book, now)


def _listed(book: RuleBook, deps: Deps) -> str:
    """Name every rule by its number."""
    lang, word = deps.lang, command_word(Name.REFUND_RULES, deps.lang)
    lines = [say("refund_rules_version", lang, version=book.version, count=len(book.rules))]
    lines.extend(_line(book, rule, lang) for rule in sorted(book.rules, key=int))
    lines.append(say("refund_rules_how", lang, one=f"{word} 9", edit=f"{word} {_EDITS[lang]}"))
    if deps.public_url:
        link = f"{deps.public_url.rstrip('/')}/refund-rules"
        lines.append(say("card_link", lang, link=link))
    return "\n".join(lines)


def _line(book: RuleBook, rule: str, lang: str) -> str:
    """Name a rule; what it mostly does is its first row."""
    first = book.rules[rule][0]
    return say(
        "refund_rules_line",
        lang,
        rule=rule,
        name=rule_name(rule, lang),
        action=say(f"refund_action_{first.action}", lang),
        priority=first.priority,
    )


def _rule(book: RuleBook, rule: str, lang: str) -> str:
    rows = book.rules.get(rule)
    if rows is None:
        return say("refund_rules_none", lang, rule=rule)
    own = [case for case in book.cases if case.get("rule") == rule]
    return "\n".join(
        [
            _line(book, rule, lang),
            *(row_text(row, lang) for row in rows),
            *edge_texts(book, rule, lang),
            say("refund_rules_cases", lang, count=len(own)),
        ]
    )


def _found(book: RuleBook, said: str, lang: str) -> str:
    """Name the rows that a text is about, such as the sentence that a customer was told."""
    rows = found(book, said, lang)
    if not rows:
        example = f"{command_word(Name.REFUND_RULES, lang)} {_EDITS[lang]}"
        return say("refund_rules_not_found", lang, said=said, example=example)
    head = say("refund_rules_found", lang, said=said)
    return "\n".join([head, *(row_text(row, lang) for row in rows[:_SHOWN])])


def _draft(tx: Tx, deps: Deps, question: Question, book: RuleBook, now: datetime) -> Answer:
    lang = deps.lang
    gate = authorize(question.actor, "edit_refund_rules", shop=None)
    if isinstance(gate, Denied):
        return Answer(text=denied(gate, lang), private=True, outcome="refused", detail=gate.reason)
    wanted = read_wanted(question.command.rest)
    after = edited(book, wanted.edits)
    if isinstance(after, Odd):
        return Answer(text=odd_text(after, lang), outcome="refused")
    if after.rows == book.rows:
        return Answer(text=say("edit_same", lang), outcome="refused")
    if wanted.new_cases:
        after = with_new_expectations(after)
    why = objection(tx, deps, after.text)
    if why is not None:
        hint = f"\n{say('edit_take_cases', lang)}" if failed(after) else ""
        return Answer(text=why + hint, outcome="refused")
    message = question.message
    place = Target(channel=message.channel, conversation=message.conversation)
    draft = drafting.propose(
        tx, deps, KIND, after.text, question.actor.name, now,
        place=None if message.private else place,
    )  # fmt: skip
    text = say(
        "draft_made",
        lang,
        number=draft.number,
        count=len(deps.drafts[KIND].flips(tx, deps, draft.content, now).orders),
        open=f"{command_word(Name.DRAFTS, lang)} {draft.number}",
        approve=f"{command_word(Name.APPROVE, lang)} {draft.number}",
    )
    return Answer(text=text, changed=True, detail=str(draft.number))
