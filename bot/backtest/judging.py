"""Judging past orders in several processes; which of them judges an order changes nothing."""

import copyreg
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain
from multiprocessing import get_context
from types import MappingProxyType
from typing import Any

from rules.backtest.walk import Verdict, walk
from rules.resonance.facts import Facts
from rules.resonance.policy import Policy

#: Orders that a process takes at once.
PORTION = 500


def _read_only(table: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(table)


def _taken_apart(table: "MappingProxyType[Any, Any]") -> tuple[Any, tuple[dict[Any, Any]]]:
    return _read_only, (dict(table),)


# A policy is full of tables that nobody may write to, and such tables do not travel by themselves.
copyreg.pickle(MappingProxyType, _taken_apart)


def judge(
    orders: Sequence[Facts], policy: Policy, until: datetime, *, workers: int
) -> list[Verdict]:
    """Judge each order over its whole life, up to `until`."""
    if workers == 1 or len(orders) <= PORTION:
        return _portion(orders, policy=policy, until=until)
    portions = [orders[start : start + PORTION] for start in range(0, len(orders), PORTION)]
    # Spawned: a fork would copy the threads of a progress bar in the middle of what they do.
    with ProcessPoolExecutor(
        min(workers, len(portions)), get_context("spawn"), _take_policy, (policy,)
    ) as pool:
        return list(chain.from_iterable(pool.map(partial(_portion_here, until=until), portions)))


#: What this process judges by: a policy is worked out once, and costs more than an order to send.
_here: list[Policy] = []


def _take_policy(policy: Policy) -> None:
    _here[:] = [policy]


def _portion_here(orders: Sequence[Facts], *, until: datetime) -> list[Verdict]:
    return _portion(orders, policy=_here[0], until=until)


def _portion(orders: Sequence[Facts], *, policy: Policy, until: datetime) -> list[Verdict]:
    return [walk(facts, policy, until) for facts in orders]
