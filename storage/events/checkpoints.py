"""Checkpoints: SQLite's log is copied into the database beside the writer, not by it."""

import threading

from sqlalchemy import Engine

#: How often, in seconds. What a writer appends meanwhile is a few megabytes.
EVERY = 1.0


class Checkpoints:
    """
    A thread that copies whatever is not copied yet and waits for nobody (`PASSIVE`).

    Left to the writer's own commits, every twentieth batch would pay for the twenty before it, and
    a scanner would wait 50 ms and more behind it. The writer's own checkpoint stays as a bound on
    the log's size; it finds little left to do.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the checkpoint under way."""
        self._stopping.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                with self._engine.connect() as connection:
                    connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            except Exception:  # noqa: BLE001, S112 - busy or full: the next one makes up for it
                continue
