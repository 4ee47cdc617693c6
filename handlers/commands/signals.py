"""`信号`: the signals with their weights, and the urgent words people edit here (S-55, S-59)."""

from datetime import datetime

from handlers.commands import policy_draft
from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.resonance.published import current_policy
from rules.chat.grammar import WordEdit
from rules.people.permissions import Actor
from rules.resonance.measure import decimal_text
from rules.resonance.policy import Policy, SignalRule
from rules.wording.say import kind_name, listing, say, span
from storage.tx import Tx

#: Longer than this is a sentence, not a word.
LONGEST_WORD = 20


def signals(tx: Tx, deps: Deps, question: Question, now: datetime) -> str | Answer:
    """List signals or urgent words, change the words, or draft other numbers."""
    command, policy = question.command, current_policy(tx, deps)
    if command.edit is not None:
        return _edit(tx, deps, policy, question.actor, command.edit, now=now)
    if command.words:
        words = listing(policy.urgent_words, deps.lang)
        return say("words_list", deps.lang, count=len(policy.urgent_words), words=words)
    if command.rest:
        return policy_draft.draft(tx, deps, question, now)
    if command.kind is not None:
        rule = policy.rules.get(command.kind)
        return (
            say("signals_unknown", deps.lang, kind=command.kind)
            if rule is None
            else _line(rule, deps)
        )
    season = policy.season_at(now)
    version = policy.version + (f"+{season.name}" if season else "")
    title = say("signals_title", deps.lang, count=len(policy.rules), version=version)
    limits = say(
        "signals_thresholds",
        deps.lang,
        orange=decimal_text(policy.orange),
        red=decimal_text(policy.red),
    )
    lines = [_line(rule, deps) for rule in policy.rules.values()]
    return "\n".join([title, *policy_draft.in_force(tx, deps, policy), limits, *lines])


def _line(rule: SignalRule, deps: Deps) -> str:
    line = say(
        "signals_line",
        deps.lang,
        name=kind_name(rule.kind, deps.lang),
        weight=decimal_text(rule.weight),
        cap=rule.cap,
        window=say("signals_lasting", deps.lang) if rule.lasting else span(rule.window, deps.lang),
        kind_class=say(f"class_{rule.signal_class}", deps.lang),
    )
    return say("signals_owned", deps.lang, line=line, owner=rule.owner) if rule.owner else line


def _edit(
    tx: Tx, deps: Deps, policy: Policy, actor: Actor, edit: WordEdit, *, now: datetime
) -> str:
    word, lang = edit.word.strip(), deps.lang
    if len(word) > LONGEST_WORD:
        return say("words_too_long", lang, longest=LONGEST_WORD)
    adding = edit.op == "add"
    if adding == (word in policy.urgent_words):
        return say("words_known" if adding else "words_unknown", lang, word=word)
    tx.policies.set_urgent_word(word, added=adding, by=actor.name, now=now)
    count = len(current_policy(tx, deps).urgent_words)
    return say(
        "words_added" if adding else "words_removed", lang, word=word, by=actor.name, count=count
    )
