"""Snoozing: one signal does not count for one customer for a while, with a reason (A-37)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.chat.help import command_word
from rules.chat.phrases import squeeze
from rules.chat.spans import find_duration
from rules.chat.words import Name
from rules.people.permissions import Actor, Denied, authorize
from rules.people.refusals import denied
from rules.wording.say import clock, kind_name, say, span
from storage.resonance.policies import SNOOZED, ListEntry
from storage.tx import Tx

_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Snoozed:
    """What is asked for: a kind, whose, and the duration and the reason as they were written."""

    kind: str
    customer: str
    said: str


def snooze(tx: Tx, deps: Deps, actor: Actor, asked: Snoozed, now: datetime) -> str:
    """Have it not count. Scores fall by it, red ones too: it is for those who may edit lists."""
    gate, lang = authorize(actor, "edit_lists", shop=None), deps.lang
    if isinstance(gate, Denied):
        return denied(gate, lang)
    duration, reason = find_duration(asked.said)
    what, longest = kind_name(asked.kind, lang), deps.people.silence_max
    word = say("mute_customer_word", lang, what=what, customer=asked.customer)
    example = say("mute_customer_example", lang, word=word)
    if duration is None:
        return say("mute_how_long", lang, word=word, example=example)
    if not squeeze(reason):
        return say("mute_why", lang, word=word, example=example)
    if not _SHORTEST <= duration <= longest:
        return say("mute_too_long", lang, longest=span(longest, lang), example=example)
    entry = ListEntry(
        name=SNOOZED + asked.kind,
        value=asked.customer,
        reason=squeeze(reason),
        expires=now + duration,
        by=actor.name,
        at=now,
    )
    tx.policies.put_on_list(entry)
    tx.orders.judge_soon(asked.customer, now)
    remove = say("lists_remove_word", lang)
    return say(
        "mute_customer_done",
        lang,
        what=what,
        customer=asked.customer,
        until=clock(entry.expires, now=now, tz=deps.timezone),
        reason=entry.reason,
        by=actor.name,
        cancel=f"{command_word(Name.LISTS, lang)} {remove} {entry.name} {entry.value}",
    )
