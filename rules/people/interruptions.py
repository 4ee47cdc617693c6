"""Interruptions: how often people are called, how much of it at night, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

#: Local hours that are night: from 22:00, until 8:00 (A-28).
NIGHT_FROM, NIGHT_UNTIL = 22, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that arrived in a conversation."""

    channel: str
    conversation: str
    at: datetime
    order_no: str | None = None
    shop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Something that a person did about an order."""

    by: str
    order_no: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbed:
    """One conversation, or one person in private: how much reached it and what followed."""

    place: tuple[str, str]  #: channel and conversation
    messages: int
    night: int
    asked: int  #: Orders it was told about.
    acted: int  #: Of these, the ones that somebody did something about afterwards.
    first_response: timedelta | None  #: The median over those.


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """One person: the orders they were the first to act on, and how fast."""

    name: str
    orders: int
    first_response: timedelta


def is_night(at: datetime, tz: tzinfo) -> bool:
    """Say whether people sleep then."""
    hour = at.astimezone(tz).hour
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


#: Local days ago on which a span begins, and how many days it has; a week begins on Monday.
_DAYS: Mapping[str, tuple[int, int]] = MappingProxyType({"today": (0, 1), "yesterday": (1, 1)})


def span_of(word: str, now: datetime, tz: tzinfo) -> tuple[datetime, datetime]:
    """Return the local midnights between which `today`, `yesterday` or this week (`week`) lies."""
    local = now.astimezone(tz).replace(hour=0, minute=0, second=0, microsecond=0)
    ago, days = _DAYS.get(word, (local.weekday(), 7))
    since = local - timedelta(days=ago)
    return since, since + timedelta(days=days)


def disturbed(
    messages: Iterable[Message], responses: Iterable[Response], tz: tzinfo
) -> list[Disturbed]:
    """Count what reached each conversation, the most disturbed first."""
    by_place: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for message in messages:
        by_place[message.channel, message.conversation].append(message)
    answered = _by_order(responses)
    found = []
    for place, reached in by_place.items():
        waits = [wait for wait, _ in _first(reached, answered).values()]
        found.append(
            Disturbed(
                place=place,
                messages=len(reached),
                night=sum(is_night(m.at, tz) for m in reached),
                asked=len({m.order_no for m in reached if m.order_no is not None}),
                acted=len(waits),
                first_response=_median(waits) if waits else None,
            )
        )
    return sorted(found, key=lambda d: (-d.messages, d.place))


def responders(messages: Iterable[Message], responses: Iterable[Response]) -> list[Responder]:
    """Say who was first to act on what was told, the busiest first."""
    waits: dict[str, list[timedelta]] = defaultdict(list)
    for wait, by in _first(messages, _by_order(responses)).values():
        waits[by].append(wait)
    found = [
        Responder(name=name, orders=len(each), first_response=_median(each))
        for name, each in waits.items()
    ]
    return sorted(found, key=lambda r: (-r.orders, r.name))


def _median(waits: list[timedelta]) -> timedelta:
    """Return the middle one, or half-way between the middle two; `statistics` takes no times."""
    ordered, middle = sorted(waits), len(waits) // 2
    if len(waits) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _by_order(responses: Iterable[Response]) -> dict[str, list[Response]]:
    found: dict[str, list[Response]] = defaultdict(list)
    for response in responses:
        found[response.order_no].append(response)
    for each in found.values():
        each.sort(key=lambda r: (r.at, r.by))
    return found


def _first(
    messages: Iterable[Message], answered: dict[str, list[Response]]
) -> dict[str, tuple[timedelta, str]]:
    """Return for each order told of how long after the first message somebody acted, and who."""
    told: dict[str, datetime] = {}
    for message in messages:
        if message.order_no is not None:
            told[message.order_no] = min(message.at, told.get(message.order_no, message.at))
    found: dict[str, tuple[timedelta, str]] = {}
    for order_no, at in told.items():
        after = next((r for r in answered.get(order_no, ()) if r.at >= at), None)
        if after is not None:
            found[order_no] = (after.at - at, after.by)
    return found
