"""Rollouts as a sweep: a policy on trial goes back, or on to all orders; old trials are let go."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.resonance import drafting, rollouts
from handlers.resonance.published import running
from rules.resonance.rollout import may_judge_all, tripped
from storage.tx import Tx

#: How long what was seen of a draft is kept once it is decided; rows of one portion.
_KEPT, _PORTION = timedelta(days=30), 1_000


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Look once at the policy that judges a share of orders; let go of some that nobody needs."""
    return _moved(tx, deps, now) + tx.trials.let_go(now - _KEPT, _PORTION)


def _moved(tx: Tx, deps: Deps, now: datetime) -> int:
    rollout = running(tx)
    if rollout is None:
        return 0
    mine, rest = rollouts.tallies(tx, rollout)
    guard = tripped(mine, rest, deps.rollout)
    if guard is not None:
        rollouts.go_back(tx, deps, rollout, guard, (mine, rest), now)
        return 1
    if may_judge_all(mine, rollout.since, now, deps.rollout):
        drafting.judge_all(tx, deps, rollout, now)
        return 1
    return 0
