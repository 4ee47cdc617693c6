"""Tests of the decision what to tell people: one row for each named reason."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.alerts.alert import Alert, End, Quiet, Raise, Update, Why, decide
from rules.resonance.measure import Resonance
from rules.vocabulary import ALIVE, AlertState, HardRule, Level
from tests.builders import NOON, a_part, a_policy, an_alert, minutes

POLICY = a_policy()
LATER = NOON + minutes(10)


def loud(level: Level, **changes: object) -> Resonance:
    """Return a resonance of a level; the same parts as `an_alert()` unless told otherwise."""
    part = a_part()
    values: dict[str, object] = {
        "score": part.contribution,
        "level": level,
        "parts": (part,),
        "hard": (),
        "season": None,
        "policy_version": "p-1",
        "evidence": frozenset({"chat_opened:chat|1"}),
        "missing": (),
        "next_at": None,
        "high_value": False,
        "over": False,
        "left": False,
        **changes,
    }
    return Resonance(**values)  # type: ignore[arg-type]  # a table of plain values


def ended(state: AlertState = AlertState.RESOLVED, level: Level = Level.ORANGE) -> Alert:
    """Return an alert that ended at noon."""
    return an_alert(level, state, ended_at=NOON, next_step_at=None)


CALM, ORANGE, RED = Level.CALM, Level.ORANGE, Level.RED


@pytest.mark.parametrize(
    ("previous", "resonance", "decision"),
    [
        # nothing was said yet
        (None, loud(CALM), Quiet(why=Why.CALM)),
        (None, loud(ORANGE), Raise(level=ORANGE)),
        (None, loud(RED), Raise(level=RED)),
        # louder than what people have
        (an_alert(ORANGE), loud(RED), Update(level=RED, why=Why.LOUDER)),
        (
            an_alert(ORANGE, AlertState.SNOOZED),
            loud(RED),
            Update(level=RED, why=Why.LOUDER),
        ),
        (an_alert(ORANGE, AlertState.CLAIMED), loud(RED), Update(level=RED, why=Why.LOUDER)),
        # the same again: nothing, a thousand times
        (an_alert(ORANGE), loud(ORANGE), Quiet(why=Why.UNCHANGED)),
        (an_alert(RED), loud(RED), Quiet(why=Why.UNCHANGED)),
        # the same level in other words: redraw
        (
            an_alert(ORANGE),
            loud(ORANGE, parts=(a_part("urgent_words", "0.9"),)),
            Update(level=ORANGE, why=Why.CHANGED),
        ),
        (
            an_alert(ORANGE),
            loud(ORANGE, hard=(HardRule.PAST_HANDOVER,)),
            Update(level=ORANGE, why=Why.CHANGED),
        ),
        (an_alert(ORANGE), loud(ORANGE, season="双11"), Update(level=ORANGE, why=Why.CHANGED)),
        (
            an_alert(ORANGE),
            loud(ORANGE, missing=("chat_opened",)),
            Update(level=ORANGE, why=Why.CHANGED),
        ),
        # red never calms down by itself: its hold is open
        (an_alert(RED), loud(CALM), Quiet(why=Why.UNCHANGED)),
        (an_alert(RED), loud(CALM, parts=()), Update(level=RED, why=Why.CHANGED)),
        (an_alert(RED), loud(ORANGE, parts=()), Update(level=RED, why=Why.CHANGED)),
        # orange does, unless somebody confirmed it
        (an_alert(ORANGE), loud(CALM), End(state=AlertState.RESOLVED, why=Why.CALMER)),
        (
            an_alert(ORANGE, AlertState.CLAIMED),
            loud(CALM),
            End(state=AlertState.RESOLVED, why=Why.CALMER),
        ),
        (
            an_alert(ORANGE, AlertState.FROZEN),
            loud(CALM, parts=()),
            Update(level=ORANGE, why=Why.CHANGED),
        ),
        # an order that is over needs nobody
        (an_alert(RED), loud(CALM, over=True), End(state=AlertState.EXPIRED, why=Why.ORDER_OVER)),
        (
            an_alert(ORANGE),
            loud(CALM, over=True),
            End(state=AlertState.EXPIRED, why=Why.ORDER_OVER),
        ),
        # after an end, the same evidence is not told again for an hour, new evidence is
        (ended(), loud(ORANGE), Quiet(why=Why.SUPPRESSED)),
        (ended(), loud(ORANGE, evidence=frozenset()), Quiet(why=Why.SUPPRESSED)),
        (ended(), loud(ORANGE, evidence=frozenset({"new"})), Raise(level=ORANGE)),
        (ended(AlertState.FALSE_ALARM), loud(ORANGE), Quiet(why=Why.SUPPRESSED)),
        (ended(), loud(RED), Raise(level=RED)),
        (ended(), loud(CALM), Quiet(why=Why.CALM)),
    ],
)
def test_each_decision_has_its_reason(
    previous: Alert | None, resonance: Resonance, decision: Raise | Update | End | Quiet
) -> None:
    assert decide(previous, resonance, POLICY, now=LATER) == decision


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(minutes=59, seconds=59), Quiet(why=Why.SUPPRESSED)),
        (timedelta(hours=1), Raise(level=ORANGE)),
    ],
)
def test_suppression_ends_after_an_hour(after: timedelta, told: Raise | Quiet) -> None:
    assert decide(ended(), loud(ORANGE), POLICY, now=NOON + after) == told


def test_a_trusted_customer_is_told_about_only_in_red() -> None:
    assert decide(None, loud(ORANGE), POLICY, now=NOON, trusted=True) == Quiet(why=Why.TRUSTED)
    assert decide(None, loud(RED), POLICY, now=NOON, trusted=True) == Raise(level=RED)


@pytest.mark.parametrize("state", AlertState)
def test_an_alert_is_alive_while_it_waits_for_something(state: AlertState) -> None:
    alert = an_alert(RED, state)

    assert alert.alive is (state in ALIVE)
    # Whoever was told keeps the one alert; only after its end a new one may be raised.
    decision = decide(alert, loud(RED, score=Decimal(9)), POLICY, now=NOON + timedelta(days=9))
    assert isinstance(decision, Raise) is not alert.alive
