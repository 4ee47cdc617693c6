"""Trials: drafts judged live beside the published policy, without any effect but being counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from handlers.deps import Deps
from handlers.resonance.cases import Case
from handlers.resonance.published import (
    KIND,
    changes_of,
    merged,
    published,
    running,
    with_changes,
)
from rules.resonance.facts import Detection, Facts
from rules.resonance.measure import Resonance, measure
from rules.resonance.policy import Policy
from rules.resonance.rollout import Stage, in_share
from rules.resonance.signals import detect
from rules.vocabulary import Level
from storage.resonance.trials import Rollout, Sight
from storage.tx import Tx

#: A draft that waits for a second person is judged beside the published policy.
SHADOW = "shadow"


class Judged(NamedTuple):
    """One order at one moment under one policy."""

    policy: Policy
    found: Detection
    result: Resonance


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A policy that is tried, and on which orders its word counts."""

    draft: int
    policy: Policy
    rollout: Rollout | None = None  #: None: on none of them.

    def judges(self, order_no: str) -> bool:
        """Say whether its word counts for an order."""
        return self.rollout is not None and in_share(order_no, self.draft, self.rollout.share)

    def counts(self, case: Case) -> bool:
        """Say whether what it makes of an order is kept: on trial, once something new is heard."""
        if self.rollout is None:
            return True
        return any(event.received_at >= self.rollout.since for event in reversed(case.events))

    @property
    def stage(self) -> str:
        """What its sights are kept under."""
        return SHADOW if self.rollout is None else Stage.CANARY.value


@dataclass(slots=True, kw_only=True)
class Trials:
    """
    Judges orders by the policy in force, and by whatever is tried beside it.

    A draft that waits has no effect: only how loud it would have an order is kept. One that judges
    a share of orders has its word there. Whatever goes wrong in one is counted, and the policy in
    force is what counts.
    """

    policy: Policy
    candidates: Sequence[Candidate] = ()
    _seen: dict[tuple[int, str], Sight] = field(default_factory=dict)

    def judge(self, case: Case, facts: Facts, now: datetime, *, keep: bool) -> Judged:
        """Judge an order at `now` by the policy whose word counts for it; count all others."""
        judged = _judged(self.policy, case, facts, now)
        for candidate in self.candidates:
            mine = candidate.judges(case.order.order_no)
            if not (keep or mine):
                continue
            other: Judged | None
            try:
                other = _judged(candidate.policy, case, facts, now)
            except Exception:  # noqa: BLE001 - whatever a draft does, the order is judged
                other = None
            if keep and candidate.counts(case):
                self._note(candidate, case.order.order_no, judged.result, other, mine=mine)
            if mine and other is not None:
                judged = other
        return judged

    def _note(
        self,
        candidate: Candidate,
        order_no: str,
        was: Resonance,
        other: Judged | None,
        *,
        mine: bool,
    ) -> None:
        """Keep the loudest that an order was under both; one that failed has it as it was."""
        before = self._seen.get((candidate.draft, order_no))
        would = was.level if other is None else other.result.level
        self._seen[candidate.draft, order_no] = Sight(
            draft=candidate.draft,
            stage=candidate.stage,
            order_no=order_no,
            in_share=mine,
            was=max(was.level.rank, before.was if before else 0),
            would=max(would.rank, before.would if before else 0),
            failed=max(int(other is None), before.failed if before else 0),
        )

    @property
    def sights(self) -> tuple[Sight, ...]:
        """What was seen of orders under both policies."""
        return tuple(self._seen.values())

    def write(self, tx: Tx) -> None:
        """Keep what was seen."""
        tx.trials.note(self.sights)


def _judged(policy: Policy, case: Case, facts: Facts, now: datetime) -> Judged:
    found = detect(facts.until(now), policy)
    rebased_at = case.order.rebased_at
    return Judged(policy, found, measure(found, facts, policy, now=now, rebased_at=rebased_at))


def trials_of(tx: Tx, deps: Deps, now: datetime) -> Trials:
    """Return what judges orders now: the policy in force, and the drafts that are tried."""
    before = published(tx)[1]
    policy = with_changes(tx, deps, before)
    rollout, waiting = running(tx), tx.trials.waiting(KIND, now)
    candidates = []
    if rollout is not None:
        newest = tx.versions.in_force(KIND)
        content = newest[1] if newest is not None else "{}"
        candidates.append(
            Candidate(
                draft=rollout.draft,
                policy=with_changes(tx, deps, changes_of(content)),
                rollout=rollout,
            )
        )
    candidates += [
        Candidate(draft=number, policy=with_changes(tx, deps, merged(before, changes_of(content))))
        for number, content in waiting
    ]
    return Trials(policy=policy, candidates=candidates)


def policy_of(tx: Tx, deps: Deps, order_no: str, now: datetime) -> Policy:
    """Return the policy whose word counts for an order."""
    trials = trials_of(tx, deps, now)
    mine = (one.policy for one in trials.candidates if one.judges(order_no))
    return next(mine, trials.policy)


def level_of(rank: int) -> Level:
    """Return the level of a rank that was kept."""
    return next(level for level in Level if level.rank == rank)
