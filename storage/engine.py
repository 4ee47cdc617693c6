"""The engine: how connections to SQLite and PostgreSQL are opened, begun and kept."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool


def engine_for(url: str, *, size: int, read_only: bool) -> Engine:
    """Return an engine with at most `size` connections; a read-only one gives snapshots."""
    if not url.startswith("sqlite"):
        # A reader sees one moment, however many statements it takes; SQLite's WAL does that itself.
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return create_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_pre_ping=True,
            execution_options=snapshot if read_only else {},
        )
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

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
