"""Escalation: who is told next when nobody acts, and when somebody looks at an alert again."""

from collections.abc import Sequence
from datetime import timedelta

from rules.delivery.routes import Stage, Step
from rules.vocabulary import AlertState, Level

#: Until when an alert in each state may wait before somebody looks at it again (invariant 10).
NEXT_STEP = {
    AlertState.OPEN: timedelta(minutes=15),
    AlertState.CLAIMED: timedelta(hours=1),
    AlertState.FROZEN: timedelta(hours=4),
}

#: Three fuses for a red alert that nobody takes (S-76).
DEFAULT_CHAIN = (
    Step(after=timedelta(minutes=5), stage=Stage.BACKUP),
    Step(after=timedelta(minutes=15), stage=Stage.CROSS_TEAM),
    Step(after=timedelta(minutes=30), stage=Stage.MANAGER),
)


def repeats(level: Level, interval: timedelta) -> timedelta | None:
    """Return how often an alert of a level is said again after its last step; orange is not."""
    return interval if level is Level.RED else None


def wait_for(chain: Sequence[Step], done: int, *, repeat: timedelta | None = None) -> timedelta:
    """
    Return how long the alert waits for its next step when `done` of them were taken.

    What is waited is the stretch between two steps, so that an alert which somebody took and gave
    back goes on at the level it had reached. After the last one it is said again every `repeat`.
    """
    if done >= len(chain):
        return repeat or NEXT_STEP[AlertState.OPEN]
    return chain[done].after - (chain[done - 1].after if done else timedelta())


def is_last(chain: Sequence[Step], done: int) -> bool:
    """Say whether the step after `done` is the chain's last, which carries the snapshot."""
    return done == len(chain) - 1
