"""Changes of an alert: what each one changes, what it leaves, and when somebody looks next."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts import changes
from rules.alerts.alert import Alert, Update, Why
from rules.alerts.escalation import DEFAULT_CHAIN, NEXT_STEP
from rules.resonance.measure import Resonance
from rules.vocabulary import Action, AlertState, HardRule, Level
from tests.builders import NOON, a_part, an_alert, minutes

NOW = NOON + minutes(20)
WAIT = minutes(5)
HOUR = timedelta(hours=1)

Step = Callable[[Alert, datetime], Alert]

CLAIMED = an_alert(
    state=AlertState.CLAIMED, claimed_by="李雷", claimed_at=NOON, reminded_at=NOON, escalated=1
)
FROZEN = an_alert(Level.RED, AlertState.FROZEN, claimed_by="李雷", claimed_at=NOON, revision=2)
SNOOZED = an_alert(
    state=AlertState.SNOOZED, snoozed_until=NOON + HOUR, next_step_at=NOON + HOUR, escalated=2
)
RELEASED = an_alert(
    Level.RED, AlertState.RELEASED, decided_by="王敏", decided_at=NOON, ended_at=NOON,
    decision=Action.RELEASE, revision=3, next_step_at=NOON + minutes(21), reminded_at=NOON,
)  # fmt: skip


RESULT = Resonance(
    score=Decimal("3.2"), parts=(a_part("address_changed", "2.0"),), level=Level.RED,
    hard=(HardRule.PARCEL_MISMATCH,), season="peak", policy_version="p-2",
    evidence=frozenset({"address_changed:erp|2"}), missing=(), next_at=None, high_value=False,
    over=False, left=False,
)  # fmt: skip
TAKEN_IN = {
    "score": RESULT.score, "parts": RESULT.parts, "hard": RESULT.hard, "season": "peak",
    "policy_version": "p-2", "evidence": an_alert().evidence | RESULT.evidence, "updated_at": NOW,
}  # fmt: skip


def louder(alert: Alert, now: datetime = NOW) -> Alert:
    update = Update(level=Level.RED, why=Why.LOUDER)
    return changes.judged(alert, RESULT, update, now=now, wait=WAIT)


def changed(alert: Alert, now: datetime = NOW) -> Alert:
    update = Update(level=alert.level, why=Why.CHANGED)
    return changes.judged(alert, RESULT, update, now=now, wait=WAIT)


def claimed(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.claimed(alert, "王敏", now=now, remind_after=HOUR)


def given_back(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.given_back(alert, now=now, wait=WAIT)


def snoozed(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.snoozed(alert, now + HOUR, by="王敏", now=now)


def back(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.back(alert, now=now, wait=WAIT)


def decided(action: Action) -> Callable[..., Alert]:
    return lambda alert, now=NOW: changes.decided(alert, action, by="王敏", now=now)


def ended(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.ended(alert, AlertState.RESOLVED, now=now)


def stepped(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.stepped(alert, DEFAULT_CHAIN, repeat=minutes(10), now=now)


def reminded(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.reminded(alert, now=now, unclaim_after=WAIT)


def worked(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.worked(alert, remind_at=now + HOUR)


def waiting(alert: Alert, now: datetime = NOW) -> Alert:
    return changes.waiting(alert, now + WAIT)


BY_WANGMIN = {"decided_by": "王敏", "decided_at": NOW, "updated_at": NOW}
NOBODYS = {"claimed_by": None, "claimed_at": None, "reminded_at": None, "updated_at": NOW}
ENDED = {"ended_at": NOW, "next_step_at": None}

#: A change, the alert before, and all that is different after it.
TABLE: list[tuple[Callable[[Alert], Alert], Alert, dict[str, Any]]] = [
    (changed, an_alert(), TAKEN_IN),
    (changed, SNOOZED, TAKEN_IN),
    (
        louder,
        an_alert(escalated=2),
        {**TAKEN_IN, "level": Level.RED, "escalated": 0, "next_step_at": NOW + WAIT},
    ),
    (
        louder,
        SNOOZED,
        {**TAKEN_IN, "level": Level.RED, "state": AlertState.OPEN, "snoozed_until": None}
        | {"escalated": 0, "next_step_at": NOW + WAIT},
    ),
    (louder, CLAIMED, {**TAKEN_IN, "level": Level.RED, "escalated": 0}),
    (
        claimed,
        an_alert(),
        {"state": AlertState.CLAIMED, "claimed_by": "王敏", "claimed_at": NOW, "updated_at": NOW}
        | {"next_step_at": NOW + HOUR},
    ),
    (
        claimed,
        SNOOZED,
        {"state": AlertState.CLAIMED, "claimed_by": "王敏", "claimed_at": NOW, "updated_at": NOW}
        | {"next_step_at": NOW + HOUR, "snoozed_until": None},
    ),
    (
        claimed,
        FROZEN,
        {"claimed_by": "王敏", "claimed_at": NOW, "updated_at": NOW}
        | {"next_step_at": NOW + NEXT_STEP[AlertState.FROZEN]},
    ),
    (given_back, CLAIMED, {**NOBODYS, "state": AlertState.OPEN, "next_step_at": NOW + WAIT}),
    (
        given_back,
        replace(SNOOZED, claimed_by="李雷", claimed_at=NOON),
        {**NOBODYS, "state": AlertState.OPEN, "snoozed_until": None, "next_step_at": NOW + WAIT},
    ),
    (given_back, FROZEN, {**NOBODYS, "next_step_at": NOW + NEXT_STEP[AlertState.FROZEN]}),
    (
        snoozed,
        CLAIMED,
        {**BY_WANGMIN, "state": AlertState.SNOOZED, "decision": Action.SNOOZE}
        | {"snoozed_until": NOW + HOUR, "next_step_at": NOW + HOUR},
    ),
    (
        back,
        replace(SNOOZED, claimed_by="李雷", claimed_at=NOON),
        {**NOBODYS, "state": AlertState.OPEN, "snoozed_until": None, "next_step_at": NOW + WAIT},
    ),
    (
        decided(Action.FREEZE),
        SNOOZED,
        {**BY_WANGMIN, "state": AlertState.FROZEN, "decision": Action.FREEZE, "revision": 2}
        | {"snoozed_until": None, "next_step_at": NOW + NEXT_STEP[AlertState.FROZEN]},
    ),
    (
        decided(Action.RELEASE),
        FROZEN,
        {**BY_WANGMIN, **ENDED, "state": AlertState.RELEASED, "revision": 3}
        | {"decision": Action.RELEASE},
    ),
    (
        decided(Action.FALSE_ALARM),
        SNOOZED,
        {**BY_WANGMIN, **ENDED, "state": AlertState.FALSE_ALARM, "revision": 2}
        | {"decision": Action.FALSE_ALARM, "snoozed_until": None},
    ),
    (
        lambda alert: changes.decided(
            alert, Action.RELEASE, by="王敏", now=NOW, because="好的", undo_for=minutes(2)
        ),
        CLAIMED,
        {**BY_WANGMIN, **ENDED, "state": AlertState.RELEASED, "revision": 2, "because": "好的"}
        | {"decision": Action.RELEASE, "next_step_at": NOW + minutes(2)},
    ),
    (lambda alert: changes.explained(alert, "好的"), RELEASED, {"because": "好的", "revision": 4}),
    (
        lambda alert: changes.undone(alert, now=NOW, remind_after=HOUR),
        RELEASED,
        {"state": AlertState.CLAIMED, "claimed_by": "王敏", "claimed_at": NOW, "ended_at": None}
        | {"decision": Action.UNDO, "decided_at": NOW, "updated_at": NOW, "revision": 4}
        | {"next_step_at": NOW + HOUR, "because": "", "reminded_at": None},
    ),
    (changes.final, RELEASED, {"next_step_at": None}),
    (ended, CLAIMED, {**ENDED, "state": AlertState.RESOLVED, "updated_at": NOW}),
    # From 12:15, when the first step was due, ten minutes to the second.
    (stepped, an_alert(), {"escalated": 1, "next_step_at": NOON + minutes(25)}),
    (stepped, an_alert(escalated=2), {"escalated": 3, "next_step_at": NOON + minutes(25)}),
    # What was missed while nobody ran is said once: the next is ten minutes from now.
    (
        stepped,
        an_alert(escalated=7, next_step_at=NOON),
        {"escalated": 8, "next_step_at": NOW + minutes(10)},
    ),
    (reminded, CLAIMED, {"reminded_at": NOW, "next_step_at": NOW + WAIT}),
    (worked, CLAIMED, {"reminded_at": None, "next_step_at": NOW + HOUR}),
    (waiting, CLAIMED, {"next_step_at": NOW + WAIT}),
    (lambda alert: changes.in_shop(alert, "glasses"), CLAIMED, {"shop": "glasses"}),
]


@pytest.mark.parametrize(("change", "before", "different"), TABLE)
def test_a_change_changes_this_and_nothing_else(
    change: Callable[[Alert], Alert], before: Alert, different: dict[str, Any]
) -> None:
    after = change(before)

    assert {
        field.name: getattr(after, field.name)
        for field in fields(Alert)
        if getattr(after, field.name) != getattr(before, field.name)
    } == {name: value for name, value in different.items() if getattr(before, name) != value}


def test_an_alert_begins_open_with_its_first_step_and_outdates_the_card_handed_over_to_it() -> None:
    first = begun(None)
    after = begun(replace(first, revision=4))

    assert first.state is AlertState.OPEN
    assert (first.opened_at, first.updated_at, first.next_step_at) == (NOW, NOW, NOW + WAIT)
    assert (first.shop, first.level, first.evidence) == ("glasses", Level.RED, RESULT.evidence)
    assert (first.revision, after.revision) == (1, 5)


def begun(after: Alert | None) -> Alert:
    return changes.raised(
        RESULT, Level.RED, alert_id="a-2", order_no="1024", shop="glasses", after=after,
        now=NOW, wait=WAIT,
    )  # fmt: skip


STEPS: tuple[Step, ...] = (
    louder, changed, claimed, given_back, snoozed, back, decided(Action.FREEZE),
    decided(Action.RELEASE), decided(Action.FALSE_ALARM), ended, stepped, reminded, worked,
    waiting,
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 600)), max_size=30))
def test_whatever_happens_to_it_an_alert_has_a_next_step_or_is_over_for_good(
    happened: list[tuple[Step, int]],
) -> None:
    alert, now = begun(None), NOW
    for change, waited in happened:
        now += minutes(waited)
        before, alert = alert, change(alert, now)
        if before.alive:
            assert alert.revision in (before.revision, before.revision + 1)
        else:
            assert alert == before
        assert alert.alive == (alert.next_step_at is not None) == (alert.ended_at is None)
        if alert.alive:
            assert (alert.state is AlertState.SNOOZED) == (alert.snoozed_until is not None)
        assert (alert.id, alert.order_no, alert.opened_at) == ("a-2", "1024", NOW)
