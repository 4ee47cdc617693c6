"""Delivery: who is told about what, and how often a failed message is tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from rules.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A conversation of a channel, written `channel:conversation` in the configuration."""

    channel: str
    conversation: str


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
    """Where an alert goes and who answers for it."""

    targets: tuple[Target, ...]
    owner: str | None
    direct: bool = False
    escalate: tuple[Step, ...] = ()


#: Nobody is never an answer (S-62): what no route wants goes to the console's group.
FALLBACK = Target(channel="console", conversation="ops")


def route(routes: Sequence[Route], *, level: Level, facts: Mapping[str, str | None]) -> Routing:
    """Find the conversations for an alert; `facts` are its order's shop, warehouse, platform."""
    seen: dict[Target, None] = {}
    owner: str | None = None
    direct = False
    escalate: tuple[Step, ...] = ()
    known = {**facts, "level": level.value}
    for candidate in routes:
        if all(known.get(name) == value for name, value in candidate.match.items()):
            seen.update(dict.fromkeys(candidate.to))
            owner = owner or candidate.owner
            direct = direct or candidate.direct
            escalate = escalate or candidate.escalate
            if not candidate.go_on:
                break
    return Routing(
        targets=tuple(seen) or (FALLBACK,), owner=owner, direct=direct, escalate=escalate
    )


#: Tries after a failure that may pass: about an hour in all, then it is reported as failed.
BACKOFF = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 60, 300, 900, 1800))


def wait_before(attempt: int, *, jitter: float) -> timedelta | None:
    """Return the wait after try `attempt` (from 1), None to give up; `jitter` is 0 to 1."""
    if attempt > len(BACKOFF):
        return None
    return BACKOFF[attempt - 1] * (1 + 0.25 * jitter)
