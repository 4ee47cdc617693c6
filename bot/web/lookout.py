"""The lookout: what doors saw of partners' messages, counted at once and written a moment later."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.logs import logger
from rules.contracts.observation import Count, Key, Observation, count
from storage.database import Database
from storage.faults import StoreError

log = logger(__name__)

#: Seconds within which what was seen is written; at a stop it is, and lost if we are killed.
DELAY: Final = 1.0
#: Shapes in a second, of all partners together: at more messages some stand for the rest.
CLOSELY: Final = 50
#: Things in common that may wait for the database. Messages that come beyond it are not counted.
MOST: Final = 10_000
_SECOND = timedelta(seconds=1)


class Lookout:
    """Bounded counts that are written once in a while. Nothing here ever waits for the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[Key, Count] = {}
        self._is_called = False
        self._second = datetime.min.replace(tzinfo=UTC)
        self._left = CLOSELY

    def closely(self, now: datetime) -> int:
        """Return how many messages may be looked at closely in this second."""
        if not timedelta() <= now - self._second < _SECOND:
            self._second, self._left = now, CLOSELY
        return self._left

    def note(self, seen: Iterable[Observation]) -> None:
        """Count what was seen; it is written soon."""
        for one in seen:
            if len(self._counts) < MOST:
                count([one], self._counts)
            self._left -= bool(one.shape)
        if self._counts and not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_later(DELAY, self.drain)

    def drain(self) -> None:
        """Queue one write of what was counted so far."""
        self._is_called = False
        counts = self._taken()
        if not counts:
            return
        try:
            future = self._database.submit(lambda tx: tx.windows.add(counts))
        except StoreError:
            log.warning("observations_lost", count=len(counts))
            return
        future.add_done_callback(
            lambda done: (
                log.warning("observations_lost", count=len(counts)) if done.exception() else None
            )
        )

    async def written(self) -> None:
        """Write what was seen so far, for whoever is about to read it."""
        counts = self._taken()
        if counts:
            await self._database.write(lambda tx: tx.windows.add(counts))

    def _taken(self) -> dict[Key, Count]:
        counts, self._counts = self._counts, {}
        return counts
