"""Leases: which process may run a sweep, so that two never run the same one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.mapping import insert_or_skip, table
from storage.tables import LeaseRow

_leases = table(LeaseRow)


class Leases:
    """Takes and returns leases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, *, owner: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease; False while someone else holds it."""
        row = {"name": name, "owner": owner, "until": now}
        self._connection.execute(insert_or_skip(self._connection, _leases), [row])
        done = self._connection.execute(
            _leases.update()
            .where(_leases.c.name == name, (_leases.c.owner == owner) | (_leases.c.until <= now))
            .values(owner=owner, until=until)
        )
        return done.rowcount == 1

    def owners(self, prefix: str) -> dict[str, str]:
        """Return who holds the leases whose names begin so."""
        query = select(_leases.c.name, _leases.c.owner).where(_leases.c.name.startswith(prefix))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def drop(self, names: Collection[str], *, owner: str, now: datetime) -> None:
        """Let go of leases, one's own or those of a process known to be gone."""
        self._connection.execute(
            _leases.update()
            .where(_leases.c.name.in_(list(names)), _leases.c.owner == owner)
            .values(until=now)
        )

    def ran(self, name: str, now: datetime) -> None:
        """Note that the leased work was done, for those who watch from outside."""
        self._connection.execute(_leases.update().where(_leases.c.name == name).values(ran_at=now))

    def all(self) -> dict[str, datetime | None]:
        """Return when each leased work was last done."""
        return {
            row[0]: row[1]
            for row in self._connection.execute(select(_leases.c.name, _leases.c.ran_at))
        }
