"""Holds in the ledger: set once, released once, never removed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.holds import Hold
from rules.vocabulary import Role
from storage.mapping import portions, row_of, table
from storage.tables import HoldRow

_holds = table(HoldRow)
_COLUMNS = tuple(_holds.c[name] for name in Hold.__dataclass_fields__)


def _hold(values: dict[str, object]) -> Hold:
    return Hold(**{**values, "release_role": Role(str(values["release_role"]))})  # type: ignore[arg-type]


class Holds:
    """Reads and writes the ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Hold]]:
        """Return every hold, open or not, of these orders."""
        found: dict[str, list[Hold]] = {}
        for portion in portions(list(order_nos)):
            query = (
                select(*_COLUMNS)
                .where(_holds.c.order_no.in_(portion))
                .order_by(_holds.c.since, _holds.c.id)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.order_no, []).append(_hold(dict(row._mapping)))
        return found

    def of_order(self, order_no: str) -> tuple[Hold, ...]:
        """Return every hold of one order, oldest first."""
        return tuple(self.of_orders((order_no,)).get(order_no, ()))

    def add(self, hold: Hold) -> None:
        """Set a hold."""
        self._connection.execute(_holds.insert(), [row_of(hold)])

    def release(self, hold_id: str, *, by: str, now: datetime) -> bool:
        """Release a hold; False where it was already released."""
        done = self._connection.execute(
            _holds.update()
            .where(_holds.c.id == hold_id, _holds.c.released_at.is_(None))
            .values(released_at=now, released_by=by)
        )
        return done.rowcount == 1

    def expired(self, now: datetime, limit: int) -> list[Hold]:
        """Return holds that ended by themselves and of which nobody has been told."""
        query = (
            select(*_COLUMNS)
            .where(
                _holds.c.expires <= now,
                _holds.c.released_at.is_(None),
                _holds.c.expiry_seen.is_(False),
            )
            .order_by(_holds.c.expires)
            .limit(limit)
        )
        return [_hold(dict(row._mapping)) for row in self._connection.execute(query)]

    def mark_expiry_seen(self, hold_id: str) -> None:
        """Remember that people were told."""
        self._connection.execute(
            _holds.update().where(_holds.c.id == hold_id).values(expiry_seen=True)
        )
