"""Holds in the ledger: set once, released once, never removed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.shipping.holds import Hold
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import SYSTEM, Role
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


def _hold(values: Mapping[Any, Any]) -> Hold:
    gateway = values["gateway"]
    read = {
        "release_role": Role(values["release_role"]),
        "gateway": AtWarehouse(gateway) if gateway is not None else None,
    }
    return Hold(**{**values, **read})


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

    def get(self, hold_id: str) -> Hold | None:
        """Return one hold, open or not."""
        query = select(*_COLUMNS).where(_holds.c.id == hold_id)
        row = self._connection.execute(query).first()
        return _hold(dict(row._mapping)) if row is not None else None

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

    def machine_locks(self, reasons: Collection[str], *, after: datetime, until: datetime) -> int:
        """Return how often the machine locked for these reasons in a stretch of time."""
        query = select(func.count()).where(
            _holds.c.reason.in_(list(reasons)),
            _holds.c.owner == SYSTEM,
            _holds.c.since > after,
            _holds.c.since <= until,
        )
        return int(self._connection.execute(query).scalar_one())

    def told(self, hold_id: str, now: datetime) -> None:
        """Remember that a warehouse's system is to be told of a hold, or of its release."""
        self._connection.execute(
            _holds.update()
            .where(_holds.c.id == hold_id)
            .values(gateway=AtWarehouse.PENDING.value, gateway_at=now)
        )

    def stands(self, hold_id: str, at: AtWarehouse) -> None:
        """Remember what that system made of it."""
        self._connection.execute(
            _holds.update().where(_holds.c.id == hold_id).values(gateway=at.value)
        )

    def unconfirmed(self, told_by: datetime, limit: int) -> list[Hold]:
        """Return what a system was to be told by then and nobody has read back."""
        waits = (AtWarehouse.PENDING.value, AtWarehouse.PUSHED.value)
        query = (
            select(*_COLUMNS)
            .where(_holds.c.gateway.in_(waits), _holds.c.gateway_at <= told_by)
            .order_by(_holds.c.gateway_at)
            .limit(limit)
        )
        return [_hold(dict(row._mapping)) for row in self._connection.execute(query)]
