"""Rush: how much intake may write in one go while scanners are at work, and while they are not."""

from collections.abc import Callable
from time import monotonic

#: Events of one commit: 50 ms, on a slow machine 150 ms, of a scanner's 0.8 s.
CALM = 500
#: The same while somebody scans. Costs intake a third of its pace.
BUSY = 40
#: Seconds after a scan in which the next one is expected.
LASTS = 2.0


class Rush:
    """Remembers the last scan, in seconds of `clock`. Of the event loop; no other thread asks."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def scanned(self) -> None:
        """Note that a scanner is at work."""
        self._until = self._clock() + LASTS

    @property
    def portion(self) -> int:
        """How many events may share a commit now."""
        return BUSY if self._clock() < self._until else CALM
