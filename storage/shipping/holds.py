"""Holds in the ledger: set once, released once, never removed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.shipping.holds import Hold
from rules.vocabulary import SYSTEM, HoldReason, Role
from storage.lane import Lane, Statement, maybe, names
from storage.mapping import row_of, table
from storage.shipping.tables import HoldRow

_holds = table(HoldRow)
_FIELDS = tuple(Hold.__dataclass_fields__)
_TIMES = ("since", "expires", "released_at")
_COLUMNS = tuple(_holds.c[name] for name in _FIELDS)
_OF_ORDERS = Statement.of(
    f"SELECT {names(_FIELDS)} FROM holds WHERE order_no IN ? ORDER BY since, id"  # noqa: S608 - our columns
)


def _hold(values: dict[str, object]) -> Hold:
    return Hold(**{**values, "release_role": Role(str(values["release_role"]))})  # type: ignore[arg-type]


class Holds:
    """Reads and writes the ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Hold]]:
        """Return every hold, open or not, of these orders."""
        found: dict[str, list[Hold]] = {}
        if order_nos:
            for row in self._lane.rows(_OF_ORDERS, self._lane.listed(order_nos)):
                values = dict(zip(_FIELDS, row, strict=True))
                values |= {name: maybe(values[name]) for name in _TIMES}
                found.setdefault(values["order_no"], []).append(_hold(values))
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

    def machine_locks(self, *, after: datetime, until: datetime) -> int:
        """Return how many orders the machine locked by itself in a stretch of time."""
        query = select(func.count()).where(
            _holds.c.reason == HoldReason.RESONANCE_RED.value,
            _holds.c.owner == SYSTEM,
            _holds.c.since > after,
            _holds.c.since <= until,
        )
        return int(self._connection.execute(query).scalar_one())
