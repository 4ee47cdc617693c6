"""Storage is tested over both databases, and over PostgreSQL behind a pooler."""

import pytest


@pytest.fixture(
    params=["sqlite", "postgresql", pytest.param("pooled", marks=pytest.mark.pgbouncer)]
)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return a fresh, migrated database, once of each sort."""
    return str(request.getfixturevalue(f"{request.param}_url"))
