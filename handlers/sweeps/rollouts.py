"""Rollouts as a sweep: a policy that judges a share of orders goes back, or on to all of them."""

from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import drafting, rollouts
from handlers.resonance.published import running
from rules.resonance.rollout import may_judge_all, tripped
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Look once at the policy that judges a share of orders, where there is one."""
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
