"""Leases: which process may do what only one may: a sweep, a channel, a connection."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, micros
from storage.mapping import table
from storage.system.tables import LeaseRow

_leases = table(LeaseRow)
_BEGIN = Statement.insert("leases", ("name", "owner", "until"))
_TAKE = Statement.of(
    "UPDATE leases SET owner = ?, until = ? WHERE name = ? AND (owner = ? OR until <= ?)"
)


class Leases:
    """Takes and returns leases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def take(self, name: str, *, owner: str, now: datetime, until: datetime) -> bool:
        """
        Take or renew a lease; False while someone else holds it.

        Until the transaction ends nobody else takes it, however long ago it ran out. What is done
        in the same transaction is therefore done by one owner at a time.
        """
        if self._connection.dialect.name == "postgresql":
            # Of the transaction, not of a session: that may be another's by the next one.
            lock = select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))
            if not self._connection.execute(lock).scalar():
                return False
        self._lane.change(_BEGIN, name, owner, micros(now))
        return self._lane.change(_TAKE, owner, micros(until), name, owner, micros(now)) == 1

    def owner(self, name: str) -> str | None:
        """Return who holds a lease, or held it last."""
        query = select(_leases.c.owner).where(_leases.c.name == name)
        found: str | None = self._connection.execute(query).scalar()
        return found

    def drop(self, names: Collection[str], *, owner: str, now: datetime) -> None:
        """Let go of leases, one's own or those of a process known to be gone."""
        self._connection.execute(
            _leases.update()
            .where(_leases.c.name.in_(list(names)), _leases.c.owner == owner)
            .values(until=now)
        )
