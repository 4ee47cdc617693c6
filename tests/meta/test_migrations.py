"""Migrations and tables say the same, on both databases."""

import pytest

from storage import migrate


def test_migrations_make_exactly_the_tables(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)

    migrate.check(empty_database_url)


def test_migrating_a_database_that_is_there_changes_nothing(database_url: str) -> None:
    before = migrate.current(database_url)

    migrate.upgrade(database_url)

    assert before == migrate.current(database_url) == migrate.newest()


def test_an_empty_database_says_that_it_is_at_no_migration(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None


def test_a_missing_table_is_noticed(empty_database_url: str) -> None:
    with pytest.raises(Exception, match="not up to date"):
        migrate.check(empty_database_url)
