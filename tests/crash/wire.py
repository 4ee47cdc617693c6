"""The wire: a platform on a socket that shows whatever it is sent, as often as it is sent."""

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import orjson

from storage.database import Database

ROOT = Path(__file__).resolve().parents[2]
_STANDSTILL = 30.0


@dataclass(slots=True)
class Taken:
    """What the platform was shown, in order."""

    port: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def wait_for(self, number: int) -> None:
        """Wait until so many lines more have come."""
        wanted, deadline = len(self.lines) + number, monotonic() + 60
        while len(self.lines) < wanted and monotonic() < deadline:
            sleep(0.001)


@contextmanager
def listening(*, delay: float = 0.0) -> Iterator[Taken]:
    """Listen on a port of the loopback address; each answer takes so many seconds."""
    taken = Taken()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            text = self.rfile.readline()
            if text.endswith(b"\n"):
                taken.lines.append(orjson.loads(text))
                sleep(delay)
                try:
                    self.wfile.write(f"m{next(taken.numbers)}\n".encode())
                except OSError:
                    return  # it was killed before it heard

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        taken.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield taken
        server.shutdown()
        thread.join(5)


def postman(url: str, taken: Taken) -> "subprocess.Popen[bytes]":
    """Start a courier in a process of its own."""
    command = [sys.executable, "-m", "tests.crash.postman", url, str(taken.port)]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own interpreter on our own code


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill it where it stands."""
    process.kill()
    process.wait()


def unsent(database: Database) -> int:
    """Return how many promises are not kept yet."""
    counts = database.look(lambda tx: tx.ledger.counts())
    return sum(number for state, number in counts.items() if state != "sent")


def wait_for_rest(database: Database, taken: Taken) -> None:
    """Wait until every promise is kept; give up where nothing has come for half a minute."""
    number, since = len(taken.lines), monotonic()
    while unsent(database) and monotonic() - since < _STANDSTILL:
        if len(taken.lines) > number:
            number, since = len(taken.lines), monotonic()
        sleep(0.05)
