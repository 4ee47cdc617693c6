"""Explaining: why a kind counts for an order or does not, and what would have to be away."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from rules.orders.course import Course
from rules.resonance.facts import Facts
from rules.resonance.foresight.history import Outlook
from rules.resonance.hard_rules import RED_RULES
from rules.resonance.measure import ZERO, Part, forgotten_of, measure
from rules.resonance.policy import INPUTS, Policy
from rules.resonance.signals import detect
from rules.vocabulary import Foreseen, HardRule, Level


class Judged(Protocol):
    """A judgement with its numbers: a resonance, or an alert that keeps one."""

    @property
    def level(self) -> Level: ...  # noqa: D102
    @property
    def score(self) -> Decimal: ...  # noqa: D102
    @property
    def parts(self) -> tuple[Part, ...]: ...  # noqa: D102
    @property
    def hard(self) -> tuple[HardRule, ...]: ...  # noqa: D102


def smallest_relief(judged: Judged, policy: Policy) -> tuple[str, ...]:
    """
    Return the smallest set of kinds without which the level would be lower, empty where none do.

    Taking the heaviest first is minimal, since only the sum counts. A hard rule cannot be argued
    away; a red score beside an orange rule can.
    """
    floor = Level.CALM
    if judged.hard:
        floor = Level.RED if RED_RULES & set(judged.hard) else Level.ORANGE
    if judged.level.rank <= floor.rank:
        return ()
    threshold = policy.red if judged.level is Level.RED else policy.orange
    rest, taken = judged.score, []
    for part in judged.parts:
        taken.append(part.kind)
        rest -= part.contribution
        if rest < threshold:
            return tuple(taken)
    return ()


class Standing(StrEnum):
    """Why a kind does or does not count for an order."""

    HIT = "hit"
    ENDED = "ended"  #: It happened, and its window or its cause is over.
    FORGOTTEN = "forgotten"  #: It was known at the last release.
    AHEAD = "ahead"  #: Time alone will make it count.
    SNOOZED = "snoozed"  #: Somebody has it not count for this customer for a while.
    MISSING = "missing"  #: Its source is silent.
    FEW = "few"  #: Too few earlier orders are known to compare it with.
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One line of `为什么`: a kind, where it stands and since when."""

    kind: str
    standing: Standing
    contribution: Decimal
    at: datetime | None


def explain(
    facts: Facts, policy: Policy, *, now: datetime, rebased_at: datetime | None
) -> tuple[Explanation, ...]:
    """List every kind of the policy with its standing, hits and non-hits alike (A-36)."""
    known = facts.until(now)
    found = detect(known, policy)
    forgotten = forgotten_of(facts, policy, rebased_at)
    parts = {p.kind: p for p in measure(found, facts, policy, now=now, rebased_at=rebased_at).parts}
    lines = []
    for kind, rule in policy.rules.items():
        if rule.lasting and not known.outlooks:  # nobody has been asked
            continue
        hits = sorted((h for h in found.occurrences if h.kind == kind), key=lambda h: h.at)
        standing, at = Standing.NONE, hits[0].at if hits else None
        if kind in parts:
            standing, at = Standing.HIT, parts[kind].at[0]
        elif any(h.name in forgotten for h in hits):
            standing = Standing.FORGOTTEN
        elif hits and now < facts.snoozed.get(kind, now):
            standing = Standing.SNOOZED
        elif any(h.at > now and (h.over_at is None or h.over_at > h.at) for h in hits):
            standing = Standing.AHEAD
        elif any(h.at <= now for h in hits):
            standing = Standing.ENDED
        elif INPUTS.get(rule.kind, frozenset()) & facts.silent_types:
            standing = Standing.MISSING
        elif rule.lasting and _are_too_few(rule.kind, found.course, known.outlooks[-1]):
            standing = Standing.FEW
        contribution = parts[kind].contribution if kind in parts else ZERO
        lines.append(Explanation(kind=kind, standing=standing, contribution=contribution, at=at))
    return tuple(lines)


def _are_too_few(kind: str, course: Course, last: Outlook) -> bool:
    """Say whether a kind is silent since earlier orders are too few, and not since all is well."""
    if kind == Foreseen.SLOW_FOR_THIS_SHOP:
        return course.left_at is None and last.wait is None
    if kind == Foreseen.TRANSIT_SLOW_FOR_ROUTE:
        return course.left_at is not None and last.transit is None
    return kind == Foreseen.ROUTE_DOUBT and not last.doubts_of[0]
