"""The auditor: every living alert has a next step in the future (invariant 10)."""

from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import judging
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.alerts.escalation import NEXT_STEP
from rules.vocabulary import AlertState
from storage.system.audit import Attempt
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Look at what no other sweep has given a next step."""
    overdue = [
        a for a in tx.alerts.past_next_step(now, _PORTION) if a.state is not AlertState.SNOOZED
    ]
    look(tx, deps, overdue, now)
    return len(overdue)


def look(tx: Tx, deps: Deps, overdue: list[Alert], now: datetime) -> None:
    """Judge alerts whose next step has come once more, and give each its next one."""
    if not overdue:
        return
    judging.judge(tx, deps, {a.order_no for a in overdue}, now)
    latest = tx.alerts.latest_of({a.order_no for a in overdue})
    for alert in overdue:
        if alert.next_step_at is None:
            tx.audit.add(
                Attempt(
                    at=now,
                    actor="system",
                    channel="system",
                    action="auditor",
                    order_no=alert.order_no,
                    outcome="no_next_step",
                    detail=alert.id,
                )
            )
        present = latest.get(alert.order_no)
        if present is None or present.id != alert.id or not present.alive:
            continue
        if present.next_step_at is None or present.next_step_at <= now:
            step = NEXT_STEP.get(present.state, NEXT_STEP[AlertState.OPEN])
            tx.alerts.save([changes.waiting(present, now + step)])
