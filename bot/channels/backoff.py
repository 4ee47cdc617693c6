"""Back-off: growing waits with jitter between connections, forgotten after a stable period."""

import random
from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Backoff:
    """
    Waits between attempts, in seconds.

    `failed` is asked after each connection that ended, with how long it had lived: one that lived
    longer than `stable` counts as a success, so that the next wait is the first again.
    """

    first: float = 0.5
    longest: float = 60.0
    stable: float = 60.0
    failures: int = 0

    def failed(self, *, lived: float = 0.0) -> float:
        """Return how long to wait before the next attempt."""
        if lived >= self.stable:
            self.failures = 0
        wait = min(self.longest, self.first * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads attempts, guards nothing
