"""The real PgBouncer in transaction pooling before a PostgreSQL, killed and started at will."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

#: Fewer server processes than clients: no client has one for itself. After a server was away it
#: is tried again each second, not after 15.
_CONFIG = """
[databases]
* = host={sockets} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 6
server_login_retry = 1
"""


def find_pgbouncer() -> str | None:
    """Return the path of the system's PgBouncer, None where there is none."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@dataclass(slots=True)
class PgBouncer:
    """One pooler; its port stays the same over its lives."""

    port: int
    _folder: Path
    _process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str) -> str:
        """Return the URL of a database behind it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        owner, is_root = self._folder.stat(), os.geteuid() == 0
        self._process = subprocess.Popen(  # noqa: S603 - the program that the test is about
            [str(find_pgbouncer()), "-q", str(self._folder / "pgbouncer.ini")],
            stderr=subprocess.DEVNULL,
            user=owner.st_uid if is_root else None,  # it refuses root
            group=owner.st_gid if is_root else None,
            extra_groups=[] if is_root else None,
        )
        until = monotonic() + 20
        while monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                sleep(0.02)
            else:
                return
        message = "PgBouncer does not listen"
        raise RuntimeError(message)

    def kill(self) -> None:
        """Kill it where it stands."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def before(sockets: Path) -> Iterator[PgBouncer]:
    """Run a pooler before the PostgreSQL that has its socket in this folder, as its user."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    # Not among pytest's folders, which are closed to PostgreSQL's own user.
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
    try:
        config = folder / "pgbouncer.ini"
        config.write_text(_CONFIG.format(sockets=sockets, port=port), encoding="utf-8")
        owner = sockets.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        found = PgBouncer(port, folder)
        found.start()
        try:
            yield found
        finally:
            found.kill()
    finally:
        shutil.rmtree(folder)
