"""Patience: what was heard or done outside is written down, however often the store is away."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from storage.database import Database
from storage.faults import DatabaseClosedError, StoreError
from storage.tx import Tx

T = TypeVar("T")

#: Seconds between two tries; the second is the longest. A store that is back is used within it.
_FIRST, _LONGEST = 0.05, 1.0


async def written(
    database: Database, work: Callable[[Tx], T], *, within: float, urgent: bool = False
) -> T:
    """
    Write; while the store is at fault try again, for so many seconds. Then its error is raised.

    Only for works that done twice have the effect of once: where a connection broke over the
    commit, nobody knows whether they were done.
    """
    clock, wait = asyncio.get_running_loop(), _FIRST
    until = clock.time() + within
    while True:
        try:
            return await database.write(work, urgent=urgent)
        except StoreError as error:
            if isinstance(error, DatabaseClosedError) or clock.time() + wait > until:
                raise
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST)
