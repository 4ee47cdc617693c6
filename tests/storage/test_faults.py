"""Faults of the store: whatever it is, callers hear of one kind, and nothing is done twice."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection

from storage import migrate
from storage.database import Database, opened
from storage.faults import DatabaseFailedError, OutcomeUnknownError, StoreError
from storage.lane import Statement
from storage.tx import Tx
from tests.builders import an_event
from tests.pgbouncer import PgBouncer
from tests.postgres import Postgres

#: Ends the server process of whoever runs it, as a crash or an administrator would.
_CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


def add(number: int) -> Callable[[Tx], int]:
    """Return the work of journalling one event."""

    def work(tx: Tx) -> int:
        said = an_event("chat.message", event_id=str(number), text="急用" * 200)
        return len(tx.journal.add([said]))

    return work


def journalled(tx: Tx) -> set[str]:
    """Return the ids in the journal."""
    return {event.id for event in tx.journal.of_order("1024")}


def sql(statement: str) -> Callable[[Tx], None]:
    """Return the work of running a statement."""

    def work(tx: Tx) -> None:
        tx._connection.execute(text(statement))  # noqa: SLF001 - what a server does under load

    return work


@pytest.fixture(params=["postgresql", pytest.param("pooled", marks=pytest.mark.pgbouncer)])
def server(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Open a PostgreSQL database, with nothing between and behind a pooler."""
    with opened(str(request.getfixturevalue(f"{request.param}_url"))) as found:
        yield found


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    with opened(postgresql_url) as found:
        yield found


def test_a_connection_cut_before_the_commit_costs_nobody_anything(server: Database) -> None:
    tries: list[int] = []

    def cut_at_first(tx: Tx) -> int:
        tries.append(1)
        done = add(1)(tx)
        if len(tries) == 1:
            sql(_CUT)(tx)
        return done

    assert server.do(cut_at_first) == 1
    assert len(tries) == 2
    assert server.look(journalled) == {"1"}


def test_a_reader_whose_connection_is_cut_reads_again(server: Database) -> None:
    server.do(add(1))
    tries: list[int] = []

    def cut_at_first(tx: Tx) -> set[str]:
        tries.append(1)
        if len(tries) == 1:
            sql(_CUT)(tx)
        return journalled(tx)

    assert server.look(cut_at_first) == {"1"}


def test_all_connections_cut_while_nobody_used_them_cost_nobody_anything(
    postgresql: Database, postgres: Postgres
) -> None:
    at_once = threading.Barrier(4, timeout=10)

    def together(tx: Tx) -> None:
        journalled(tx)
        at_once.wait()

    def all_writers() -> None:
        for done in [postgresql.submit(together) for _ in range(4)]:
            done.result()

    all_writers()
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(postgresql.look, [together] * 4))
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - ours
        f" WHERE datname = '{make_url(postgresql.url).database}' AND pid <> pg_backend_pid()"
    )

    assert postgresql.look(journalled) == set()
    assert postgresql.do(add(1)) == 1
    all_writers()
    assert postgresql.look(journalled) == {"1"}


def test_a_connection_cut_over_the_commit_is_not_tried_again(server: Database) -> None:
    server.do(
        sql(
            f"CREATE FUNCTION cut() RETURNS trigger AS $$ BEGIN PERFORM ({_CUT}); RETURN NULL; END"
            " $$ LANGUAGE plpgsql; CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON journal"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()"
        )
    )
    tries: list[int] = []

    def work(tx: Tx) -> None:
        tries.append(1)
        add(1)(tx)

    with pytest.raises(OutcomeUnknownError):
        server.do(work)

    assert len(tries) == 1
    assert _in_doubt(server)
    server.do(sql("DROP TRIGGER cut ON journal"))
    assert not _in_doubt(server)
    assert server.do(add(2)) == 1


def test_a_server_for_reading_only_is_left_as_soon_as_one_that_writes_is_there(
    postgresql: Database, postgres: Postgres
) -> None:
    server, name = postgresql, make_url(postgresql.url).database
    server.do(add(1))
    for mode in ("on", "off"):
        postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {mode}")
        # A fail-over ends every connection once; those of the new server then last.
        if mode == "on":
            postgres.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - ours
                f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
            )
            for _ in range(8):
                with pytest.raises(StoreError):
                    server.do(add(2))

    outcomes = [_outcome(server, add(number)) for number in range(3, 19)]

    assert outcomes[-1] == 1
    assert outcomes == sorted(outcomes), "a connection that can write is kept"


def _in_doubt(database: Database) -> bool:
    return database.is_in_doubt


def _outcome(database: Database, work: Callable[[Tx], int]) -> int:
    try:
        return database.do(work)
    except StoreError:
        return 0


@given(
    state=st.from_regex(r"[0-9A-Z]{5}", fullmatch=True).filter(lambda s: not s.startswith("00")),
    by_lane=st.booleans(),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_says_no_with_is_one_kind_of_fault(
    postgresql: Database, state: str, *, by_lane: bool
) -> None:
    refuse = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"

    def refused(tx: Tx) -> None:
        if by_lane:
            tx.orders._lane.rows(Statement.of(refuse))  # noqa: SLF001 - the driver's own cursor
        else:
            sql(refuse)(tx)

    with pytest.raises(DatabaseFailedError, match=state):
        postgresql.do(refused)

    assert _in_doubt(postgresql)
    postgresql.do(sql("SELECT 1"))
    assert not _in_doubt(postgresql)


def _pages(tx: Tx) -> int:
    return int(tx._connection.exec_driver_sql("PRAGMA page_count").scalar_one())  # noqa: SLF001


def test_a_full_disk_keeps_what_was_acknowledged_and_is_over_once_there_is_room(
    sqlite_url: str,
) -> None:
    with opened(sqlite_url) as database:
        pages = database.look(_pages)
        room = {"pages": pages + 4}

        @event.listens_for(database._write_engine, "begin")  # noqa: SLF001 - the disk
        def _limit(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {room['pages']}")

        kept = {str(number) for number in range(30) if _outcome(database, add(number))}
        with pytest.raises(DatabaseFailedError, match="SQLITE_FULL"):
            database.do(add(99))

        assert 0 < len(kept) < 30
        assert _in_doubt(database)
        assert database.look(journalled) == kept
        room["pages"] = pages + 1000
        assert database.do(add(1000)) == 1
        assert not _in_doubt(database)
        assert database.look(journalled) == {*kept, "1000"}


@pytest.mark.pgbouncer
def test_nothing_is_acknowledged_into_a_file_that_was_moved_and_all_goes_on_when_it_is_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, elsewhere = Path(str(make_url(sqlite_url).database)), tmp_path / "elsewhere.db"
    with opened(sqlite_url) as database:
        assert database.do(add(1)) == 1

        file.rename(elsewhere)
        for ask in (lambda: database.do(add(2)), lambda: database.look(journalled)):
            with pytest.raises(StoreError):
                ask()
        assert not file.exists(), "an empty database in its place would pass for the real one"

        elsewhere.rename(file)
        assert database.do(add(3)) == 1
        assert database.look(journalled) == {"1", "3"}


def test_migrations_run_behind_a_pooler(postgres: Postgres, pgbouncer: PgBouncer) -> None:
    name = postgres.create(template="template0")
    url = pgbouncer.url(name)
    try:
        migrate.upgrade(url)
        migrate.check(url)
        assert migrate.current(url) == migrate.newest()
    finally:
        postgres.drop(name)


@pytest.mark.pgbouncer
def test_no_transaction_leaves_anything_behind_in_a_server_process(pooled_url: str) -> None:
    with opened(pooled_url) as database, opened(pooled_url) as other:
        both = (database, other)
        threads = [
            threading.Thread(target=lambda d=d, n=n: [d.do(add(n * 100 + k)) for k in range(30)])
            for n, d in enumerate(both * 3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(database.look(journalled)) == 180

    with psycopg.connect(pooled_url.replace("+psycopg", ""), prepare_threshold=None) as plain:
        for _ in range(6):
            assert plain.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
            assert plain.execute("SHOW statement_timeout").fetchone() == ("0",)
            plain.commit()
