"""`静默`: say nothing of a kind, an order, a carrier … for a while, with a reason (A-07)."""

import re
from datetime import datetime, timedelta

from handlers.commands.silencing import (
    kept_by,
    kept_text,
    name_of,
    named_first,
    preview,
    understand,
)
from handlers.commands.snoozing import Snoozed, snooze
from handlers.deps import Deps
from rules.chat.grammar import Command
from rules.chat.phrases import fold, squeeze
from rules.chat.spans import find_duration
from rules.chat.words import KIND_WORDS
from rules.people.permissions import ALL_SHOPS, Actor
from rules.people.silences import Field, Silence, red_limit
from rules.vocabulary import Role
from rules.wording.say import clock, say, span
from storage.tx import Tx

_CANCEL = frozenset({"取消", "结束", "解除", "cancel", "end", "off", "stop"})
_LIST = frozenset({"列表", "清单", "list"})
_CUSTOMER = re.compile(r"(?:客户|customer)\s*(?P<customer>\S+)(?P<rest>.*)", re.IGNORECASE)
_SHORTEST = timedelta(minutes=1)


def mute(
    tx: Tx, deps: Deps, actor: Actor, command: Command, conversation: str, now: datetime
) -> str:
    """List what is silenced, silence something with reason and end, or end it early."""
    word, rest = named_first(tx, command.rest)
    if not word or (not rest and word.lower() in _LIST):
        return _list(tx, deps, actor, now)
    of_customer = _CUSTOMER.match(rest)
    kind = KIND_WORDS.get(fold(word), fold(word))
    if of_customer and kind in deps.policy.rules:
        customer, said = of_customer["customer"], of_customer["rest"]
        return snooze(tx, deps, actor, Snoozed(kind, customer, said.strip()), now)
    if word.lower() in _CANCEL:
        return _cancel(tx, deps, actor, rest.strip(), now)
    duration, reason = find_duration(rest)
    reason = squeeze(reason)
    lang = deps.lang
    if duration is None:
        return say("mute_how_long", lang, word=word, example=_example(word, "2h", deps))
    if not reason:
        long = rest.strip()
        return say("mute_why", lang, word=word, example=_example(word, long, deps))
    longest = deps.people.silence_max
    if not _SHORTEST <= duration <= longest:
        return say(
            "mute_too_long", lang, longest=span(longest, lang), example=_example(word, "2h", deps)
        )
    meant = understand(tx, deps, actor, word)
    if meant is None:
        return say("mute_unknown", lang, word=word, example=_example("", "2h", deps))
    until = now + duration
    asked = Silence(
        id=0,
        field=meant[0],
        value=meant[1],
        reason=reason,
        by=actor.name,
        role=actor.role,
        shops=actor.shops,
        channel=actor.channel,
        conversation=conversation,
        since=now,
        until=until,
        red_until=red_limit(
            role=actor.role, since=now, until=until, longest=deps.people.red_silence_max
        ),
    )
    return _begin(tx, deps, actor, asked, now)


def _begin(tx: Tx, deps: Deps, actor: Actor, asked: Silence, now: datetime) -> str:
    seen = preview(tx, deps, asked, now)
    silence = tx.silences.add(asked)
    lang = deps.lang
    lines = [
        say(
            "mute_done",
            lang,
            id=silence.id,
            what=name_of(silence, lang),
            count=seen.orange + seen.red,
            orange=seen.orange,
            red=seen.red,
            until=clock(silence.until, now=now, tz=deps.timezone),
            reason=silence.reason,
            by=actor.name,
        ),
        _about_red(deps, silence, now),
    ]
    if ALL_SHOPS not in actor.shops:
        lines.append(say("mute_own_shops", lang, shops=say("comma", lang).join(actor.shops)))
    return "\n".join(lines)


def _about_red(deps: Deps, silence: Silence, now: datetime) -> str:
    lang = deps.lang
    if silence.red_until is None:
        need = say(f"role_{Role.APPROVER}", lang)
        return say("mute_red_passes", lang, need=need)
    if silence.red_until >= silence.until:
        return say("mute_red_too", lang)
    at = clock(silence.red_until, now=now, tz=deps.timezone)
    return say("mute_red_until", lang, at=at, longest=span(deps.people.red_silence_max, lang))


def _cancel(tx: Tx, deps: Deps, actor: Actor, word: str, now: datetime) -> str:
    lang = deps.lang
    word = " ".join(filter(None, named_first(tx, word)))
    meant = understand(tx, deps, actor, word) if word and not word.isdigit() else None
    listed = [s for s in tx.silences.in_force(now) if s.field is not Field.DEBUG]
    found = [s for s in listed if str(s.id) == word.lstrip("#") or (s.field, s.value) == meant]
    if not found:
        meant = understand(tx, deps, actor, word) if word else None
        found = [s for s in listed if (s.field, s.value) == meant]
    if not found:
        key = "mute_none_such" if word else "mute_which"
        return say(key, lang, word=word, list=_list(tx, deps, actor, now))
    mine = [s for s in found if s.by == actor.name or actor.role.rank >= s.role.rank]
    if not mine:
        need = say(f"role_{found[0].role}", lang)
        return say("mute_not_yours", lang, by=found[0].by, need=need)
    for silence in mine:
        tx.silences.end(silence.id, now)
    names = say("comma", lang).join(name_of(s, lang) for s in mine)
    return say("mute_cancelled", lang, what=names, by=actor.name)


def _list(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> str:
    """List who wished for which silence until when, what each kept back, and what else waits."""
    lang = deps.lang
    silences = [s for s in tx.silences.in_force(now) if s.field is not Field.DEBUG]
    lines = [say("mute_title", lang, count=len(silences))]
    if not silences:
        lines = [say("mute_none", lang, example=_example("", "2h", deps))]
    for one in silences:
        until = clock(one.until, now=now, tz=deps.timezone)
        facts = {"id": one.id, "what": name_of(one, lang), "by": one.by, "reason": one.reason}
        lines.append(say("mute_line", lang, until=until, **facts))
        kept = kept_by(tx, deps, one, actor)
        said = [
            _red(deps, one, now),
            say("mute_kept", lang, count=kept.messages),
            kept_text(kept, lang),
        ]
        lines.append("  " + say("semicolon", lang).join(filter(None, said)))
    return "\n".join([*lines, *_waiting(tx, deps, actor, now)])


def _red(deps: Deps, silence: Silence, now: datetime) -> str:
    """Say whether red is told of what is silenced."""
    if silence.red_until is None or silence.red_until <= now:
        return say("mute_red_told", deps.lang)
    at = clock(silence.red_until, now=now, tz=deps.timezone)
    return say("mute_red_hidden", deps.lang, at=at)


def _waiting(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> list[str]:
    """Say how much waits for the end of quiet hours or of a shift, and until when."""
    waiting = [e for e in tx.ledger.waiting_by_wish() if e.next_at > now]
    orders = tx.orders.find({e.order_no for e in waiting if e.order_no is not None})
    lines = []
    for code in ("quiet", "budget"):
        seen = [
            e
            for e in waiting
            if e.last_code == code
            and (e.order_no not in orders or actor.sees(orders[e.order_no].shop))
        ]
        if seen:
            until = clock(min(e.next_at for e in seen), now=now, tz=deps.timezone)
            lines.append(say(f"mute_waits_{code}", deps.lang, count=len(seen), until=until))
    return lines


def _example(word: str, duration: str, deps: Deps) -> str:
    if deps.lang == "zh":
        return f"静默 {word or '顺丰'} {duration} 暴雨停运"
    return f"mute {word or 'SF'} {duration} storm"
