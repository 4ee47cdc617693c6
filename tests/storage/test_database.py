"""Tests of group commit: an answer means "on disk", and one failing work fails alone."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from sqlalchemy import text

from storage import database as storage_database
from storage.database import Database, opened
from storage.faults import DatabaseBusyError, DatabaseClosedError, DatabaseFailedError
from storage.jobs import Job
from storage.tx import Tx
from tests.builders import NOON, an_event, hours

WAIT = 20


def add(number: int) -> Callable[[Tx], int]:
    """Return the work of journalling one event."""

    def work(tx: Tx) -> int:
        return len(tx.journal.add([an_event("chat.opened", event_id=str(number))]))

    return work


def journalled(tx: Tx) -> set[str]:
    """Return the ids in the journal."""
    return {event.id for event in tx.journal.of_order("1024")}


class Gate:
    """A work that keeps its writer busy until it is let go."""

    def __init__(self, database: Database) -> None:
        self._started, self._go = threading.Event(), threading.Event()
        writers = 1 if database.is_sqlite else 4
        self._left = threading.Barrier(writers + 1)
        self._futures = [database.submit(self._work) for _ in range(writers)]
        self._left.wait(WAIT)

    def _work(self, _tx: Tx) -> None:
        self._left.wait(WAIT)
        assert self._go.wait(WAIT)

    def open(self) -> None:
        """Let every writer go on."""
        self._go.set()
        for future in self._futures:
            future.result(WAIT)


def test_an_answer_comes_after_the_commit(database: Database) -> None:
    seen_by_readers: list[bool] = []

    def note(_: "Future[int]") -> None:
        seen_by_readers.append("1" in database.look(journalled))

    future = database.submit(add(1))
    future.add_done_callback(note)

    assert future.result(WAIT) == 1
    assert "1" in database.look(journalled)
    assert seen_by_readers in ([True], [])


def test_a_work_that_is_not_committed_is_not_seen(database: Database) -> None:
    inside, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        add(1)(tx)
        inside.set()
        assert go.wait(WAIT)

    future = database.submit(slow)
    assert inside.wait(WAIT)
    before = database.look(journalled)  # a reader never waits for a writer
    go.set()
    future.result(WAIT)

    assert before == set()
    assert database.look(journalled) == {"1"}


def test_one_failing_work_rolls_back_alone(database: Database) -> None:
    def fails(tx: Tx) -> int:
        add(2)(tx)
        message = "no"
        raise ValueError(message)

    def fails_in_sql(tx: Tx) -> int:
        add(4)(tx)
        tx._connection.execute(text("SELECT * FROM no_such_table"))  # noqa: SLF001 - a broken work
        return 0

    gate = Gate(database)
    futures = [database.submit(w) for w in (add(1), fails, add(3), fails_in_sql, add(5))]
    gate.open()

    assert [futures[n].result(WAIT) for n in (0, 2, 4)] == [1, 1, 1]
    with pytest.raises(ValueError, match="no"):
        futures[1].result(WAIT)
    with pytest.raises(DatabaseFailedError):
        futures[3].result(WAIT)
    assert database.look(journalled) == {"1", "3", "5"}


def test_works_that_wait_together_share_one_commit(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        commits: list[int] = []
        original = database._commit  # noqa: SLF001 - counts commits

        def counted(jobs: list[Job]) -> list[tuple[Job, object]]:
            commits.append(len(jobs))
            return original(jobs)

        database._commit = counted  # type: ignore[method-assign]  # noqa: SLF001
        gate = Gate(database)
        futures = [database.submit(add(n)) for n in range(40)]
        gate.open()

        assert sum(f.result(WAIT) for f in futures) == 40
        assert commits == [1, 40]


def test_urgent_work_goes_before_the_rest(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        done: list[str] = []
        gate = Gate(database)
        futures = [
            database.submit(lambda _: done.append("ordinary")),
            database.submit(lambda _: done.append("urgent"), urgent=True),
        ]
        gate.open()
        for future in futures:
            future.result(WAIT)

    assert done == ["urgent", "ordinary"]


def test_urgent_work_does_not_wait_for_the_commit_of_the_rest(sqlite_url: str) -> None:
    with opened(sqlite_url) as database:
        go = threading.Event()
        gate = Gate(database)
        ordinary = database.submit(lambda _: go.wait(WAIT))
        urgent = [database.submit(add(n), urgent=True) for n in range(2)]
        gate.open()

        assert [future.result(WAIT) for future in urgent] == [1, 1]
        assert not ordinary.done()
        go.set()
        assert ordinary.result(WAIT)


def test_the_queue_is_bounded(database_url: str) -> None:
    database = Database(database_url, queue_limit=4)
    gate = Gate(database)
    futures = [database.submit(add(n)) for n in range(4)]

    assert database.waiting == 4
    with pytest.raises(DatabaseBusyError):
        database.submit(add(9))

    gate.open()
    assert [f.result(WAIT) for f in futures] == [1, 1, 1, 1]
    assert database.do(add(9)) == 1
    database.close()


def test_closing_finishes_what_is_queued_and_refuses_the_rest(database_url: str) -> None:
    database = Database(database_url)
    gate = Gate(database)
    futures = [database.submit(add(n)) for n in range(20)]
    closing = threading.Thread(target=database.close)
    closing.start()
    gate.open()
    closing.join(WAIT)

    assert [f.result(0) for f in futures] == [1] * 20
    with pytest.raises(DatabaseClosedError):
        database.submit(add(99))
    with opened(database_url) as again:
        assert again.look(journalled) == {str(n) for n in range(20)}


def test_a_caller_who_stopped_waiting_disturbs_nobody(database_url: str) -> None:
    database = Database(database_url)
    gate = Gate(database)
    impatient, patient = database.submit(add(1)), database.submit(add(2))
    assert impatient.cancel()
    gate.open()

    assert patient.result(WAIT) == 1
    assert database.do(add(3)) == 1
    # The work itself is done all the same: giving up on an answer is no wish to undo.
    database.close()  # which finishes it
    with opened(database_url) as again:
        assert again.look(journalled) == {"1", "2", "3"}


def test_a_reader_sees_one_moment_however_long_it_reads(database: Database) -> None:
    def twice(tx: Tx) -> tuple[set[str], set[str]]:
        before = journalled(tx)
        database.do(add(1))
        return before, journalled(tx)

    assert database.look(twice) == (set(), set())
    assert database.look(journalled) == {"1"}


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseFailedError):
        database.look(add(1))

    assert database.look(journalled) == set()


async def test_reads_and_writes_are_awaited_from_the_event_loop(database: Database) -> None:
    assert await asyncio.gather(*(database.write(add(n)) for n in range(30))) == [1] * 30
    assert await database.read(journalled) == {str(n) for n in range(30)}


async def test_who_reads_long_is_waited_for_by_their_like_alone(database: Database) -> None:
    begun, go, order = threading.Event(), threading.Event(), list[str]()

    def long_work(_tx: Tx) -> None:
        begun.set()
        assert go.wait(WAIT)
        order.append("first")

    async with asyncio.TaskGroup() as group:
        group.create_task(database.read(long_work, long=True))
        await asyncio.to_thread(begun.wait, WAIT)
        like = group.create_task(database.read(lambda _tx: order.append("second"), long=True))
        assert await database.write(add(1)) == 1
        for _ in range(10):
            assert await database.read(journalled) == {"1"}
        assert not like.done()
        go.set()

    assert order == ["first", "second"]


def test_sqlite_is_durable_and_never_in_memory(sqlite_url: str) -> None:
    def pragma(name: str) -> Callable[[Tx], object]:
        return lambda tx: tx._connection.execute(text(f"PRAGMA {name}")).scalar_one()  # noqa: SLF001

    with opened(sqlite_url) as database:
        assert database.do(pragma("synchronous")) == 2  # FULL
        assert database.do(pragma("journal_mode")) == "wal"
    with pytest.raises(ValueError, match="name a file"):
        Database("sqlite://")


def test_two_works_that_wait_for_each_other_in_a_circle_are_both_done(
    postgresql_url: str,
) -> None:
    with opened(postgresql_url) as database:
        met = threading.Barrier(2)
        tries: list[str] = []

        def work(first: str, second: str) -> Callable[[Tx], str]:
            def locks_in_turn(tx: Tx) -> str:
                tries.append(first)
                tx.orders.lock([first], NOON)
                if tries.count(first) == 1:
                    met.wait(WAIT)
                tx.orders.lock([second], NOON)
                return first

            return locks_in_turn

        database.do(lambda tx: tx.orders.lock(["a", "b"], NOON))
        futures = [database.submit(work("a", "b")), database.submit(work("b", "a"))]

        assert [f.result(WAIT) for f in futures] == ["a", "b"]
        # One of the two was asked to try again; if it was quick, more than once.
        assert 3 <= len(tries) <= 2 + storage_database.ATTEMPTS


@pytest.mark.parametrize(("refusals", "answered"), [(4, True), (5, False)])
def test_a_serialization_failure_is_tried_again_but_not_for_ever(
    postgresql_url: str, refusals: int, *, answered: bool
) -> None:
    tries: list[int] = []

    def refused_at_first(tx: Tx) -> int:
        tries.append(1)
        add(1)(tx)
        if len(tries) <= refusals:
            refuse = "DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END $$"
            tx._connection.execute(text(refuse))  # noqa: SLF001 - what a server says under load
        return len(tries)

    with opened(postgresql_url) as database:
        future = database.submit(refused_at_first)
        if answered:
            assert future.result(WAIT) == 5
            assert database.look(journalled) == {"1"}
        else:
            with pytest.raises(DatabaseFailedError):
                future.result(WAIT)
            assert database.look(journalled) == set()


def test_two_processes_lock_the_same_order_one_after_the_other(postgresql_url: str) -> None:
    with opened(postgresql_url) as one, opened(postgresql_url) as other:
        locked, go = threading.Event(), threading.Event()

        def holds_it(tx: Tx) -> None:
            order = tx.orders.lock(["1024"], NOON)["1024"]
            locked.set()
            assert go.wait(WAIT)
            order.rebased_at = NOON + hours(1)
            tx.orders.save([order])

        first = one.submit(holds_it)
        assert locked.wait(WAIT)
        second = other.submit(lambda tx: tx.orders.lock(["1024"], NOON)["1024"].rebased_at)
        with pytest.raises(TimeoutError):
            second.result(0.2)
        go.set()
        first.result(WAIT)

        assert second.result(WAIT) == NOON + hours(1)
