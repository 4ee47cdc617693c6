"""How Alembic reaches the tables; it is run by storage.migrate only."""

from typing import Literal

from alembic import context
from sqlmodel import SQLModel

import storage.tx  # noqa: F401 - every repository, and with it every table
from storage.columns import Instant
from storage.engine import passing_engine


def _render(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Name our own column type in new migrations as they import it."""
    return "Instant()" if kind == "type" and isinstance(item, Instant) else False


_url = context.config.attributes["url"]
_engine = passing_engine(_url)
with _engine.connect() as _connection:
    context.configure(
        connection=_connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
_engine.dispose()
