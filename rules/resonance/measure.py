"""Resonance: the weighted sum of one order's weak signals, with every number that led to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Protocol

from rules.events.event import Event
from rules.orders.course import Course
from rules.resonance.policy import Policy, SignalRule
from rules.resonance.signals import Detection, Facts, HardHit, Occurrence, detect
from rules.vocabulary import HardRule, Kind, Level

_TICK = timedelta(microseconds=1)
#: Hard rules that are red by themselves; the others are orange.
RED_RULES = frozenset({HardRule.PARCEL_MISMATCH, HardRule.PAYMENT_WITHOUT_ORDER})
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one kind of signal adds."""

    kind: str
    weight: Decimal  #: Scaled by the season.
    count: int  #: Distinct occurrences, at most the cap.
    contribution: Decimal  #: Exactly weight x count.
    at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resonance:
    """How loud one order is at one moment, and why."""

    score: Decimal  #: Exactly the sum of the contributions.
    level: Level
    parts: tuple[Part, ...]  #: Heaviest first.
    hard: tuple[HardRule, ...]
    season: str | None
    policy_version: str
    evidence: frozenset[str]  #: Names of everything counted; equal evidence is no news.
    missing: tuple[str, ...]  #: Kinds whose source is silent: the score may be too low.
    next_at: datetime | None  #: When time alone may change this.
    high_value: bool
    over: bool  #: Signed or cancelled.
    left: bool  #: Goods have left the house; a hold comes too late.


#: Which event types each built-in kind is read from.
INPUTS: dict[str, frozenset[str]] = {
    Kind.ADDRESS_CHANGED: frozenset({"order.address_changed"}),
    Kind.ADDRESS_BURST: frozenset({"order.address_changed"}),
    Kind.CHAT_OPENED: frozenset({"chat.opened"}),
    Kind.CHAT_AFTER_PAY: frozenset({"chat.opened"}),
    Kind.URGENT_WORDS: frozenset({"chat.message"}),
    Kind.PAY_DWELL: frozenset({"checkout.dwelled"}),
    Kind.COUPON_DEPTH: frozenset({"coupon.applied"}),
    Kind.LABEL_SLOW: frozenset({"label.printed"}),
    Kind.DEADLINE_BURN: frozenset({"carrier.trace"}),
    Kind.TRACE_STALL: frozenset({"carrier.trace"}),
    Kind.STATUS_CONFLICT: frozenset({"system.status"}),
    Kind.MULTI_PIECE: frozenset({"order.created"}),
}


def evaluate(
    facts: Facts,
    policy: Policy,
    *,
    now: datetime,
    rebased_at: datetime | None = None,
    watched: bool = False,
) -> Resonance:
    """
    Judge one order at `now`.

    The one evaluator: live scoring, replay, what-if and every page call this. `rebased_at` is the
    last release or false alarm; what was known by then does not count again (mission, section A).
    `watched` asks for `next_at` to include the end of what counts, also while the order is calm.
    """
    found = detect(facts.until(now), policy)
    return measure(found, facts, policy, now=now, rebased_at=rebased_at, watched=watched)


def measure(
    found: Detection,
    facts: Facts,
    policy: Policy,
    *,
    now: datetime,
    rebased_at: datetime | None,
    watched: bool = False,
) -> Resonance:
    """Add up what counts at `now`; what had begun when a person released the order does not."""
    season = policy.season_at(now)
    forgotten = _forgotten(facts, policy, rebased_at)
    counted = _counted(found.occurrences, policy, now, forgotten) if found.occurrences else {}
    parts: list[Part] = []
    evidence: list[str] = []
    score = _ZERO
    for kind, hits in counted.items():
        rule = policy.rules[kind]
        weight = rule.weight * season.factor(rule.signal_class) if season else rule.weight
        contribution = weight * len(hits)
        score += contribution
        parts.append(
            Part(
                kind=kind,
                weight=weight,
                count=len(hits),
                contribution=contribution,
                at=tuple(h.at for h in hits),
            )
        )
        evidence.extend(hit.name for hit in hits)
    parts.sort(key=lambda p: (-p.contribution, p.kind))
    hard = [h for h in found.hard if h.at <= now and h.name not in forgotten]
    evidence.extend(h.name for h in hard)
    level = _level(score, hard, policy)
    course = found.course
    return Resonance(
        score=score,
        level=level,
        parts=tuple(parts),
        hard=tuple(sorted({h.rule for h in hard})) if hard else (),
        season=season.name if season else None,
        policy_version=policy.version,
        evidence=frozenset(evidence),
        missing=_missing(facts.silent_types) if facts.silent_types else (),
        next_at=_next_at(found, policy, now, forgotten, watched=watched or level is not Level.CALM),
        high_value=_is_high_value(course, facts, policy),
        over=course.over_at is not None and course.over_at <= now,
        left=course.left_at is not None,
    )


def _missing(silent: frozenset[str]) -> tuple[str, ...]:
    return tuple(kind for kind, types in INPUTS.items() if types & silent)


def _forgotten(facts: Facts, policy: Policy, rebased_at: datetime | None) -> frozenset[str]:
    """Name what had begun when the order was released, as far as we knew then."""
    if rebased_at is None:
        return frozenset()
    return detect(facts.until(rebased_at), policy).begun(rebased_at)


def is_live(hit: Occurrence, rule: SignalRule, now: datetime, forgotten: frozenset[str]) -> bool:
    """Say whether an occurrence counts at `now`. The window is inclusive at its far end."""
    return (
        hit.at <= now <= hit.at + rule.window
        and (hit.over_at is None or now < hit.over_at)
        and (not forgotten or hit.name not in forgotten)
    )


_BY_TIME = attrgetter("at", "key")


def _counted(
    occurrences: Iterable[Occurrence], policy: Policy, now: datetime, forgotten: frozenset[str]
) -> dict[str, list[Occurrence]]:
    """Group what counts by kind, earliest first, up to the cap."""
    live: dict[str, list[Occurrence]] = {}
    for hit in sorted(occurrences, key=_BY_TIME):
        rule = policy.rules.get(hit.kind)
        if rule is not None and is_live(hit, rule, now, forgotten):
            hits = live.setdefault(hit.kind, [])
            if len(hits) < rule.cap:
                hits.append(hit)
    return live


def _level(score: Decimal, hard: list[HardHit], policy: Policy) -> Level:
    if score >= policy.red or any(h.level is Level.RED for h in hard):
        return Level.RED
    if score >= policy.orange or hard:
        return Level.ORANGE
    return Level.CALM


def _next_at(
    found: Detection, policy: Policy, now: datetime, forgotten: frozenset[str], *, watched: bool
) -> datetime | None:
    """Return the next instant at which something begins, or, for a watched order, also ends."""
    moments = [h.at for h in found.hard if h.at > now]
    live = False
    for hit in found.occurrences:
        rule = policy.rules.get(hit.kind)
        if rule is None:
            continue
        if hit.at > now:
            if hit.over_at is None or hit.over_at > hit.at:
                moments.append(hit.at)
        elif is_live(hit, rule, now, forgotten):
            live = True
            if watched:
                moments.append(hit.at + rule.window + _TICK)
    if live:
        switch = policy.next_switch(now)
        if switch is not None:
            moments.append(switch)
    return min(moments, default=None)


def _is_high_value(course: Course, facts: Facts, policy: Policy) -> bool:
    if "vip" in facts.listed:
        return True
    created: Event | None = course.created
    return created is not None and Decimal(str(created.data["amount"])) >= policy.high_value


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
    MISSING = "missing"  #: Its source is silent.
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
    found = detect(facts.until(now), policy)
    forgotten = _forgotten(facts, policy, rebased_at)
    parts = {p.kind: p for p in measure(found, facts, policy, now=now, rebased_at=rebased_at).parts}
    lines = []
    for kind, rule in policy.rules.items():
        hits = sorted((h for h in found.occurrences if h.kind == kind), key=lambda h: h.at)
        standing, at = Standing.NONE, hits[0].at if hits else None
        if kind in parts:
            standing, at = Standing.HIT, parts[kind].at[0]
        elif any(h.name in forgotten for h in hits):
            standing = Standing.FORGOTTEN
        elif any(h.at > now and (h.over_at is None or h.over_at > h.at) for h in hits):
            standing = Standing.AHEAD
        elif any(h.at <= now for h in hits):
            standing = Standing.ENDED
        elif INPUTS.get(rule.kind, frozenset()) & facts.silent_types:
            standing = Standing.MISSING
        contribution = parts[kind].contribution if kind in parts else _ZERO
        lines.append(Explanation(kind=kind, standing=standing, contribution=contribution, at=at))
    return tuple(lines)


def decimal_text(value: Decimal) -> str:
    """Write a decimal plainly with at least one place: 4.0, 2.125, never 4 or 4.00 or 1E+1."""
    text = f"{value.normalize():f}"
    return text if "." in text else f"{text}.0"
