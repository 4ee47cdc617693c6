"""The engine: how connections to SQLite and PostgreSQL are opened, begun and kept."""

from pathlib import Path
from sqlite3 import OperationalError
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import OperationalError as SqlOperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

#: For a connection to PostgreSQL. Whoever answers may be a pooler that gives every transaction to
#: another server process, so nothing is left behind in one: no prepared statement, which costs a
#: batch of events a fifth. In seconds and milliseconds: how long a server may take to let us in,
#: and how long it may leave unanswered what we send. A URL may say otherwise.
_POSTGRESQL = {"prepare_threshold": None, "connect_timeout": 5, "tcp_user_timeout": 10_000}
#: Part of every transaction, for the same reason. Who waits for a row that somebody has locked is
#: told so; a process that was cut off with rows locked does not keep them.
_LIMITS = (
    "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '30s';"
    " SET LOCAL idle_in_transaction_session_timeout = '30s'"
)


def engine_for(url: str, *, size: int, read_only: bool) -> Engine:
    """Return an engine with at most `size` connections; a read-only one gives snapshots."""
    if not url.startswith("sqlite"):
        # A reader sees one moment, however many statements it takes; SQLite's WAL does that itself.
        # Nobody asks first whether a connection still lives, at a round trip for each transaction:
        # BEGIN finds it dead, the pool lets go of all as old, and the transaction is tried again.
        mode = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else ""
        engine = create_engine(
            url,
            pool_size=size,
            max_overflow=0,
            connect_args=driver_arguments(url) | {"autocommit": True},
        )
        return _beginning(engine, f"BEGIN{mode}; {_LIMITS}")
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    if in_memory:
        message = "SQLite in memory cannot be shared by readers and the writer; name a file"
        raise ValueError(message)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3.Connection
        # The driver begins transactions too late for SAVEPOINT and IMMEDIATE; we begin them.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            # storage/events/checkpoints.py does it beside the writer; this bounds the log: 160 MB.
            "wal_autocheckpoint=40000",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
            f"cache_size={-2000 if read_only else -8000}",  # KiB, for each connection
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    _stay_with_the_file(engine)
    return _beginning(engine, "BEGIN" if read_only else "BEGIN IMMEDIATE")


def _stay_with_the_file(engine: Engine) -> None:
    """
    Refuse to go on in a file that no longer lies where the URL says.

    SQLite writes happily into a file that was moved or deleted, and what it acknowledged is gone
    with the process. It costs one look at the folder for each transaction. Whatever lies there
    later, put back or restored, is opened anew; nothing is created.
    """
    path = _path_of(engine.url)

    @event.listens_for(engine, "do_connect")
    def _on_open(*_: object) -> None:
        if _identity(path) is None:
            raise _moved(path)

    @event.listens_for(engine, "connect")
    def _on_opened(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if _identity(path) != connection.info["file"]:
            connection.invalidate()
            raise _moved(path)


def _path_of(url: URL) -> str:
    """Return the file of an SQLite URL, which may be written as a URI itself."""
    path = str(url.database)
    return unquote(path.removeprefix("file:")) if path.startswith("file:") else path


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _moved(path: str) -> DBAPIError:
    gone = OperationalError(f"the database file is not at {path} any more")
    return SqlOperationalError("BEGIN", None, gone, connection_invalidated=True)


def passing_engine(url: str) -> Engine:
    """Return an engine for a look or a migration: each connection is closed after its use."""
    return create_engine(url, poolclass=NullPool, connect_args=driver_arguments(url))


def driver_arguments(url: str) -> dict[str, Any]:
    """Return what the driver is told beside the URL."""
    said = make_url(url).query
    is_sqlite = url.startswith("sqlite")
    return {} if is_sqlite else {k: v for k, v in _POSTGRESQL.items() if k not in said}


def _beginning(engine: Engine, statements: str) -> Engine:
    """Begin every transaction of an engine with these statements; the driver begins none."""

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(statements)

    return engine
