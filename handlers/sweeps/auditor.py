"""The auditor: every living alert has a next step in the future (invariant 10)."""

from dataclasses import replace
from datetime import datetime

from handlers import scoring
from handlers.deps import Deps
from rules.vocabulary import AlertState
from storage.audit import Attempt
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Judge alerts whose next step has come once more, and give each its next one."""
    overdue = [
        a for a in tx.alerts.past_next_step(now, _PORTION) if a.state is not AlertState.SNOOZED
    ]
    if not overdue:
        return 0
    scoring.judge(tx, deps, {a.order_no for a in overdue}, now)
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
        if present is not None and present.id == alert.id and present.alive:
            step = scoring.NEXT_STEP.get(present.state, scoring.NEXT_STEP[AlertState.OPEN])
            tx.alerts.save(
                [
                    (
                        replace(present, next_step_at=now + step),
                        tx.orders.find((alert.order_no,))[alert.order_no].shop,
                    )
                ]
            )
    return len(overdue)
