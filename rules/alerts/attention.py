"""Attention: whether people are told of an alert now, at the end of a quiet time, or not at all."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from rules.alerts.escalation import DEFAULT_CHAIN
from rules.delivery.routes import Step
from rules.delivery.unasked import Wish
from rules.people.calendar import Hours, quiet_until
from rules.people.oncall import Shift
from rules.people.silences import AlertFacts, Field, Silence, ends_for, is_about
from rules.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRules:
    """How people want to be treated: hours, shifts, chains and limits."""

    hours: Hours = field(default_factory=Hours)
    shifts: tuple[Shift, ...] = ()
    chain: tuple[Step, ...] = DEFAULT_CHAIN  #: Of red alerts whose route names none.
    red_silence_max: timedelta = timedelta(minutes=30)
    silence_max: timedelta = timedelta(days=7)
    resolved_when_silenced: bool = False
    remind_after: timedelta = timedelta(hours=1)  #: Of a claim without progress.
    unclaim_after: timedelta = timedelta(minutes=15)  #: Of the reminder.
    #: Interruptions of a person in one shift before what is not red waits; None is no end to them.
    budget: int | None = None
    forget_after: timedelta = timedelta(days=7)  #: Older alerts are neither reminded nor escalated.


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Tell them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """Say nothing; whoever asks why hears who wanted it so."""

    code: str
    by: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Tell them in the digest at the end of the quiet time, or of the shift."""

    until: datetime
    code: str = "quiet"  #: Why, as the ledger calls it: quiet, or budget.


def attention(
    facts: AlertFacts,
    now: datetime,
    *,
    silences: tuple[Silence, ...],
    hours: Hours,
    tz: tzinfo,
    despite: Collection[Wish] = (),
) -> Now | Muted | Held:
    """
    Decide whether people are told of something now, in spite of the wishes it passes by.

    Debug mode mutes everything. A silence mutes what it is about: red only briefly, and only where
    an approver asked for it. In quiet hours orange waits; red never does.
    """
    found: Muted | None = None
    for silence in silences:
        if (Wish.DEBUG if silence.field is Field.DEBUG else Wish.SILENCE) in despite:
            continue
        until = silence.until if silence.field is Field.DEBUG else ends_for(silence, facts.level)
        if until is None or not silence.since <= now < until or not is_about(silence, facts):
            continue
        if silence.field is not Field.DEBUG and found is not None and found.until >= until:
            continue
        found = Muted(code=silence.code, by=silence.by, reason=silence.reason, until=until)
        if silence.field is Field.DEBUG:
            return found
    if found is not None:
        return found
    if facts.level is Level.RED or Wish.QUIET in despite:
        return Now()
    held = quiet_until(hours, now, tz)
    return Held(until=held) if held is not None else Now()
