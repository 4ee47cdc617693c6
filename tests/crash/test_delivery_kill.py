"""Killed between claim, send and mark: every alert is shown, and what is doubled is marked."""

import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic, sleep

import orjson
import pytest

from bot.clock import SystemClock
from handlers import intake
from rules.delivery import Route, Target
from storage.database import Database
from tests.builders import a_policy, a_rule, an_event, some_deps

ROOT = Path(__file__).resolve().parents[2]
_SEED = 20261126
_FULL, _SAMPLE = 200, 6
#: Messages taken before each kill, and how much longer it lives then.
_FEWEST, _MOST, _LATEST = 1, 9, 0.012


@dataclass(slots=True)
class Taken:
    """What the platform was shown."""

    lines: list[dict[str, object]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


@pytest.fixture
def platform() -> Iterator[tuple[Taken, int]]:
    """Listen as a platform that shows whatever it is sent."""
    taken = Taken()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            text = self.rfile.readline()
            if text.endswith(b"\n"):
                taken.lines.append(orjson.loads(text))
                try:
                    self.wfile.write(f"m{next(taken.numbers)}\n".encode())
                except OSError:
                    return  # it was killed before it heard

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield taken, int(server.server_address[1])
        server.shutdown()
        thread.join(5)


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(3600)
def test_no_alert_is_lost_and_each_kill_doubles_at_most_one_message_and_marks_it(
    sqlite_url: str, platform: tuple[Taken, int], *, full_proof: bool
) -> None:
    rng = Random(_SEED)  # noqa: S311 - chooses moments, guards nothing
    taken, port = platform
    kills = _FULL if full_proof else _SAMPLE
    alerts = kills * _MOST + 20
    database = Database(sqlite_url)
    try:
        _raise(database, alerts)
        for _ in range(kills):
            process = _start(sqlite_url, port)
            _until(len(taken.lines) + rng.randint(_FEWEST, _MOST), taken)
            sleep(rng.uniform(0, _LATEST))
            process.kill()
            process.wait()
        process = _start(sqlite_url, port)
        deadline = monotonic() + 60
        while monotonic() < deadline and _unsent(database):
            sleep(0.05)
        process.kill()
        process.wait()

        assert _unsent(database) == 0
        shown = Counter(str(line["key"]) for line in taken.lines)
        # After a minute of killing, the conversation also hears once that messages are late.
        assert sum(key.startswith("card:") for key in shown) == alerts, "lost"
        doubled = sum(times - 1 for times in shown.values())
        assert doubled <= kills
        seen: set[str] = set()
        for line in taken.lines:
            assert line["resent"] or line["key"] not in seen, "doubled and not marked"
            seen.add(str(line["key"]))
        assert database.look(lambda tx: tx.outbox.counts()) == {"sent": len(shown)}
    finally:
        database.close()


def _raise(database: Database, number: int) -> None:
    now = SystemClock().now()
    deps = some_deps(
        a_policy(a_rule("warm", "3.0")),
        routes=(Route(to=(Target(channel="wire", conversation="ops"),)),),
    )
    events = [
        an_event("signal.seen", f"w-{n}", at=now, event_id=f"w-{n}", kind="warm")
        for n in range(number)
    ]
    database.do(lambda tx: intake.take(tx, deps, events, now))


def _start(url: str, port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.crash.postman", url, str(port)]
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own interpreter on our own code


def _until(number: int, taken: Taken) -> None:
    deadline = monotonic() + 30
    while len(taken.lines) < number and monotonic() < deadline:
        sleep(0.001)


def _unsent(database: Database) -> int:
    counts = database.look(lambda tx: tx.outbox.counts())
    return sum(number for state, number in counts.items() if state != "sent")
