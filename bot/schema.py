"""The schema at a start: SQLite is brought up to date, PostgreSQL must have been."""

import secrets

from bot.config.errors import ConfigurationError
from bot.config.settings import Settings
from bot.process import obstacles
from storage import migrate
from storage.database import Database


def prepare(settings: Settings) -> tuple[Database, str]:
    """Open the database at the newest schema; return it with the installation's signing key."""
    url = settings.database.url
    with obstacles.at_the_database(url):
        if migrate.current(url) != migrate.newest():
            if not url.startswith("sqlite:///"):
                message = (
                    "database.url: 结构不是最新；先运行 resonance migrate / "
                    "the schema is not up to date; run `resonance migrate` first"
                )
                raise ConfigurationError(message)
            migrate.upgrade(url)
        database = Database(url)
        try:
            return database, database.do(lambda tx: tx.policies.secret("signing", _fresh_secret()))
        except migrate.UNUSABLE:
            database.close()
            raise


def _fresh_secret() -> str:
    """Return a new random key; the installation keeps the first one it was offered."""
    return secrets.token_urlsafe(32)
