"""The engine: how connections to SQLite and PostgreSQL are opened, begun and kept."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool, QueuePool

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
        mode = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else ""
        engine = create_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=_arguments(url) | {"autocommit": True},
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
            # storage/checkpoints.py does it beside the writer; this only bounds the log: 160 MB.
            "wal_autocheckpoint=40000",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
            f"cache_size={-2000 if read_only else -8000}",  # KiB, for each connection
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return _beginning(engine, "BEGIN" if read_only else "BEGIN IMMEDIATE")


def passing_engine(url: str) -> Engine:
    """Return an engine for a look or a migration: each connection is closed after its use."""
    return create_engine(url, poolclass=NullPool, connect_args=_arguments(url))


def _arguments(url: str) -> dict[str, Any]:
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
