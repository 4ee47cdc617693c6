"""Opening: what a command begins with, its configuration and the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import logs, schema
from bot.config import settings as configuration
from bot.config import wiring
from bot.config.settings import Settings
from bot.signing import Signer
from handlers.deps import Deps
from storage.database import Database

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="配置文件，默认 resonance.toml（没有就用默认值） / the configuration file, "
        "resonance.toml unless named, defaults where there is none",
    ),
]
Files = Annotated[
    list[str],
    typer.Argument(
        help="CloudEvents JSON 行文件，可 .gz；- 为标准输入 / JSON lines, .gz too; - is stdin"
    ),
]
DEFAULT_FILE = Path("resonance.toml")


def settings_of(path: Path | None) -> Settings:
    """Return what is configured, in the file named or in the one that lies here."""
    if path is None and DEFAULT_FILE.exists():
        path = DEFAULT_FILE
    found = configuration.load(path)
    logs.configure(form=found.log.format, level=found.log.level)
    return found


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Database, Deps]]:
    """Open the database that is configured, with what handlers need beside it."""
    database, secret = schema.prepare(settings)
    try:
        yield database, wiring.build_deps(settings, Signer(secret))
    finally:
        database.close()
