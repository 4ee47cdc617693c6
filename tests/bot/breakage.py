"""Breakage: a database that refuses every new row of a table, until it is mended."""

from sqlalchemy import text

from storage.database import Database


def broken(database: Database, table: str, state: str) -> None:
    """Have the database refuse new rows, with this SQLSTATE where it has such."""
    if database.is_sqlite:
        _run(
            database,
            f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{state}'); END",
        )
    else:
        _run(
            database,
            f"CREATE OR REPLACE FUNCTION no() RETURNS trigger AS $$ BEGIN"
            f" RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$ LANGUAGE plpgsql;"
            f" CREATE TRIGGER no_{table} BEFORE INSERT ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION no()",
        )


def mended(database: Database, table: str) -> None:
    """Have it take them again."""
    on = "" if database.is_sqlite else f" ON {table}"
    _run(database, f"DROP TRIGGER no_{table}{on}")


def _run(database: Database, statement: str) -> None:
    database.do(lambda tx: tx._connection.execute(text(statement)))  # noqa: SLF001 - its administrator
