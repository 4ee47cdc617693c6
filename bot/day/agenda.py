"""The agenda: what happens later on a made-up day, in order of time, however it was noted."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Generic, TypeVar

#: What comes of it: something that reaches the product.
What = TypeVar("What")


class Agenda(Generic[What]):
    """
    Holds deeds that are still to be done, and what they have reach the product.

    What is noted for the same moment happens as it was noted.
    """

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._deeds: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._results: list[tuple[datetime, int, What]] = []
        self._numbers = count()

    @property
    def next_at(self) -> datetime | None:
        """When something happens next, as far as is known; None when the rest is silence."""
        ahead = [queue[0][0] for queue in (self._deeds, self._results) if queue]
        return min(ahead, default=None)

    def when(self, at: datetime, deed: Callable[[datetime], None]) -> None:
        """Note a deed; it is told when it is done."""
        heappush(self._deeds, (at, next(self._numbers), deed))

    def reach(self, at: datetime, what: What) -> None:
        """Have something reach the product."""
        heappush(self._results, (at, next(self._numbers), what))

    def due(self, until: datetime) -> list[What]:
        """Do what is due until then; return what reaches the product, in order."""
        while self._deeds and self._deeds[0][0] <= until:
            at, _, deed = heappop(self._deeds)
            deed(at)
        found = []
        while self._results and self._results[0][0] <= until:
            found.append(heappop(self._results)[2])
        return found
