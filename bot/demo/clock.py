"""The clock of the demo: runs as fast as asked, and never backwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic


class DemoClock:
    """Stands still until it is told to run or to move."""

    def __init__(self, starts: datetime, *, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        # One tuple, so that another thread never sees half of a change.
        self._state = (starts, ticks(), 0.0)

    def now(self) -> datetime:
        """Return the moment of the played day, in UTC."""
        base, since, speed = self._state
        return base + timedelta(seconds=(self._ticks() - since) * speed) if speed else base

    def run(self, speed: float) -> None:
        """Run on from here at so many times the speed of real time."""
        self._state = (self.now(), self._ticks(), speed)

    def move_to(self, at: datetime) -> None:
        """Jump ahead to `at` and stand still there; a moment already past is where it stays."""
        self._state = (max(self.now(), at), self._ticks(), 0.0)
