"""Migrations: bring a database to the newest schema, and tell whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage.engine import passing_engine
from storage.faults import StoreError

#: What is raised where a database cannot be used: by the driver, or because it is of a later day.
UNUSABLE = (SQLAlchemyError, StoreError, CommandError)

_WRITE = "UPDATE alembic_version SET version_num = version_num RETURNING version_num"
_FOLDER = Path(__file__).parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; a database already there is left alone."""
    command.upgrade(_config(url), "head")


def check(url: str) -> None:
    """Raise where the tables and the migrations do not say the same."""
    command.check(_config(url))


def revision(url: str, message: str) -> None:
    """Write a new migration from the difference between tables and database (for developers)."""
    command.revision(_config(url), message=message, autogenerate=True)


def newest() -> str | None:
    """Return the name of the newest migration."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def current(url: str) -> str | None:
    """Return the migration that a database we may write to is at, None for an empty one."""
    engine = passing_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            # Written, and never committed: a database for reading only is of no use to anybody.
            row = connection.execute(text(_WRITE)).first()
            return str(row[0]) if row else None
    finally:
        engine.dispose()
