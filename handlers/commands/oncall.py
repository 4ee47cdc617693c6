"""`值班`: who is on duty now and next, and who stands in until the shift ends."""

from datetime import datetime

from handlers.deps import Deps
from handlers.people.rota import Rota
from rules.chat.grammar import Command
from rules.people.calendar import knows
from rules.people.oncall import Duty, Swap, next_duty
from rules.people.permissions import Actor, Denied, authorize
from rules.people.refusals import denied
from rules.wording.say import clock, listing, say
from storage.tx import Tx

_SWAP = frozenset({"换", "换班", "顶", "swap"})


def oncall(tx: Tx, deps: Deps, actor: Actor, command: Command, now: datetime) -> str:
    """Show the table as it is now, or have somebody stand in."""
    words = command.rest.split()
    if words and words[0].lower() in _SWAP:
        gate = authorize(actor, "swap_duty", shop=None)
        if isinstance(gate, Denied):
            return denied(gate, deps.lang)
        return _swap(tx, deps, actor, words[1:], now)
    return _show(tx, deps, now)


def _show(tx: Tx, deps: Deps, now: datetime) -> str:
    rules, lang = deps.people, deps.lang
    if not rules.shifts:
        return say("oncall_none", lang)
    lines = [say("oncall_title", lang, at=clock(now, now=now, tz=deps.timezone))]
    present = {duty.shift.name: duty for duty in Rota(tx, deps).duties(now)}
    for shift in rules.shifts:
        duty = present.get(shift.name)
        if duty is not None:
            wording = "oncall_swapped" if duty.swapped_by else "oncall_now"
            lines.append(_line(deps, wording, duty, now))
        coming = next_duty(shift, rules.hours, now, deps.timezone)
        if coming is not None:
            lines.append(_line(deps, "oncall_next", coming, now))
    year = now.astimezone(deps.timezone).year
    if not knows(year):
        lines.append(say("oncall_unknown_year", lang, year=year))
    return "\n".join(lines)


def _line(deps: Deps, wording: str, duty: Duty, now: datetime) -> str:
    return say(
        wording,
        deps.lang,
        name=duty.shift.name,
        people=listing(duty.people, deps.lang),
        start=clock(duty.start, now=now, tz=deps.timezone),
        until=clock(duty.until, now=now, tz=deps.timezone),
        by=duty.swapped_by or "",
    )


def _swap(tx: Tx, deps: Deps, actor: Actor, words: list[str], now: datetime) -> str:
    lang = deps.lang
    person = deps.directory.named(words[0]) if words else None
    if person is None:
        people = listing((p.name for p in deps.directory.people), lang)
        return say("oncall_unknown_person", lang, name=words[0] if words else "", people=people)
    present = Rota(tx, deps).duties(now)
    if not present:
        return say("oncall_nobody_on", lang)
    wanted = " ".join(words[1:])
    chosen = [duty for duty in present if not wanted or duty.shift.name == wanted]
    if len(chosen) != 1:
        names = listing((duty.shift.name for duty in present), lang)
        return say("oncall_which", lang, names=names, person=person.name)
    duty = chosen[0]
    tx.silences.swap(
        Swap(
            shift=duty.shift.name,
            person=person.name,
            since=now,
            until=duty.until,
            by=actor.name,
        )
    )
    return say(
        "oncall_swap_done",
        lang,
        name=duty.shift.name,
        person=person.name,
        before=listing(duty.people, lang),
        until=clock(duty.until, now=now, tz=deps.timezone),
        by=actor.name,
    )
