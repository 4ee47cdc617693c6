"""Silences, debug mode among them, and swapped shifts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from rules.people.oncall import Swap
from rules.people.silences import WARN_BEFORE, Field, Silence
from rules.vocabulary import Role
from storage.events.tables import JournalRow
from storage.lane import Columns, Lane, Statement, micros
from storage.mapping import from_json, portions, row_of, table, to_json
from storage.orders.tables import CodeRow, OrderRow
from storage.people.tables import SilenceRow, SwapRow

_silences = table(SilenceRow)
_swaps = table(SwapRow)
_orders = table(OrderRow)
_codes = table(CodeRow)
_journal = table(JournalRow)
_FIELDS = Columns(_silences, *Silence.__dataclass_fields__)
_COLUMNS = tuple(_silences.c[name] for name in _FIELDS.names)
_IN_FORCE = Statement.of(
    f"SELECT {_FIELDS.listed} FROM silences WHERE NOT settled AND until > ? ORDER BY id"  # noqa: S608 - our columns
)
_SWAP_COLUMNS = tuple(_swaps.c[name] for name in Swap.__dataclass_fields__)


def _silence(values: dict[str, Any]) -> Silence:
    return Silence(
        **{
            **values,
            "field": Field(values["field"]),
            "role": Role(values["role"]),
            "shops": tuple(from_json(values["shops"])),
        }
    )


class Silences:
    """Reads and writes silences."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def add(self, silence: Silence) -> Silence:
        """Begin a silence; it is returned with its number, `silence.id` counts for nothing."""
        row = {
            **row_of(silence),
            "field": silence.field.value,
            "role": silence.role.value,
            "shops": to_json(silence.shops),
            "warned": silence.until - silence.since <= WARN_BEFORE,
            "settled": False,
        }
        del row["id"]
        done = self._connection.execute(_silences.insert().values(**row).returning(*_COLUMNS))
        return _silence(dict(done.one()._mapping))

    def in_force(self, now: datetime) -> list[Silence]:
        """Return the silences that last, debug mode among them, oldest first."""
        rows = self._lane.rows(_IN_FORCE, micros(now))
        return [_silence(_FIELDS.read(row)) for row in rows]

    def ending(self, now: datetime) -> list[Silence]:
        """Return the silences whose end is near and was not announced, and note that it is."""
        found = self._where(
            _silences.c.settled.is_(False),
            _silences.c.warned.is_(False),
            _silences.c.until > now,
            _silences.c.until <= now + WARN_BEFORE,
        )
        self._set([s.id for s in found], warned=True)
        return found

    def red_again(self, now: datetime) -> list[Silence]:
        """Return the silences that last, but no longer for red, and note it."""
        found = self._where(
            _silences.c.settled.is_(False), _silences.c.until > now, _silences.c.red_until <= now
        )
        self._set([s.id for s in found], red_until=None)
        return found

    def ended(self, now: datetime) -> list[Silence]:
        """Return the silences that are over and whose alerts were not sent yet; they are noted."""
        found = self._where(_silences.c.settled.is_(False), _silences.c.until <= now)
        self._set([s.id for s in found], settled=True)
        return found

    def end(self, silence_id: int, now: datetime) -> None:
        """End a silence now; what it kept back is sent by the next sweep."""
        self._set([silence_id], until=now)

    def knows(self, field: Field, value: str) -> bool:
        """Say whether any order, parcel or event has this shop, warehouse, carrier and so on."""
        column = {
            Field.SHOP: _orders.c.shop,
            Field.WAREHOUSE: _orders.c.warehouse,
            Field.PLATFORM: _orders.c.platform,
            Field.CARRIER: _codes.c.carrier,
            Field.SOURCE: _journal.c.source,
        }[field]
        query = select(column).where(column == value).limit(1)
        return self._connection.execute(query).first() is not None

    def carriers_of(self, order_nos: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the carriers of each order's parcels."""
        return self._sets(_codes.c.order_no, _codes.c.carrier, order_nos)

    def sources_of(self, order_nos: Collection[str]) -> dict[str, frozenset[str]]:
        """Return who told us of each order."""
        return self._sets(_journal.c.order_no, _journal.c.source, order_nos)

    def swap(self, swap: Swap) -> None:
        """Have somebody stand in for a shift."""
        self._connection.execute(_swaps.insert(), [row_of(swap)])

    def swaps(self, now: datetime) -> list[Swap]:
        """Return the swaps in force, oldest first."""
        query = select(*_SWAP_COLUMNS).where(_swaps.c.until > now).order_by(_swaps.c.id)
        return [Swap(**row._mapping) for row in self._connection.execute(query)]

    def _where(self, *conditions: Any) -> list[Silence]:  # noqa: ANN401 - SQL expressions
        query = select(*_COLUMNS).where(*conditions).order_by(_silences.c.id)
        return [_silence(dict(row._mapping)) for row in self._connection.execute(query)]

    def _set(self, ids: list[int], **values: object) -> None:
        if ids:
            self._connection.execute(
                _silences.update().where(_silences.c.id.in_(ids)).values(**values)
            )

    def _sets(self, key: Any, value: Any, keys: Collection[str]) -> dict[str, frozenset[str]]:  # noqa: ANN401 - columns
        found: dict[str, set[str]] = {}
        for portion in portions(list(keys)):
            query = select(key, value).distinct().where(key.in_(portion), or_(value.is_not(None)))
            for one, other in self._connection.execute(query):
                found.setdefault(one, set()).add(other)
        return {one: frozenset(others) for one, others in found.items()}
