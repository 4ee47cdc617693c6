"""`调试模式`: everything is evaluated and written down, nothing is sent, for a while (A-09)."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.chat.grammar import Command
from rules.chat.help import example
from rules.chat.phrases import squeeze
from rules.chat.spans import find_duration, odd_duration
from rules.chat.words import Name
from rules.people.permissions import ALL_SHOPS, Actor
from rules.people.silences import Field, Silence
from rules.wording.say import clock, say, span
from storage.tx import Tx

_ON = frozenset({"开", "打开", "开启", "on"})
_OFF = frozenset({"关", "关闭", "off"})
#: Nobody is told of anything in the meantime, so that it ends by itself before long.
_USUAL = timedelta(minutes=30)
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=4)


def debug(
    tx: Tx, deps: Deps, actor: Actor, command: Command, conversation: str, now: datetime
) -> str:
    """Switch debug mode on or off, or say whether it is on."""
    lang = deps.lang
    op, _, rest = command.rest.partition(" ")
    running = in_debug(tx, now)
    duration, reason = find_duration(rest)
    for word in sorted(_ON, key=len, reverse=True):
        if op.lower().startswith(word) and duration is None:
            duration, _ = find_duration(op[len(word) :])
    if op.lower() in _OFF:
        if running is None:
            return say("debug_is_off", lang)
        tx.silences.end(running.id, now)
        return say("debug_off", lang, by=actor.name, count=tx.amends.count_muted(running))
    if not any(op.lower().startswith(word) for word in _ON):
        return banner(deps, running, now) or say("debug_is_off", lang)
    if duration is None and (odd := odd_duration(rest)):
        return say("missing_span", lang, said=odd, example=example(Name.DEBUG, lang))
    duration = _USUAL if duration is None else duration
    if not _SHORTEST <= duration <= _LONGEST:
        facts = {"longest": span(_LONGEST, lang), "example": example(Name.DEBUG, lang)}
        return say("span_beyond", lang, **facts)
    if running is not None:
        tx.silences.end(running.id, now)
    until = now + duration
    tx.silences.add(
        Silence(
            id=0,
            field=Field.DEBUG,
            value="*",
            reason=squeeze(reason),
            by=actor.name,
            role=actor.role,
            shops=(ALL_SHOPS,),
            channel=actor.channel,
            conversation=conversation,
            since=now,
            until=until,
        )
    )
    return say("debug_on", lang, by=actor.name, until=clock(until, now=now, tz=deps.timezone))


def in_debug(tx: Tx, now: datetime) -> Silence | None:
    """Return the debug mode that is on."""
    return next((s for s in tx.silences.in_force(now) if s.field is Field.DEBUG), None)


def banner(deps: Deps, running: Silence | None, now: datetime) -> str:
    """Return the line that stands above every reply while debug mode is on."""
    if running is None:
        return ""
    until = clock(running.until, now=now, tz=deps.timezone)
    return say("debug_banner", deps.lang, until=until, by=running.by)
