"""Scores: judge the orders whose level time alone may have changed."""

from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import cases, judging
from storage.tx import Tx

#: Orders of one transaction: short enough that a scanner never waits long behind it.
PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Judge the longest overdue orders at `now`; return how many."""
    due = tx.orders.due(now, PORTION)
    judging.judge(tx, deps, due, now)
    return len(due)


def catch_up(tx: Tx, deps: Deps, until: datetime) -> int:
    """Judge overdue orders at each of their due times, for a replay; return how many."""
    due = tx.orders.due(until, PORTION)
    if due:
        points: dict[str, tuple[datetime, ...]] = dict.fromkeys(due, ())
        judging.judge_cases(tx, deps, cases.open_cases(tx, due, until), until, points=points)
    return len(due)
