"""Changes of an alert: every one is a function from the alert before to the alert after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from rules.alerts.alert import Alert, Update, Why
from rules.alerts.escalation import NEXT_STEP, wait_for
from rules.delivery.routes import Step
from rules.resonance.measure import Resonance
from rules.vocabulary import Action, AlertState, Level

#: For so long a release of a red order can be taken back: long enough to see that the wrong card
#: was pressed, too short for most goods to be scanned.
UNDO_FOR = timedelta(minutes=2)
#: Where an alert stands once this was decided about it.
_DECIDED: Mapping[Action, AlertState] = MappingProxyType({
    Action.FREEZE: AlertState.FROZEN,
    Action.RELEASE: AlertState.RELEASED,
    Action.FALSE_ALARM: AlertState.FALSE_ALARM,
})  # fmt: skip


def _changed(alert: Alert, **changes: Any) -> Alert:  # noqa: ANN401 - any field of Alert
    """Change an alert that is alive; what is over stays as it ended, whoever comes late."""
    return replace(alert, **changes) if alert.alive else alert


def raised(
    result: Resonance,
    level: Level,
    *,
    alert_id: str,
    order_no: str,
    shop: str | None,
    after: Alert | None,
    now: datetime,
    wait: timedelta,
) -> Alert:
    """Begin an alert; `after` is the order's one before, whose card may be handed over to it."""
    return Alert(
        id=alert_id,
        order_no=order_no,
        shop=shop,
        level=level,
        state=AlertState.OPEN,
        opened_at=now,
        updated_at=now,
        score=result.score,
        parts=result.parts,
        hard=result.hard,
        season=result.season,
        policy_version=result.policy_version,
        evidence=result.evidence,
        missing=result.missing,
        # What the buttons of a card that is handed over carried is outdated then.
        revision=after.revision + 1 if after else 1,
        next_step_at=now + wait,
    )


def judged(
    alert: Alert, result: Resonance, update: Update, *, now: datetime, wait: timedelta
) -> Alert:
    """
    Take in a new judgement.

    One that is louder starts the chain of an open alert again, `wait` from now, and brings back one
    that was put aside; whoever claimed or locked it has it still.
    """
    louder = update.why is Why.LOUDER
    wakes = louder and alert.state is AlertState.SNOOZED
    restarts = wakes or (louder and alert.state is AlertState.OPEN)
    return _changed(
        alert,
        level=update.level,
        updated_at=now,
        score=result.score,
        parts=result.parts,
        hard=result.hard,
        season=result.season,
        policy_version=result.policy_version,
        missing=result.missing,
        evidence=alert.evidence | result.evidence,
        state=AlertState.OPEN if wakes else alert.state,
        snoozed_until=None if wakes else alert.snoozed_until,
        escalated=0 if louder else alert.escalated,
        next_step_at=now + wait if restarts else alert.next_step_at,
    )


def in_shop(alert: Alert, shop: str | None) -> Alert:
    """Say which shop its order is of: an order may tell that after its alert was raised."""
    return _changed(alert, shop=shop)


def claimed(alert: Alert, by: str, *, now: datetime, remind_after: timedelta) -> Alert:
    """Give an alert to somebody, who is reminded of it; a locked one stays locked."""
    return _whose(alert, by, now=now, wait=remind_after)


def given_back(alert: Alert, *, now: datetime, wait: timedelta) -> Alert:
    """Make an alert nobody's; its chain goes on `wait` from now, a locked one stays locked."""
    return _whose(alert, None, now=now, wait=wait)


def _whose(alert: Alert, by: str | None, *, now: datetime, wait: timedelta) -> Alert:
    frozen = alert.state is AlertState.FROZEN
    awake = AlertState.CLAIMED if by is not None else AlertState.OPEN
    return _changed(
        alert,
        state=alert.state if frozen else awake,
        claimed_by=by,
        claimed_at=now if by is not None else None,
        reminded_at=None,
        snoozed_until=None,
        updated_at=now,
        next_step_at=now + (NEXT_STEP[alert.state] if frozen else wait),
    )


def snoozed(alert: Alert, until: datetime, *, by: str, now: datetime) -> Alert:
    """Put an alert aside until a time that a person named."""
    return _changed(
        alert,
        state=AlertState.SNOOZED,
        snoozed_until=until,
        next_step_at=until,
        decided_by=by,
        decided_at=now,
        decision=Action.SNOOZE,
        updated_at=now,
    )


def back(alert: Alert, *, now: datetime, wait: timedelta) -> Alert:
    """Bring an alert back that was put aside: open and nobody's."""
    return _changed(
        alert,
        state=AlertState.OPEN,
        snoozed_until=None,
        claimed_by=None,
        claimed_at=None,
        reminded_at=None,
        updated_at=now,
        next_step_at=now + wait,
    )


def decided(
    alert: Alert,
    action: Action,
    *,
    by: str,
    now: datetime,
    because: str = "",
    undo_for: timedelta | None = None,
) -> Alert:
    """
    Take in what was decided; a release and a false alarm end it, a lock does not.

    `undo_for` is how long that can be explained and undone.
    """
    ends = action is not Action.FREEZE
    undo_until = None if undo_for is None else now + undo_for
    return _changed(
        alert,
        state=_DECIDED[action],
        revision=alert.revision + 1,
        decided_by=by,
        decided_at=now,
        decision=action,
        because=because,
        updated_at=now,
        ended_at=now if ends else None,
        snoozed_until=None,
        next_step_at=undo_until if ends else now + NEXT_STEP[AlertState.FROZEN],
    )


def explained(alert: Alert, because: str) -> Alert:
    """Remember why it was released, as whoever did it says afterwards."""
    return replace(alert, because=because, revision=alert.revision + 1)


def undone(alert: Alert, *, now: datetime, remind_after: timedelta) -> Alert:
    """Take its release back: it is alive again, and theirs who released it."""
    return replace(
        alert,
        state=AlertState.CLAIMED,
        revision=alert.revision + 1,
        claimed_by=alert.decided_by,
        claimed_at=now,
        reminded_at=None,
        decided_at=now,
        decision=Action.UNDO,
        because="",
        updated_at=now,
        ended_at=None,
        next_step_at=now + remind_after,
    )


def final(alert: Alert) -> Alert:
    """Close what can no longer be undone."""
    return replace(alert, next_step_at=None)


def ended(alert: Alert, state: AlertState, *, now: datetime) -> Alert:
    """End an alert whose reason is gone."""
    return _changed(alert, state=state, ended_at=now, updated_at=now, next_step_at=None)


def stepped(
    alert: Alert, chain: Sequence[Step], *, repeat: timedelta | None, now: datetime
) -> Alert:
    """
    Take the next step of its chain, or after the last one say it again.

    The wait for the step after it begins when this one was due, so that sweeps do not add up to a
    delay. What was to be said again while nobody ran is said once.
    """
    done = alert.escalated + 1
    wait = wait_for(chain, done, repeat=repeat)
    after = (alert.next_step_at or now) + wait
    missed = done >= len(chain) and after <= now
    return _changed(alert, escalated=done, next_step_at=now + wait if missed else after)


def reminded(alert: Alert, *, now: datetime, unclaim_after: timedelta) -> Alert:
    """Remember that whoever claimed it was reminded; they lose the claim if nothing follows."""
    return _changed(alert, reminded_at=now, next_step_at=now + unclaim_after)


def worked(alert: Alert, *, remind_at: datetime) -> Alert:
    """Whoever claimed it did something: they are reminded anew, later."""
    return _changed(alert, reminded_at=None, next_step_at=remind_at)


def waiting(alert: Alert, until: datetime) -> Alert:
    """Leave an alert as it is and look at it again then."""
    return _changed(alert, next_step_at=until)
