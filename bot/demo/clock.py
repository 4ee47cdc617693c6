"""The clock of the demo: stands and is moved, or runs in real time, and never goes back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic


class DemoClock:
    """Stands still until it is told to run or to move."""

    def __init__(self, starts: datetime, *, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        # One tuple, so that another thread never sees half of a change; None: it stands.
        self._state: tuple[datetime, float | None] = (starts, None)

    def now(self) -> datetime:
        """Return the moment of the played day, in UTC."""
        base, since = self._state
        return base if since is None else base + timedelta(seconds=self._ticks() - since)

    def run(self) -> None:
        """Run on from here in real time."""
        self._state = (self.now(), self._ticks())

    def move_to(self, at: datetime) -> None:
        """Jump ahead to `at` and stand still there; a moment already past is where it stays."""
        self._state = (max(self.now(), at), None)
