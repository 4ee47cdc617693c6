"""Judging past orders in several processes; which of them judges an order changes nothing."""

import copyreg
import gc
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain
from multiprocessing import get_all_start_methods, get_context
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
    starts = range(0, len(orders), PORTION)
    workers = min(workers, len(starts))
    if may_fork():
        gc.freeze()  # what nobody collects is not copied either
        # What a fork is given it has already: to send orders costs half of judging them.
        with ProcessPoolExecutor(workers, get_context("fork"), _take, (policy, orders)) as pool:
            try:
                return list(chain.from_iterable(pool.map(partial(_from, until=until), starts)))
            finally:
                gc.unfreeze()
    portions = [orders[start : start + PORTION] for start in starts]
    with ProcessPoolExecutor(workers, get_context("spawn"), _take, (policy, ())) as pool:
        return list(chain.from_iterable(pool.map(partial(_sent, until=until), portions)))


def may_fork() -> bool:
    """Say whether nothing else runs here: a fork would copy it in the middle of what it does."""
    return "fork" in get_all_start_methods() and threading.active_count() == 1


#: What this process judges by: a policy is worked out once, and costs more than an order to send.
_policy: list[Policy] = []
_orders: list[Facts] = []


def _take(policy: Policy, orders: Sequence[Facts]) -> None:
    _policy[:], _orders[:] = [policy], orders


def _from(start: int, *, until: datetime) -> list[Verdict]:
    return _portion(_orders[start : start + PORTION], policy=_policy[0], until=until)


def _sent(orders: Sequence[Facts], *, until: datetime) -> list[Verdict]:
    return _portion(orders, policy=_policy[0], until=until)


def _portion(orders: Sequence[Facts], *, policy: Policy, until: datetime) -> list[Verdict]:
    return [walk(facts, policy, until) for facts in orders]
