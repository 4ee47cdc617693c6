"""Appealing: new facts may be decided otherwise, all else is for a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.deps import Deps
from handlers.refunds import reviewing, settling
from handlers.refunds.published import published
from rules.people.permissions import Actor
from rules.refunds.appeals import by_person, with_new
from rules.refunds.application import Application, Cause, Decided, Standing, standing
from rules.refunds.decide import decide, to_a_person
from rules.refunds.facts import NotRead
from rules.refunds.words import Action
from storage.tx import Tx


def appeal(
    tx: Tx,
    deps: Deps,
    application: Application,
    actor: Actor,
    *,
    reason: str,
    facts: Mapping[str, Any],
    now: datetime,
    to_person: bool = False,
) -> NotRead | None:
    """
    Decide anew by facts that were not known, under the rules in force; the old decision stays.

    A person decides where nothing new is told, where what was decided is done already, and with
    `to_person`: whoever gains by the facts tells them. The same appeal again changes nothing.
    """
    last = tx.refunds.history(application.id)[-1]
    known = with_new(last.facts, facts)
    if isinstance(known, NotRead):
        return known
    told = (Cause.APPEALED, actor.name, reason, known)
    if told == (last.cause, last.by, last.reason, last.facts):
        return None
    if to_person or known == last.facts or application.settled_at is not None:
        old = last.decision
        decision = to_a_person(old.rule, old.row, old.version, old.why)
    else:
        decision = decide(known, published(tx, deps), deps.refunds)
    decided = Decided(
        refund_id=application.id,
        at=now,
        cause=Cause.APPEALED,
        by=actor.name,
        reason=reason,
        facts=known,
        decision=decision,
    )
    came(tx, deps, application, decided, now)
    return None


def decide_by_person(
    tx: Tx, deps: Deps, application: Application, choice: Action, by: str, now: datetime
) -> Decided | None:
    """Write what quality control decides; None where nothing waits for it."""
    last = tx.refunds.history(application.id)[-1]
    amount = reviewing.payable(tx, application, last)
    waits = standing(application, last.decision) is Standing.REVIEW
    if not waits or (choice is Action.REFUND and amount is None):
        return None
    decided = Decided(
        refund_id=application.id,
        at=now,
        cause=Cause.PERSON,
        by=by,
        reason="",
        facts=last.facts,
        decision=by_person(last.decision, choice, amount or last.decision.amount),
    )
    came(tx, deps, application, decided, now)
    return decided


def came(tx: Tx, deps: Deps, application: Application, decided: Decided, now: datetime) -> None:
    """
    Keep a decision after all earlier ones, and do what follows from it.

    What is promised is promised now: an application that took minutes to reach us is not our delay.
    """
    tx.refunds.decide(decided)
    if decided.decision.action is Action.REVIEW:
        reviewing.tell(tx, deps, application, now)
    else:
        reviewing.redraw(tx, deps, application, now)
        settling.promise(tx, deps, application, now)
    tx.orders.make_due((application.order_no,), now)
