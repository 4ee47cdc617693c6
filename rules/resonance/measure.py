"""Resonance: the weighted sum of one order's weak signals, with every number that led to it."""

from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from rules.events.event import Event
from rules.orders.course import Course
from rules.resonance.facts import Detection, Facts, HardHit, Occurrence
from rules.resonance.policy import INPUTS, Policy
from rules.resonance.signals import detect
from rules.vocabulary import HardRule, Level

ZERO = Decimal(0)
_TICK = timedelta(microseconds=1)
_BY_TIME = attrgetter("at", "key")


class Part(NamedTuple):
    """What one kind of signal adds. A tuple, as an event is: each judgement makes several."""

    kind: str
    weight: Decimal  #: Scaled by the season.
    #: Distinct occurrences, at most the cap. (Nobody asks a part for `tuple.count`.)
    count: int  # type: ignore[assignment]
    contribution: Decimal  #: Exactly weight x count.
    at: tuple[datetime, ...]


class Resonance(NamedTuple):
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
    forgotten = forgotten_of(facts, policy, rebased_at)
    live, begins = _live(found, facts, policy, now, forgotten)
    parts: list[Part] = []
    evidence: list[str] = []
    score = ZERO
    for kind, hits in _by_kind(live, policy).items():
        rule = policy.rules[kind]
        weight = rule.weight * season.factor(rule.signal_class) if season else rule.weight
        contribution = weight * len(hits)
        score += contribution
        parts.append(Part(kind, weight, len(hits), contribution, tuple([h.at for h in hits])))
        evidence.extend([hit.name for hit in hits])
    parts.sort(key=_heaviest_first)
    hard = [h for h in found.hard if h.at <= now and not (forgotten and h.name in forgotten)]
    evidence.extend([h.name for h in hard])
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
        next_at=_next_at(live, begins, policy, now, watched=watched or level is not Level.CALM),
        high_value=_is_high_value(course, facts, policy),
        over=course.over_at is not None and course.over_at <= now,
        left=course.left_at is not None,
    )


def _heaviest_first(part: Part) -> tuple[Decimal, str]:
    return (-part.contribution, part.kind)


def _missing(silent: frozenset[str]) -> tuple[str, ...]:
    return tuple(kind for kind, types in INPUTS.items() if types & silent)


def forgotten_of(facts: Facts, policy: Policy, rebased_at: datetime | None) -> frozenset[str]:
    """Name what had begun when the order was released, as far as was known then."""
    if rebased_at is None:
        return frozenset()
    return detect(facts.until(rebased_at), policy).begun(rebased_at)


def _live(
    found: Detection, facts: Facts, policy: Policy, now: datetime, forgotten: frozenset[str]
) -> tuple[list[Occurrence], list[datetime]]:
    """Return what counts at `now`, and when more begins. A window is inclusive at its far end."""
    rules, snoozed = policy.rules, facts.snoozed
    live: list[Occurrence] = []
    begins = [h.at for h in found.hard if h.at > now]
    for hit in found.occurrences:
        rule, over = rules.get(hit.kind), hit.over_at
        if rule is None:
            continue
        if hit.at > now:
            if over is None or over > hit.at:
                begins.append(hit.at)
        elif (
            (rule.lasting or now <= hit.at + rule.window)
            and (over is None or now < over)
            and (not forgotten or hit.name not in forgotten)
        ):
            if snoozed and now < snoozed.get(hit.kind, now):
                begins.append(snoozed[hit.kind])
            else:
                live.append(hit)
    return live, begins


def _by_kind(live: list[Occurrence], policy: Policy) -> dict[str, list[Occurrence]]:
    """Group what counts by kind, earliest first, up to the cap."""
    found: dict[str, list[Occurrence]] = {}
    for hit in sorted(live, key=_BY_TIME):
        hits = found.setdefault(hit.kind, [])
        if len(hits) < policy.rules[hit.kind].cap:
            hits.append(hit)
    return found


def _level(score: Decimal, hard: list[HardHit], policy: Policy) -> Level:
    if score >= policy.red or any(h.level is Level.RED for h in hard):
        return Level.RED
    if score >= policy.orange or hard:
        return Level.ORANGE
    return Level.CALM


def _next_at(
    live: list[Occurrence], begins: list[datetime], policy: Policy, now: datetime, *, watched: bool
) -> datetime | None:
    """Return the next instant at which something begins, or, for a watched order, also ends."""
    moments = begins
    if watched:
        rules = policy.rules
        moments = begins + [
            hit.at + rules[hit.kind].window + _TICK for hit in live if not rules[hit.kind].lasting
        ]
    switch = policy.next_switch(now) if live and policy.seasons else None
    return min(moments if switch is None else [*moments, switch], default=None)


def _is_high_value(course: Course, facts: Facts, policy: Policy) -> bool:
    if "vip" in facts.listed:
        return True
    created: Event | None = course.created
    return created is not None and Decimal(str(created.data["amount"])) >= policy.high_value


def decimal_text(value: Decimal) -> str:
    """Write a decimal plainly with at least one place: 4.0, 2.125, never 4 or 4.00 or 1E+1."""
    text = f"{value.normalize():f}"
    return text if "." in text else f"{text}.0"
