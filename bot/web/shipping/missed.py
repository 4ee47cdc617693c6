"""Scans that were denied because no verdict came in time: kept until the audit has them."""

import threading
from collections import deque
from concurrent.futures import Future

from storage.database import Database
from storage.faults import StoreError
from storage.system.audit import Attempt
from storage.tx import Tx

#: Attempts remembered while the database cannot take them. Beyond it the oldest are only counted.
MOST = 10_000


class MissedScans:
    """A bounded list that the next write empties into the audit. Nothing here ever waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Attempt] = deque()
        self._lost = 0
        self._under_way = False
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many attempts the audit does not have yet."""
        return len(self._waiting)

    def note(self, attempt: Attempt) -> None:
        """Remember an attempt and try to have it written."""
        with self._lock:
            if len(self._waiting) >= MOST:
                self._waiting.popleft()
                self._lost += 1
            self._waiting.append(attempt)
        self.drain()

    def drain(self) -> None:
        """Queue one write of everything that waits, unless one is under way."""
        with self._lock:
            if self._under_way or not self._waiting:
                return
            self._under_way = True
            taken, lost = list(self._waiting), self._lost

        def write(tx: Tx) -> None:
            tx.audit.add(*taken)

        try:
            future = self._database.submit(write)
        except StoreError:
            self._under_way = False
            return
        future.add_done_callback(lambda done: self._settle(done, taken, lost))

    def _settle(self, done: "Future[None]", taken: list[Attempt], lost: int) -> None:
        with self._lock:
            self._under_way = False
            if done.cancelled() or done.exception() is not None:
                return  # they stay, and the next scan tries again
            # What was pushed out meanwhile had been taken as well; the rest leaves from the front.
            gone = len(taken) - (self._lost - lost)
            for _ in range(max(gone, 0)):
                self._waiting.popleft()
