"""The schema at a start: SQLite is brought up to date, PostgreSQL must have been."""

from pathlib import Path

from bot.settings import ConfigurationError, Settings
from storage import migrate


def prepare(settings: Settings) -> None:
    """Make sure the schema is the newest: SQLite is migrated, PostgreSQL must have been."""
    url = settings.database.url
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        if migrate.current(url) != migrate.newest():
            migrate.upgrade(url)
    elif migrate.current(url) != migrate.newest():
        message = "database.url: the schema is not up to date; run `resonance migrate` first"
        raise ConfigurationError(message)
