"""Routes: one walk says where an alert goes, who answers for it and who is told later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

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
    steps: tuple[Step, ...] = ()  #: Whom it tells while nobody acts, soonest first.
    numbers: tuple[int, ...] = ()  #: Of the routes taken, from 0; empty is the fall-back.
    out_of_scope: tuple[Target, ...] = ()  #: Named by a route, but bound to other shops.


#: Nobody is never an answer (S-62): what no route wants goes to the console's group.
FALLBACK = Target(channel="console", conversation="ops")


def walk(
    routes: Sequence[Route],
    *,
    level: Level,
    facts: Mapping[str, str | None] | None,
    scopes: Scopes = NOWHERE_BOUND,
    chain: Sequence[Step] = (),
) -> Routing:
    """
    Walk the routes for an alert; `facts` are its order's shop, warehouse, platform.

    A conversation that `scopes` bind to other shops is told nothing. A red alert whose routes name
    no steps takes those of `chain`. Where `facts` is None the walk is for any order: every route
    that some alert of this level may take is taken, and no scope hides a target.
    """
    numbers: list[int] = []
    named: dict[Target, None] = {}
    owner: str | None = None
    direct = False
    steps: Sequence[Step] = ()
    for number, candidate in enumerate(routes):
        if _fits(candidate, level, facts):
            numbers.append(number)
            named.update(dict.fromkeys(candidate.to))
            owner = owner or candidate.owner
            direct = direct or candidate.direct
            steps = steps or candidate.escalate
            if facts is not None and not candidate.go_on:
                break
    seen = tuple(t for t in named if facts is None or _sees(scopes, t, facts))
    return Routing(
        targets=seen or (FALLBACK,),
        owner=owner,
        direct=direct,
        steps=_in_order(steps or (chain if level is Level.RED else ())),
        numbers=tuple(numbers),
        out_of_scope=tuple(target for target in named if target not in seen),
    )


def _fits(candidate: Route, level: Level, facts: Mapping[str, str | None] | None) -> bool:
    if candidate.match.get("level", level.value) != level.value:
        return False
    wanted = ((name, value) for name, value in candidate.match.items() if name != "level")
    return facts is None or all(facts.get(name) == value for name, value in wanted)


def _sees(scopes: Scopes, target: Target, facts: Mapping[str, str | None]) -> bool:
    return conversation_sees(scopes, target.place, facts.get("shop"))


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: step.after))
