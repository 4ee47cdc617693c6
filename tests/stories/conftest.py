"""Stories run on both databases; each ends with nothing unread."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.harness import Harness


@pytest.fixture
def h(database_url: str) -> Iterator[Harness]:
    """Return a shop with nothing in it yet; a message left unread at the end fails the story."""
    harness = Harness(database=Database(database_url))
    try:
        yield harness
        harness.expect_nothing()
    finally:
        harness.database.close()
