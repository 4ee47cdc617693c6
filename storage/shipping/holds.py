"""Holds in the ledger: set once, released once, never removed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.shipping.holds import Hold
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import SYSTEM, Role
from storage.lane import Columns, Lane, Statement
from storage.mapping import row_of, table
from storage.shipping.tables import HoldRow

_holds = table(HoldRow)
_FIELDS = Columns(_holds, *Hold.__dataclass_fields__)
COLUMNS = tuple(_holds.c[name] for name in _FIELDS.names)
_OF_ORDERS = Statement.of(
    f"SELECT {_FIELDS.listed} FROM holds WHERE order_no IN ? ORDER BY since, id"  # noqa: S608 - our columns
)


def hold_of(values: Mapping[Any, Any]) -> Hold:
    """Return a hold of its row."""
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
                hold = hold_of(_FIELDS.read(row))
                found.setdefault(hold.order_no, []).append(hold)
        return found

    def of_order(self, order_no: str) -> tuple[Hold, ...]:
        """Return every hold of one order, oldest first."""
        return tuple(self.of_orders((order_no,)).get(order_no, ()))

    def get(self, hold_id: str) -> Hold | None:
        """Return one hold, open or not."""
        query = select(*COLUMNS).where(_holds.c.id == hold_id)
        row = self._connection.execute(query).first()
        return hold_of(dict(row._mapping)) if row is not None else None

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
            select(*COLUMNS)
            .where(
                _holds.c.expires <= now,
                _holds.c.released_at.is_(None),
                _holds.c.expiry_seen.is_(False),
            )
            .order_by(_holds.c.expires)
            .limit(limit)
        )
        return [hold_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def ending(self, now: datetime, until: datetime, limit: int) -> list[Hold]:
        """Return open holds that end by themselves by then and of which nobody was warned."""
        query = (
            select(*COLUMNS)
            .where(
                _holds.c.expires > now,
                _holds.c.expires <= until,
                _holds.c.released_at.is_(None),
                _holds.c.expiry_warned.is_(False),
            )
            .order_by(_holds.c.expires)
            .limit(limit)
        )
        return [hold_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def mark_warned(self, hold_id: str) -> None:
        """Remember that people were told that it is about to end."""
        self._connection.execute(
            _holds.update().where(_holds.c.id == hold_id).values(expiry_warned=True)
        )

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

    def stand(self, hold_ids: Collection[str], at: AtWarehouse) -> None:
        """Remember what that system made of them."""
        self._connection.execute(
            _holds.update().where(_holds.c.id.in_(list(hold_ids))).values(gateway=at.value)
        )

    def unconfirmed(self, told_by: datetime, limit: int) -> list[Hold]:
        """Return what a system was to be told by then and nobody has read back."""
        waits = (AtWarehouse.PENDING.value, AtWarehouse.PUSHED.value)
        query = (
            select(*COLUMNS)
            .where(_holds.c.gateway.in_(waits), _holds.c.gateway_at <= told_by)
            .order_by(_holds.c.gateway_at)
            .limit(limit)
        )
        return [hold_of(dict(row._mapping)) for row in self._connection.execute(query)]
