"""Outcomes: each is on disk before the next message of its lane; lanes share a transaction."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.process import patience
from storage.database import Database
from storage.faults import StoreError
from storage.tx import Tx


@dataclass(slots=True)
class _Outcome:
    """One that waits to be written."""

    work: Callable[[Tx], object]
    is_written: bool = False


class Outcomes:
    """
    Writes outcomes one transaction after another; those that come meanwhile share the next.

    Only for works that done twice have the effect of once, as in `bot.process.patience`.
    """

    def __init__(self, database: Database, *, within: float) -> None:
        self._database = database
        self._within = within  #: Seconds for which a store at fault is asked again.
        self._waiting: list[_Outcome] = []
        self._writing = asyncio.Lock()

    async def write(self, work: Callable[[Tx], object]) -> None:
        """Return once it is on disk."""
        mine = _Outcome(work)
        self._waiting.append(mine)
        async with self._writing:
            if mine.is_written:
                return
            together, self._waiting = self._waiting, []
            try:
                await self._write(together)
            except Exception as error:
                self._waiting = [one for one in together if one is not mine] + self._waiting
                if isinstance(error, StoreError) or len(together) == 1:
                    raise
                await self._write([mine])  # one of the others may be to blame

    async def _write(self, together: Sequence[_Outcome]) -> None:
        await patience.written(
            self._database, lambda tx: [one.work(tx) for one in together], within=self._within
        )
        for one in together:
            one.is_written = True
