"""Wakes: that something was promised is told to the other processes on the same PostgreSQL."""

from collections.abc import AsyncGenerator

import psycopg
from sqlalchemy import make_url
from sqlalchemy.engine import Connection

from storage.engine import driver_arguments
from storage.faults import StoreError

_CHANNEL = "resonance_promises"
#: A server that is gone without a word is given up after a minute.
_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


class NotListeningError(StoreError):
    """The connection broke, or a pooler stands before the server: it would tell somebody else."""


def tell(connection: Connection, ours: str) -> None:
    """Tell the others, at the commit of this transaction, that it promised something."""
    connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (_CHANNEL, ours))


async def heard(url: str, ours: str) -> AsyncGenerator[None, None]:
    """
    Yield once we listen, and each time another process has promised something.

    The connection is one of our own, outside the pool. It ends with `NotListeningError`, behind a
    pooler at once: where every transaction has another server process, whichever listens is not
    the one that we read from.
    """
    where = make_url(url)
    _, options = where.get_dialect()().create_connect_args(where)
    options = {**_KEEPALIVES, **driver_arguments(url), **options, "autocommit": True}
    try:
        async with await psycopg.AsyncConnection.connect(**options) as connection:
            cursor = await connection.execute("SELECT pg_backend_pid()")
            if await cursor.fetchone() != (connection.info.backend_pid,):
                raise NotListeningError("pooled")
            await connection.execute(f"LISTEN {_CHANNEL}")
            yield
            async for note in connection.notifies():
                if note.payload != ours:
                    yield
    except psycopg.Error as error:
        raise NotListeningError(type(error).__name__) from error
