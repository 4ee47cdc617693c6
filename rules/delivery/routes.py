"""Delivery: who is told about what, and how often a failed message is tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from rules.delivery.capabilities import Capabilities
from rules.people.permissions import NOWHERE_BOUND, Scopes, conversation_sees
from rules.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A conversation of a channel, written `channel:conversation` in the configuration."""

    channel: str
    conversation: str

    @property
    def place(self) -> tuple[str, str]:
        """Return it as the key that scopes and ledgers use."""
        return self.channel, self.conversation

    def __str__(self) -> str:
        """Write it as the configuration does."""
        return f"{self.channel}:{self.conversation}"


class Stage(StrEnum):
    """Whom a step of the default chain is for."""

    BACKUP = "backup"
    CROSS_TEAM = "cross_team"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Whom to tell when nobody acted for so long: conversations, or people by their part."""

    after: timedelta
    to: tuple[Target, ...] = ()
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which alerts go where; the first match wins unless it says to go on."""

    match: Mapping[str, str] = field(default_factory=dict)  #: level, shop, warehouse, platform
    to: tuple[Target, ...]
    owner: str | None = None
    go_on: bool = False
    direct: bool = False  #: Whoever answers for it gets the card in private too.
    escalate: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where an alert goes, who answers for it, and who is told later."""

    targets: tuple[Target, ...]
    owner: str | None
    direct: bool = False
    escalate: tuple[Step, ...] = ()
    numbers: tuple[int, ...] = ()  #: Of the routes taken, from 0; empty is the fall-back.
    out_of_scope: tuple[Target, ...] = ()  #: Named by a route, but bound to other shops.


#: Nobody is never an answer (S-62): what no route wants goes to the console's group.
FALLBACK = Target(channel="console", conversation="ops")


def route(
    routes: Sequence[Route],
    *,
    level: Level,
    facts: Mapping[str, str | None],
    scopes: Scopes = NOWHERE_BOUND,
) -> Routing:
    """
    Walk the routes for an alert; `facts` are its order's shop, warehouse, platform.

    A conversation that `scopes` bind to other shops is told nothing.
    """
    numbers: list[int] = []
    named: dict[Target, None] = {}
    owner: str | None = None
    direct = False
    escalate: tuple[Step, ...] = ()
    known = {**facts, "level": level.value}
    for number, candidate in enumerate(routes):
        if all(known.get(name) == value for name, value in candidate.match.items()):
            numbers.append(number)
            named.update(dict.fromkeys(candidate.to))
            owner = owner or candidate.owner
            direct = direct or candidate.direct
            escalate = escalate or candidate.escalate
            if not candidate.go_on:
                break
    seen = tuple(t for t in named if conversation_sees(scopes, t.place, facts.get("shop")))
    return Routing(
        targets=seen or (FALLBACK,),
        owner=owner,
        direct=direct,
        escalate=escalate,
        numbers=tuple(numbers),
        out_of_scope=tuple(target for target in named if target not in seen),
    )


def targets_of_level(routes: Sequence[Route], level: Level) -> tuple[Target, ...]:
    """Return every conversation that some alert of this level may go to."""
    seen: dict[Target, None] = {}
    for candidate in routes:
        if candidate.match.get("level", level.value) == level.value:
            seen.update(dict.fromkeys(candidate.to))
    return tuple(seen) or (FALLBACK,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """When messages are grouped, and how long to wait for what is uncertain."""

    group_wait: timedelta = timedelta()  #: An orange alert waits so long for others like it.
    group_interval: timedelta = timedelta(seconds=5)  #: A storm card is redrawn at most this often.
    #: A red alert that nobody decides is said again so often, a storm recalled once after it.
    repeat_interval: timedelta = timedelta(hours=1)
    merge_above: int = 5  #: More new cards than this in one conversation are a storm.
    verify_after: timedelta = timedelta(seconds=60)  #: A message of unknown fate waits so long.
    #: And so long where it can be looked for, or is red: a copy too many says that it may be one,
    #: goods that leave meanwhile do not come back.
    verify_soon: timedelta = timedelta(seconds=5)
    verify_after_crash: timedelta = timedelta(seconds=5)
    delayed_after: timedelta = timedelta(seconds=60)  #: Late messages are announced after this.
    redraw_interval: timedelta = timedelta(seconds=2)  #: Of one card, unless a person pressed.

    def verify_wait(self, can: Capabilities, *, red: bool) -> timedelta:
        """Return how long a message of unknown fate waits before it is sent again, marked."""
        return self.verify_soon if red or can.findable else self.verify_after

    def on(self, can: Capabilities) -> "DeliveryPolicy":
        """
        Return the policy for one channel.

        A place without a limit of its own, the console, takes ten times as many cards before one
        card for all of them is easier to read.
        """
        return self if can.paces else replace(self, merge_above=self.merge_above * 10)


#: The priority of red; only the notice that messages are late goes before it.
RED_PRIORITY = 0

#: How messages of each level queue.
PRIORITY = {Level.RED: RED_PRIORITY, Level.ORANGE: 1, Level.CALM: 2}

#: Of a month's quota, this share is left to red alone.
RED_SHARE = 5
#: People hear of a quota at these percentages of it.
QUOTA_MARKS = (80, 100)


def quota_left(quota: int, used: int, *, red: bool) -> int:
    """Return how many messages of the month are left; a fifth of them is only for red."""
    reds = -(-quota // RED_SHARE)  # rounded up: of a small quota red has one message at least
    return max(0, (quota if red else quota - reds) - used)


#: Tries after a failure that may pass: about an hour in all, then it is reported as failed.
BACKOFF = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 60, 300, 900, 1800))


#: While a whole channel refuses, one message tries it at least this often.
_PROBE = timedelta(minutes=1)
#: A message that is refused without a time holds up those behind it no longer than this.
_HOLD_UP = timedelta(seconds=15)
_AN_HOUR = sum(BACKOFF, timedelta())
_FEWEST_TRIES = 3


def wait_before(attempt: int, *, jitter: float) -> timedelta | None:
    """Return the wait after try `attempt` (from 1), None to give up; `jitter` is 0 to 1."""
    if attempt > len(BACKOFF):
        return None
    return BACKOFF[attempt - 1] * (1 + 0.25 * jitter)


def wait_for_channel(attempt: int, age: timedelta, *, jitter: float) -> timedelta | None:
    """
    Return the wait after a refusal that was not about the message but about the whole channel.

    The same message probes the channel again, so that no other spends its tries; all are given up
    at the age at which one that was tried all the time would be.
    """
    if attempt >= _FEWEST_TRIES and age > _AN_HOUR:
        return None
    return min(_PROBE, BACKOFF[min(attempt, len(BACKOFF)) - 1]) * (1 + 0.25 * jitter)


def held_up(
    attempt: int, asked: timedelta | None, *, whole_channel: bool, jitter: float
) -> timedelta:
    """Return how long a refusal holds up its conversation, or its whole channel."""
    if whole_channel:
        own = wait_for_channel(attempt, timedelta(), jitter=jitter) or _PROBE
        return max(own, asked or own)
    own = min(wait_before(attempt, jitter=jitter) or _HOLD_UP, _HOLD_UP)
    return max(own, asked or own)
