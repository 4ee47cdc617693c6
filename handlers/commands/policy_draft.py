"""`信号 地址修改 1.0`: a draft of other numbers, and which numbers were published over the file."""

from datetime import datetime
from types import MappingProxyType

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.resonance import drafting
from handlers.resonance.published import KIND, published, running, unfit
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.people.permissions import Denied, authorize
from rules.people.refusals import denied
from rules.resonance.override_texts import name_of, odd_text, value_of
from rules.resonance.policy import Policy
from rules.resonance.wanted import Unreadable, read_wanted
from rules.wording.say import kind_name, listing, say
from storage.tx import Tx

_EXAMPLE = MappingProxyType({"zh": "地址修改 1.0；橙 2.0", "en": "address_changed 1.0; orange 2.0"})


def draft(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Draft what is wanted, or say what of it is no number of the policy."""
    lang = deps.lang
    gate = authorize(question.actor, "edit_policy", shop=None)
    if isinstance(gate, Denied):
        return Answer(text=denied(gate, lang), private=True, outcome="refused", detail=gate.reason)
    wanted = read_wanted(question.command.rest)
    if isinstance(wanted, Unreadable):
        example = f"{command_word(Name.SIGNALS, lang)} {_EXAMPLE[lang]}"
        text = say("policy_unreadable", lang, word=wanted.word, example=example)
        return Answer(text=text, outcome="refused")
    changes = wanted.changes
    if wanted.new_ends:
        changes = drafting.with_new_ends(tx, deps, changes)
    message = question.message
    place = Target(channel=message.channel, conversation=message.conversation)
    made = drafting.propose(
        tx, deps, changes, question.actor.name, now, place=None if message.private else place
    )
    if isinstance(made, str):
        return Answer(text=made, outcome="refused")
    text = say(
        "draft_made",
        lang,
        number=made.number,
        count=len(deps.drafts[KIND].flips(tx, deps, made.content, now).orders),
        open=f"{command_word(Name.DRAFTS, lang)} {made.number}",
        approve=f"{command_word(Name.APPROVE, lang)} {made.number}",
    )
    return Answer(text=text, changed=True, detail=str(made.number))


def in_force(tx: Tx, deps: Deps, policy: Policy) -> list[str]:
    """Say which numbers were published over the file, what is off, and what fits no more."""
    lang = deps.lang
    version, changes = published(tx)
    if not changes:
        lines = [say("signals_as_file", lang, version=version)]
    else:
        named = listing(
            (
                say(
                    "signals_change",
                    lang,
                    name=name_of(name, lang),
                    value=value_of(name, policy, changes, lang),
                )
                for name in changes
            ),
            lang,
        )
        lines = [say("signals_in_force", lang, version=version, changes=named)]
    if (rollout := running(tx)) is not None:
        share = f"{rollout.share * 100:f}".rstrip("0").rstrip(".") + "%"
        lines.append(say("signals_trial", lang, version=rollout.version, share=share))
    if off := [kind for kind in deps.policy.rules if kind not in policy.rules]:
        names = listing((kind_name(kind, lang) for kind in off), lang)
        lines.append(say("signals_off", lang, names=names))
    lines += [say("signals_unfit", lang, problem=odd_text(odd, lang)) for odd in unfit(tx, deps)]
    return lines
