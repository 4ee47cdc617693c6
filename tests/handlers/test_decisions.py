"""Decisions: what each action on an order comes to, by its level and by who asks."""

from collections.abc import Iterator

import pytest

from rules.vocabulary import ALIVE, AlertState, Level
from storage.database import Database
from tests.builders import minutes
from tests.harness import Harness

VIEWER, OPERATOR, APPROVER, ADMIN, STRANGER = "小赵", "李雷", "王敏", "陈静", "stranger"
ASKING = (STRANGER, VIEWER, OPERATOR, APPROVER, ADMIN)
NO, YES, IDLE = "refused", "done", "already"

#: (level, what is said): what comes of it for each of ASKING.
OUTCOMES = {
    (Level.ORANGE, "锁单 1024"): (NO, NO, YES, YES, YES),
    (Level.ORANGE, "放行 1024"): (NO, NO, YES, YES, YES),
    (Level.ORANGE, "认领 1024"): (NO, NO, YES, YES, YES),
    (Level.ORANGE, "误报 1024"): (NO, NO, YES, YES, YES),
    (Level.ORANGE, "稍后 1024 2h"): (NO, NO, YES, YES, YES),
    (Level.ORANGE, "有用 1024"): (NO, NO, YES, YES, YES),
    (Level.RED, "锁单 1024"): (NO, NO, YES, YES, YES),
    (Level.RED, "放行 1024"): (NO, NO, NO, YES, YES),
    (Level.RED, "认领 1024"): (NO, NO, YES, YES, YES),
    (Level.RED, "误报 1024"): (NO, NO, NO, YES, YES),
    (Level.RED, "稍后 1024 2h"): (NO, NO, YES, YES, YES),
    (Level.RED, "有用 1024"): (NO, NO, YES, YES, YES),
    (Level.CALM, "锁单 1024"): (NO, NO, YES, YES, YES),
    (Level.CALM, "放行 1024"): (NO, NO, IDLE, IDLE, IDLE),
    (Level.CALM, "认领 1024"): (NO, NO, IDLE, IDLE, IDLE),
    (Level.CALM, "误报 1024"): (NO, NO, NO, IDLE, IDLE),
    (Level.CALM, "稍后 1024 2h"): (NO, NO, IDLE, IDLE, IDLE),
    (Level.CALM, "有用 1024"): (NO, NO, IDLE, IDLE, IDLE),
}

#: (level, what an approver says): how the alert stands then, and whether goods may leave.
AFTERWARDS = {
    (Level.ORANGE, "锁单 1024"): (AlertState.FROZEN, False),
    (Level.ORANGE, "放行 1024"): (AlertState.RELEASED, True),
    (Level.ORANGE, "认领 1024"): (AlertState.CLAIMED, True),
    (Level.ORANGE, "误报 1024"): (AlertState.FALSE_ALARM, True),
    (Level.ORANGE, "稍后 1024 2h"): (AlertState.SNOOZED, True),
    (Level.ORANGE, "有用 1024"): (AlertState.OPEN, True),
    (Level.RED, "锁单 1024"): (AlertState.FROZEN, False),
    (Level.RED, "放行 1024"): (AlertState.RELEASED, True),
    (Level.RED, "认领 1024"): (AlertState.CLAIMED, False),
    (Level.RED, "误报 1024"): (AlertState.FALSE_ALARM, True),
    (Level.RED, "稍后 1024 2h"): (AlertState.SNOOZED, False),
    (Level.RED, "有用 1024"): (AlertState.OPEN, False),
}


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Harness]:
    """Return the handlers on one database: these tables decide nothing about SQL."""
    harness = Harness(database=Database(sqlite_url))
    yield harness
    harness.database.close()


def _raise(h: Harness, level: Level) -> None:
    h.ordered()
    if level is Level.RED:
        h.turns_red()
    elif level is Level.ORANGE:
        h.turns_orange()


def _outcome(h: Harness) -> str:
    """Return how the last thing that somebody tried went, as the audit has it."""
    attempts = h.database.look(lambda tx: tx.audit.recent(20))
    return next(attempt.outcome for attempt in attempts if attempt.channel == "console")


@pytest.mark.parametrize(("level", "said"), OUTCOMES)
@pytest.mark.parametrize("by", ASKING)
def test_what_comes_of_an_action_depends_on_the_level_and_on_who_asks(
    on_sqlite: Harness, level: Level, said: str, by: str
) -> None:
    _raise(on_sqlite, level)

    on_sqlite.says(said, by=by)

    assert _outcome(on_sqlite) == OUTCOMES[level, said][ASKING.index(by)]


@pytest.mark.parametrize(("level", "said"), AFTERWARDS)
def test_how_the_alert_stands_afterwards_and_what_the_scanner_hears(
    on_sqlite: Harness, level: Level, said: str
) -> None:
    _raise(on_sqlite, level)

    on_sqlite.says(said, by=APPROVER)

    alert = on_sqlite.database.look(lambda tx: tx.alerts.latest_of(["1024"])["1024"])
    state, may_leave = AFTERWARDS[level, said]
    assert (alert.state, on_sqlite.scan("1024").allow) == (state, may_leave)
    assert (alert.state in ALIVE) == (alert.ended_at is None)


@pytest.mark.parametrize(("level", "said"), AFTERWARDS)
def test_the_same_wish_again_changes_nothing(on_sqlite: Harness, level: Level, said: str) -> None:
    _raise(on_sqlite, level)
    on_sqlite.says(said, by=APPROVER)
    before = on_sqlite.database.look(
        lambda tx: (tx.alerts.of_order("1024")[-1].state, tx.holds.of_order("1024"))
    )

    on_sqlite.now += minutes(1)
    on_sqlite.says(said, by=APPROVER)

    assert before == on_sqlite.database.look(
        lambda tx: (tx.alerts.of_order("1024")[-1].state, tx.holds.of_order("1024"))
    )
