"""Traces: what counted for an order at which moments, found once, weighed as often as wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from heapq import heappop, heappush
from types import MappingProxyType
from typing import NamedTuple

from rules.alerts.alert import Alert
from rules.backtest.walk import (
    RESONANCE,
    THREE,
    Span,
    Verdict,
    broken,
    ending,
    spans,
    told,
    weight_of,
)
from rules.resonance.facts import Facts
from rules.resonance.measure import ZERO, Part, Resonance, measure
from rules.resonance.policy import Policy
from rules.vocabulary import Level

#: No order counts one kind so often, and none is ever so loud.
_EVERY, _NEVER = 10**9, Decimal(10) ** 12


class Counted(NamedTuple):
    """One occurrence that counts."""

    name: str
    at: datetime


class Moment(NamedTuple):
    """What counts at one moment, whatever it weighs."""

    at: datetime
    #: What counts of each kind, earliest first, as if nothing was capped.
    counted: tuple[tuple[str, tuple[Counted, ...]], ...]
    bare: Resonance  #: The judgement without any weight: what hard rules alone make of it.
    calm_at: datetime | None  #: When to look next where it is calm …
    loud_at: datetime | None  #: … and where it is not.


class Stretch(NamedTuple):
    """A stretch of time in which nothing new was heard; its moments by their time."""

    since: datetime
    moments: Mapping[datetime, Moment]


class Trace(NamedTuple):
    """One order's life as far as weights, caps and thresholds do not matter to it."""

    facts: Facts  #: Who it is; its events are left out.
    weight: float
    bad_at: datetime | None
    ended_at: datetime | None  #: When any outcome did first reach us.
    fixed: Mapping[str, datetime]  #: Which fixed rule spoke when.
    stretches: Sequence[Stretch]

    @property
    def began(self) -> datetime | None:
        """When it was first heard of."""
        return self.stretches[0].since if self.stretches else None


def trace(facts: Facts, policy: Policy, until: datetime) -> Trace:
    """
    Find what counted when, by the one evaluator.

    Both ways on from a moment are followed, that of a calm order and that of a loud one: which of
    them is gone depends on the weights, and is decided when they are known (`weighed`).
    """
    unbound = _unbound(policy)
    fixed: dict[str, datetime] = {}
    stretches = []
    for span in spans(facts, unbound, until):
        stretches.append(Stretch(span.since, _moments(span, unbound, until)))
        for rule, at in broken(span, policy, until):
            fixed.setdefault(rule, at)
    ended_at, bad_at = ending(facts, until)
    return Trace(
        facts=Facts(order_no=facts.order_no, events=(), listed=facts.listed),
        weight=weight_of(facts),
        bad_at=bad_at,
        ended_at=ended_at,
        fixed=fixed,
        stretches=stretches,
    )


def _unbound(policy: Policy) -> Policy:
    """Return the policy without caps and thresholds: everything counts, nothing is loud by it."""
    rules = {kind: replace(rule, cap=_EVERY) for kind, rule in policy.rules.items()}
    return replace(policy, rules=MappingProxyType(rules), orange=_NEVER, red=_NEVER)


def _moments(span: Span, unbound: Policy, until: datetime) -> dict[datetime, Moment]:
    found: dict[datetime, Moment] = {}
    names = sorted(span.found.occurrences, key=lambda hit: (hit.at, hit.key))
    ahead = [span.since]
    while ahead:
        now = heappop(ahead)
        if now in found or now > until or (span.until is not None and now >= span.until):
            continue
        calm = measure(span.found, span.known, unbound, now=now, rebased_at=None)
        loud = calm
        if calm.parts and calm.level is Level.CALM:
            loud = measure(span.found, span.known, unbound, now=now, rebased_at=None, watched=True)
        counted: dict[str, list[Counted]] = {part.kind: [] for part in calm.parts}
        for hit in names:
            if hit.name in calm.evidence and hit.kind in counted:
                counted[hit.kind].append(Counted(hit.name, hit.at))
        taken = {hit.name for hits in counted.values() for hit in hits}
        found[now] = Moment(
            at=now,
            counted=tuple((kind, tuple(hits)) for kind, hits in sorted(counted.items())),
            bare=calm._replace(parts=(), score=ZERO, evidence=calm.evidence - taken),
            calm_at=calm.next_at,
            loud_at=loud.next_at,
        )
        for then in (calm.next_at, loud.next_at):
            if then is not None:
                heappush(ahead, then)
    return found


def weighed(moment: Moment, policy: Policy) -> Resonance:
    """Return the judgement of a moment by a policy's weights, caps and thresholds."""
    parts = []
    evidence = set(moment.bare.evidence)
    score = ZERO
    season = policy.season_at(moment.at) if moment.bare.season is not None else None
    for kind, every in moment.counted:
        rule = policy.rules[kind]
        hits = every[: rule.cap]
        weight = rule.weight * season.factor(rule.signal_class) if season else rule.weight
        contribution = weight * len(hits)
        score += contribution
        parts.append(Part(kind, weight, len(hits), contribution, tuple(hit.at for hit in hits)))
        evidence.update(hit.name for hit in hits)
    parts.sort(key=lambda part: (-part.contribution, part.kind))
    level = moment.bare.level
    if score >= policy.red:
        level = Level.RED
    elif score >= policy.orange and level is Level.CALM:
        level = Level.ORANGE
    return moment.bare._replace(
        score=score,
        level=level,
        parts=tuple(parts),
        evidence=frozenset(evidence),
        policy_version=policy.version,
    )


def retold(found: Trace, policy: Policy) -> Verdict:
    """
    Return what a policy makes of a trace: exactly what `walk` makes of the order.

    The policy may differ from the one that the trace was found by in weights, caps and thresholds.
    """
    first: dict[str, datetime] = {}
    last: Alert | None = None
    raised, three_at, red_at = 0, None, None
    for stretch in found.stretches:
        now: datetime | None = stretch.since
        while now is not None and (moment := stretch.moments.get(now)) is not None:
            result = weighed(moment, policy)
            last, rose = told(last, result, policy, found.facts, now)
            if rose:
                raised += 1
                first.setdefault(RESONANCE, now)
            if red_at is None and last is not None and last.level is Level.RED:
                red_at = now
            if three_at is None and sum(part.count for part in result.parts) >= THREE:
                three_at = now
            now = moment.calm_at if result.level is Level.CALM else moment.loud_at
    return Verdict(
        order_no=found.facts.order_no,
        weight=found.weight,
        bad_at=found.bad_at,
        ended=found.ended_at is not None,
        raised=raised,
        first={**first, **found.fixed},
        three_at=three_at,
        red_at=red_at,
    )
