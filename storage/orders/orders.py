"""Orders: the few columns by which an order is found and judged again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from storage.lane import Columns, Lane, Statement, micros, names, orders_by_key, quoted
from storage.mapping import portions, reversed_key, table
from storage.orders.tables import OrderRow

_orders = table(OrderRow)


@dataclass(slots=True, kw_only=True)
class Order:
    """An order as it is remembered; everything else about it is in the journal."""

    order_no: str
    received_at: datetime  #: When we first heard of it.
    shop: str | None = None
    warehouse: str | None = None
    platform: str | None = None
    amount: str | None = None
    customer_id: str | None = None
    phone_tail: str | None = None
    created_at: datetime | None = None
    score: str = "0.0"
    level: str = "calm"
    cancelled: bool = False
    over: bool = False
    left_at: datetime | None = None
    rebased_at: datetime | None = None
    due_at: datetime | None = None
    fresh: bool = False  #: Not remembered yet.

    def values(self) -> tuple[object, ...]:
        """Return what would be remembered, to tell later whether it has changed."""
        found: tuple[object, ...] = _values(self)
        return found


_FIELDS = tuple(name for name in Order.__dataclass_fields__ if name != "fresh")
_WRITTEN = (*_FIELDS, "key_reversed")
_ORDER = Columns(_orders, *_FIELDS)
_FIND = Statement.of(f"SELECT {names(_FIELDS)} FROM orders WHERE order_no IN ?")  # noqa: S608 - our columns
_LOCK = Statement.of(
    f"SELECT {names(_FIELDS)} FROM orders WHERE order_no IN ? ORDER BY order_no FOR UPDATE"  # noqa: S608
)
_ALIKE = Statement.of(
    "SELECT key_reversed, order_no FROM orders WHERE key_reversed IN ? ORDER BY order_no"
)
_DUE = Statement.of(
    "SELECT order_no FROM orders WHERE due_at <= ? ORDER BY due_at, order_no LIMIT ?"
)
_ENSURE = Statement.insert("orders", _WRITTEN)
_SAVE = Statement.insert("orders", _WRITTEN, keys=("order_no",))
_values = attrgetter(*_FIELDS)


#: What judging writes; all other columns describe the order and come from `order.created`.
JUDGEMENT = ("score", "level", "cancelled", "over", "left_at", "rebased_at", "due_at")
_SAVE_JUDGEMENT = Statement.of(
    f"UPDATE orders SET {', '.join(f'{quoted(n)} = ?' for n in JUDGEMENT)} WHERE order_no = ?"  # noqa: S608
)
_JUDGE_SOON = Statement.of('UPDATE orders SET due_at = ? WHERE customer_id = ? AND NOT "over"')
_description = itemgetter(*(n for n, name in enumerate(_FIELDS) if name not in JUDGEMENT))


def description(values: tuple[object, ...]) -> tuple[object, ...]:
    """Return, of an order's values, what judging does not write."""
    found: tuple[object, ...] = _description(values)
    return found


def _row(order: Order) -> tuple[object, ...]:
    return (*_ORDER.row(order.values()), reversed_key(order.order_no))


class Orders:
    """Finds and saves orders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def judge_soon(self, customer_id: str, now: datetime) -> None:
        """Have the customer's orders that are not over judged by the next sweep of scores."""
        self._lane.change(_JUDGE_SOON, micros(now), customer_id)

    def lock(self, order_nos: Collection[str], now: datetime) -> dict[str, Order]:
        """
        Return these orders, locked until the transaction ends; unknown ones are new and unsaved.

        On SQLite the writer has the database to itself. On PostgreSQL rows are locked in one order,
        so that two writers never wait for each other in a circle.
        """
        wanted = sorted(order_nos)
        postgres = self._connection.dialect.name == "postgresql"
        are_new = postgres and self.ensure(wanted, now) == len(wanted)
        found = {} if are_new else self.find(wanted, lock=postgres)
        for order_no in wanted:
            if order_no not in found:
                found[order_no] = Order(order_no=order_no, received_at=now, fresh=True)
        return found

    def ensure(self, order_nos: Collection[str], now: datetime) -> int:
        """Remember orders that we have only heard of; return how many are new."""
        rows = [_row(Order(order_no=no, received_at=now)) for no in order_nos]
        return self._lane.write(_ENSURE, rows) if rows else 0

    def find(self, order_nos: Collection[str], *, lock: bool = False) -> dict[str, Order]:
        """Return those of these orders that we heard of."""
        if not order_nos:
            return {}
        statement = _LOCK if lock else _FIND
        rows = self._lane.rows(statement, self._lane.listed(order_nos))
        return {row[0]: Order(**_ORDER.read(row)) for row in rows}

    def get(self, order_no: str) -> Order | None:
        """Return one order, None where we never heard of it."""
        return self.find((order_no,)).get(order_no)

    def alike(self, order_no: str) -> list[str]:
        """Return the orders with this number, in whatever dress (`rules.codes.code_key`)."""
        return self.all_alike((order_no,)).get(order_no, [])

    def all_alike(self, words: Collection[str]) -> dict[str, list[str]]:
        """Return for each of these words the orders with this number; none, and it is absent."""
        return orders_by_key(self._lane, _ALIKE, words)

    def save(self, orders: Iterable[Order]) -> None:
        """Write these orders as they are now."""
        rows = [_row(order) for order in orders]
        if rows:
            self._lane.write(_SAVE, rows)

    def save_judgement(self, orders: Iterable[Order]) -> None:
        """
        Write what judging changed of orders that are remembered already.

        SQLite rewrites the index entry of every column a statement sets, changed or not; leaving
        the description alone makes this half the price of `save`.
        """
        rows = [
            (
                o.score, o.level, o.cancelled, o.over,
                micros(o.left_at), micros(o.rebased_at), micros(o.due_at), o.order_no,
            )
            for o in orders
        ]  # fmt: skip
        if rows:
            self._lane.write(_SAVE_JUDGEMENT, rows)

    def due(self, now: datetime, limit: int) -> list[str]:
        """Return orders whose level time may have changed, most overdue first."""
        return [order_no for (order_no,) in self._lane.rows(_DUE, micros(now), limit)]

    def make_due(self, order_nos: Collection[str], now: datetime) -> None:
        """
        Have these orders judged again by the next sweep, unless they are over.

        One that is due already stays due since then: a replay visits that very moment.
        """
        moved = or_(_orders.c.due_at.is_(None), _orders.c.due_at > now)
        for portion in portions(list(order_nos)):
            self._connection.execute(
                _orders.update()
                .where(_orders.c.order_no.in_(portion), _orders.c.over.is_(False), moved)
                .values(due_at=now)
            )

    def ending_with(self, digits: str, limit: int) -> list[str]:
        """Return orders whose number or customer's phone ends like this."""
        low = reversed_key(digits)
        query = (
            select(_orders.c.order_no)
            .where(
                or_(
                    _orders.c.key_reversed.between(low, low + "\U0010ffff"),
                    _orders.c.phone_tail == digits,
                )
            )
            .order_by(_orders.c.received_at.desc(), _orders.c.order_no)
            .limit(limit)
        )
        return [row[0] for row in self._connection.execute(query)]

    def near(self, order_no: str, limit: int) -> list[str]:
        """Return orders that begin like this one, for a reader who mistyped the end."""
        stem = order_no[: max(3, len(order_no) - 2)]
        query = (
            select(_orders.c.order_no)
            .where(_orders.c.order_no.between(stem, stem + "\U0010ffff"))
            .order_by(func.length(_orders.c.order_no), _orders.c.order_no)
            .limit(limit)
        )
        return [row[0] for row in self._connection.execute(query)]

    def count(self) -> int:
        """Return how many orders we have heard of."""
        return int(self._connection.execute(select(func.count()).select_from(_orders)).scalar_one())

    def created_between(self, first: datetime, end: datetime) -> int:
        """Return how many orders were created from a time up to another."""
        at = _orders.c.created_at
        query = select(func.count()).select_from(_orders).where(at >= first, at < end)
        return int(self._connection.execute(query).scalar_one())
