"""Alerts: what to tell people about an order, decided from what they were told before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from rules.resonance.measure import Part, Resonance
from rules.resonance.policy import Policy
from rules.vocabulary import ALIVE, Action, AlertState, HardRule, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What people were told about one order, and what they made of it."""

    id: str
    order_no: str
    shop: str | None = None  #: Of its order, as far as that has told it.
    level: Level
    state: AlertState
    opened_at: datetime
    updated_at: datetime
    score: Decimal
    parts: tuple[Part, ...]
    hard: tuple[HardRule, ...]
    season: str | None
    policy_version: str
    evidence: frozenset[str]
    missing: tuple[str, ...] = ()
    revision: int = (
        1  #: Goes up with every decision of a person; a press on an older card is stale.
    )
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: Action | None = None
    because: str = ""  #: Why they decided so, in their own words.
    snoozed_until: datetime | None = None
    #: Invariant 10: every alert that is alive has one in the future. One that was released has it
    #: for as long as that can be explained and undone.
    next_step_at: datetime | None = None
    ended_at: datetime | None = None
    escalated: int = 0  #: How many steps of its chain were taken.
    reminded_at: datetime | None = None  #: When the one who claimed it was reminded.

    @property
    def alive(self) -> bool:
        """Whether it still waits for something."""
        return self.state in ALIVE

    def may_be_undone(self, now: datetime) -> bool:
        """Say whether whoever released it may still say why, or take that back."""
        until = self.next_step_at if self.state is AlertState.RELEASED else None
        return until is not None and now < until


class Why(StrEnum):
    """The named reason of a decision."""

    FIRST_TIME = "first_time"
    LOUDER = "louder"
    CHANGED = "changed"
    CALMER = "calmer"
    ORDER_OVER = "order_over"
    CALM = "calm"
    UNCHANGED = "unchanged"
    SUPPRESSED = "suppressed"
    TRUSTED = "trusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """Tell people for the first time."""

    level: Level
    why: Why = Why.FIRST_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Redraw what people already have; louder also tells them again."""

    level: Level
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The reason is gone."""

    state: AlertState
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Say nothing, and why."""

    why: Why


def decide(
    previous: Alert | None,
    resonance: Resonance,
    policy: Policy,
    *,
    now: datetime,
    trusted: bool = False,
) -> Raise | Update | End | Quiet:
    """
    Decide what to say about an order.

    `previous` is the order's latest alert, alive or over. A red alert never calms down by itself:
    its hold is open until a person decides. Red is never suppressed or trusted away.
    """
    if previous is None or not previous.alive:
        return _decide_fresh(previous, resonance, policy, now=now, trusted=trusted)
    if resonance.level.rank > previous.level.rank:
        return Update(level=resonance.level, why=Why.LOUDER)
    if resonance.level is Level.CALM:
        if resonance.over:
            return End(state=AlertState.EXPIRED, why=Why.ORDER_OVER)
        if previous.level is Level.ORANGE and previous.state is not AlertState.FROZEN:
            return End(state=AlertState.RESOLVED, why=Why.CALMER)
    if (
        resonance.parts == previous.parts
        and resonance.hard == previous.hard
        and resonance.missing == previous.missing
        and resonance.season == previous.season
    ):
        return Quiet(why=Why.UNCHANGED)
    return Update(level=previous.level, why=Why.CHANGED)


def _decide_fresh(
    last: Alert | None, resonance: Resonance, policy: Policy, *, now: datetime, trusted: bool
) -> Raise | Quiet:
    if resonance.level is Level.CALM:
        return Quiet(why=Why.CALM)
    if resonance.level is Level.ORANGE:
        if trusted:
            return Quiet(why=Why.TRUSTED)
        if (
            last is not None
            and last.ended_at is not None
            and now - last.ended_at < policy.suppress_for
            and resonance.evidence <= last.evidence
        ):
            return Quiet(why=Why.SUPPRESSED)
    return Raise(level=resonance.level)
