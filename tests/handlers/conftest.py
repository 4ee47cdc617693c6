"""Handlers are tested over both databases."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.harness import Harness


@pytest.fixture
def h(database_url: str) -> Iterator[Harness]:
    """Return the real handlers on an empty database; unlike in a story, nobody need read."""
    harness = Harness(database=Database(database_url))
    yield harness
    harness.database.close()
