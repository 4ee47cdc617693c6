"""The database: group commit for writers, snapshots for readers, of the event loop only futures."""

import asyncio
import queue
import random
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.engine import RootTransaction
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage import wakes
from storage.engine import engine_for
from storage.events.checkpoints import Checkpoints
from storage.faults import (
    DatabaseBusyError,
    DatabaseClosedError,
    OutcomeUnknownError,
    StoreError,
    may_be_tried_again,
    told,
)
from storage.jobs import Job
from storage.tx import Tx

T = TypeVar("T")

#: Works that share one commit. More would make the last of them wait longer than a scanner can.
GROUP = 128
#: Waiting works beyond this are refused at once (503): a bounded queue is the only honest one.
QUEUE_LIMIT = 10_000
#: How often a transaction that did nothing is tried: PostgreSQL refuses some for their concurrency,
#: and a connection may have been cut since it was used last.
ATTEMPTS = 5
#: Seconds that the second try is away from the first at most; all of them are within a scan's time.
_APART = 0.01


class Database:
    """
    The one door to what is remembered.

    `write` answers after the commit: an answer means "on disk". Works that wait together share a
    commit, each in its own SAVEPOINT, so that one failing work rolls back alone. SQLite has one
    writer; PostgreSQL has several, each work in a transaction of its own, and its concurrency
    refusals are retried. So is a connection that broke before the commit was sent.
    """

    def __init__(
        self, url: str, *, writers: int = 4, readers: int = 4, queue_limit: int = QUEUE_LIMIT
    ) -> None:
        self.url = url
        self._queue_limit = queue_limit
        self.is_sqlite = url.startswith("sqlite")
        self._write_engine = engine_for(url, size=1 if self.is_sqlite else writers, read_only=False)
        self._read_engine = engine_for(url, size=readers + 2, read_only=True)
        self._jobs: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._count, self._closed = 0, False
        self._count_lock = threading.Lock()
        #: The last commit came to nothing. Whether the next one will, only a write can tell.
        self.is_in_doubt = False
        #: Called in a writer's thread after a commit with promises in it.
        self.on_promise: Callable[[], object] = lambda: None
        self._name = secrets.token_hex(8)  #: Among the processes that tell each other of promises.
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._long_readers = ThreadPoolExecutor(1, thread_name_prefix="long-reader")
        names = ["writer"] if self.is_sqlite else [f"writer-{n}" for n in range(writers)]
        self._checkpoints = Checkpoints(self._read_engine) if self.is_sqlite else None
        self._threads = [
            threading.Thread(target=self._write_loop, name=n, daemon=True) for n in names
        ]
        for thread in self._threads:
            thread.start()

    async def write(self, work: Callable[[Tx], T], *, urgent: bool = False) -> T:
        """Run `work` in a write transaction; return its result after the commit."""
        return await asyncio.wrap_future(self.submit(work, urgent=urgent))

    async def read(self, work: Callable[[Tx], T], *, long: bool = False) -> T:
        """Run `work` on a snapshot; it waits for no writer, and a long one only for its like."""
        readers = self._long_readers if long else self._readers
        if self._closed:
            raise DatabaseClosedError
        return await asyncio.wrap_future(readers.submit(self.look, work))

    def submit(self, work: Callable[[Tx], T], *, urgent: bool = False) -> "Future[T]":
        """Queue `work` from any thread. Urgent work (a scanner waits) goes before the rest."""
        return self._enqueue(Job(work, Future()), priority=0 if urgent else 1)

    def do(self, work: Callable[[Tx], T]) -> T:
        """Write and wait, for commands and tests."""
        return self.submit(work).result()

    def look(self, work: Callable[[Tx], T]) -> T:
        """Read and wait, for commands and tests."""
        try:
            return _tried(lambda: self._look(work))
        except SQLAlchemyError as error:
            raise told(error) from error

    def _look(self, work: Callable[[Tx], T]) -> T:
        with self._read_engine.connect() as connection, connection.begin():
            return work(Tx(connection))

    def promises_elsewhere(self) -> AsyncGenerator[None, None]:
        """Yield once we listen, and each time another process on this server has promised."""
        return wakes.heard(self.url, self._name)

    @property
    def waiting(self) -> int:
        """How many works wait for a writer."""
        return self._jobs.qsize()

    def close(self) -> None:
        """Finish what is queued, then let go of every connection."""
        with self._count_lock:
            self._closed = True
        for _ in self._threads:
            self._put(9, None)
        for thread in self._threads:
            thread.join(timeout=30)
        if self._checkpoints is not None:
            self._checkpoints.stop()
        for readers in (self._readers, self._long_readers):
            readers.shutdown(wait=True, cancel_futures=True)
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _enqueue(self, job: Job, *, priority: int = 1) -> "Future[Any]":
        if self._jobs.qsize() >= self._queue_limit:
            raise DatabaseBusyError
        self._put(priority, job)
        return job.future

    def _put(self, priority: int, job: Job | None) -> None:
        with self._count_lock:
            # Under the lock: a work queued behind the last writer's stop would wait for ever.
            if self._closed and job is not None:
                raise DatabaseClosedError
            self._count += 1
            self._jobs.put((priority, self._count, job))

    def _write_loop(self) -> None:
        limit = GROUP if self.is_sqlite else 1
        stop = False
        while not stop:
            jobs: list[Job] = []
            for job in self._take(limit):
                if job is None:
                    stop = True
                else:
                    jobs.append(job)
            if jobs:
                self._run(jobs)

    def _take(self, limit: int) -> Iterator[Job | None]:
        """Wait for one job, then take those as urgent that wait with it, up to `limit`."""
        first = self._jobs.get()
        yield first[2]
        for _ in range(limit - 1):
            try:
                entry = self._jobs.get_nowait()
            except queue.Empty:
                return
            if entry[0] != first[0]:
                # A scanner's answer would wait for the batch that shares its commit.
                self._jobs.put(entry)
                return
            yield entry[2]

    def _run(self, jobs: list[Job]) -> None:
        try:
            answers = _tried(lambda: self._commit(jobs))
        except Exception as error:  # noqa: BLE001 - whatever it was, every caller must hear of it
            answers = [(job, error) for job in jobs]
        answers = [
            (job, told(answer) if isinstance(answer, Exception) else answer)
            for job, answer in answers
        ]
        self.is_in_doubt = all(isinstance(answer, StoreError) for _, answer in answers)
        for job, answer in answers:
            job.answer(answer)

    def _commit(self, jobs: list[Job]) -> list[tuple[Job, Any]]:
        with self._write_engine.connect() as connection, connection.begin() as transaction:
            tx = Tx(connection)
            if len(jobs) > 1:
                answers = [(job, job.run(connection, tx)) for job in jobs]
            else:
                # A work that has the transaction to itself needs no savepoint to roll back alone.
                try:
                    answers = [(jobs[0], jobs[0].work(tx))]
                except Exception as error:
                    if connection.invalidated or may_be_tried_again(error):
                        raise
                    transaction.rollback()
                    if isinstance(error, SQLAlchemyError):
                        connection.invalidate()  # the next one may lead to a server that can write
                    return [(jobs[0], error)]
            tx.audit.seal()
            if tx.outbox.has_promised and not self.is_sqlite:
                wakes.tell(connection, self._name)
            _finish(transaction)
        if tx.outbox.has_promised:
            self.on_promise()
        return answers


def _finish(transaction: RootTransaction) -> None:
    """Commit; a connection that breaks over it leaves what nobody may simply try again."""
    try:
        transaction.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUnknownError from error
        raise


def _tried(once: Callable[[], T]) -> T:
    """
    Try what did nothing again, for a while.

    Between tries a random moment passes, twice as long each time: transactions that refused each
    other would meet again, and events of one customer that came at once were refused five times.
    """
    for attempt in range(ATTEMPTS - 1):
        try:
            return once()
        except Exception as error:
            if not may_be_tried_again(error):
                raise
        time.sleep(random.uniform(0, _APART * 2**attempt))  # noqa: S311 - no secret
    return once()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database for the length of a `with` block."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
