"""Budgets: how often a person is interrupted in a shift before what is not red waits (M-14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from rules.people.interruptions import NIGHT_FROM, NIGHT_UNTIL, is_night
from rules.people.oncall import Duty
from rules.people.permissions import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The stretch of time that a budget is for."""

    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """A message that nobody asked for, in a conversation, calling people by their ids there."""

    at: datetime
    channel: str
    conversation: str
    called: tuple[str, ...] = ()
    number: int = 0  #: Of its promise: of two, the earlier one was made first.


def turn_of(name: str, duties: Iterable[Duty], now: datetime, tz: tzinfo) -> Turn:
    """Return the shift that somebody has now, the one that ends first; else the day or night."""
    mine = [duty for duty in duties if name in duty.people]
    if mine:
        duty = min(mine, key=lambda one: one.until)
        return Turn(start=duty.start, until=duty.until)
    local = now.astimezone(tz)
    night = is_night(now, tz)
    first, last = (NIGHT_FROM, NIGHT_UNTIL) if night else (NIGHT_UNTIL, NIGHT_FROM)
    start = local.replace(hour=first, minute=0, second=0, microsecond=0)
    start -= timedelta(days=1) if start > local else timedelta()
    until = start.replace(hour=last)
    until += timedelta(days=1) if until < start else timedelta()
    return Turn(start=start.astimezone(now.tzinfo), until=until.astimezone(now.tzinfo))


def interrupted(one: Interruption, directory: Directory) -> tuple[str, ...]:
    """
    Name whom a message interrupts: who is called in it, or whose private chat it is.

    Nobody knows who reads along in a group; where nobody is called it is the group as such.
    """
    owner = directory.find(one.channel, one.conversation)
    if owner is not None:
        return (owner.name,)
    people = (directory.find(one.channel, called) for called in one.called)
    names = tuple(dict.fromkeys(person.name for person in people if person is not None))
    return names or (f"{one.channel}:{one.conversation}",)


def waits_until(
    names: Iterable[str], spent: Mapping[str, int], turns: Mapping[str, Turn], budget: int
) -> datetime | None:
    """Return when it is told instead: all whom it would interrupt have had their share."""
    names = tuple(names)
    if any(spent.get(name, 0) < budget for name in names):
        return None
    return min(turns[name].until for name in names)
