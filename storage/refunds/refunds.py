"""Refunds: applications, and every decision about them in the order they were made."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.engine import Connection

from rules.refunds.application import (
    Application,
    Cause,
    Decided,
    decision_of,
    facts_of,
    kept_decision,
    kept_facts,
)
from rules.refunds.facts import RefundFacts
from rules.refunds.velocity import Buyer
from storage.lane import Columns, Lane, Statement, instant, micros, names
from storage.mapping import from_json, table, to_json
from storage.refunds.tables import RefundRow

_FIELDS = tuple(Application.__dataclass_fields__)
_REFUND = Columns(table(RefundRow), *_FIELDS)
_values = attrgetter(*_FIELDS)
_DECIDED = ("refund_id", "at", "cause", "by", "reason", "facts", "decision")
_KEEP = Statement.insert("refunds", _FIELDS)
_DECIDE = Statement.insert("refund_decisions", _DECIDED)
_SETTLE = Statement.of("UPDATE refunds SET settled_at = ? WHERE id = ? AND settled_at IS NULL")
_DECISIONS = f"SELECT {names(_DECIDED)} FROM refund_decisions"  # noqa: S608 - our columns
_HISTORY = Statement.of(f"{_DECISIONS} WHERE refund_id = ? ORDER BY id")
_HISTORIES = Statement.of(
    f"{_DECISIONS} WHERE refund_id IN"  # noqa: S608 - as above
    " (SELECT id FROM refunds WHERE order_no = ?) ORDER BY id"
)
#: Two applications of one address or buyer would both be the second; SQLite has one writer anyway.
_QUEUE_UP = Statement("SELECT ?", "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7802))")
_FROM_ADDRESS = Statement.of("SELECT count(*) FROM refunds WHERE ip = ? AND day = ? AND id <> ?")
#: Of a buyer's orders in a window, this many: who has more is no single buyer.
_MOST_ORDERS = 1000
_COUNTED = (
    "WITH newest AS (SELECT order_no FROM orders WHERE customer_id = ? AND coalesce(shop, '') = ?"
    " AND created_at > ? AND created_at <= ? ORDER BY created_at DESC LIMIT ?),"
    " mine (no) AS (SELECT order_no FROM newest UNION {also})"
    " SELECT count(*), count(CASE WHEN EXISTS (SELECT 1 FROM refunds r WHERE r.order_no = no)"
    " OR EXISTS (SELECT 1 FROM journal j WHERE j.order_no = no AND j.type = 'refund.paid')"
    " THEN 1 END) FROM mine WHERE no <> ?"
)
_OF_BUYER = Statement(
    _COUNTED.format(also="SELECT value FROM json_each(?)"),
    _COUNTED.format(also="SELECT unnest(?::text[])").replace("?", "%s"),
)
#: Of the newest applications: their orders, and the facts that they were decided by last.
_LATEST = Statement.of(
    "SELECT r.order_no, d.facts FROM refunds r JOIN refund_decisions d ON d.refund_id = r.id"
    " WHERE d.id = (SELECT max(id) FROM refund_decisions WHERE refund_id = r.id)"
    " ORDER BY r.at DESC, r.id LIMIT ?"
)
_COUNT = Statement.of("SELECT count(*) FROM refunds")


_SETTLED = Statement.of("SELECT shop, at, settled_at FROM refunds WHERE settled_at > ?")


def _chosen(rest: str) -> Statement:
    return Statement.of(f"SELECT {_REFUND.listed} FROM refunds {rest}")  # noqa: S608 - our text


_GET = _chosen("WHERE id = ?")
_NAMED = _chosen("WHERE source = ? AND named = ?")
_OF_ORDER = _chosen("WHERE order_no = ? ORDER BY at, id")


#: A step for each source, by the index of names; ids are looked up by themselves.
_ORDERS_CALLED = (
    "WITH RECURSIVE known(who) AS (SELECT MIN(source) FROM refunds"
    " UNION ALL SELECT (SELECT MIN(source) FROM refunds WHERE source > who)"
    " FROM known WHERE who IS NOT NULL), words(word) AS ({words})"
    " SELECT word, order_no FROM words JOIN refunds ON id = word"
    " UNION SELECT word, order_no FROM known CROSS JOIN words"
    " JOIN refunds ON source = who AND named = word ORDER BY 1, 2"
)
_CALLED = Statement(
    _ORDERS_CALLED.format(words="SELECT value FROM json_each(?)"),
    _ORDERS_CALLED.format(words="SELECT unnest(%s::text[])"),
)


class Refunds:
    """Keeps applications and decisions."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def queue_up(self, counted: Iterable[str]) -> None:
        """Wait until nobody else is counted by one of these, to the end of this transaction."""
        for key in sorted(set(counted)):
            self._lane.rows(_QUEUE_UP, key)

    def keep(self, application: Application) -> bool:
        """Keep an application; False where it is known, and it stays as it was."""
        return bool(self._lane.change(_KEEP, *_REFUND.row(_values(application))))

    def decide(self, decided: Decided) -> None:
        """Write a decision after all earlier ones."""
        row = (
            decided.refund_id, micros(decided.at), decided.cause.value, decided.by, decided.reason,
            to_json(kept_facts(decided.facts)), to_json(kept_decision(decided.decision)),
        )  # fmt: skip
        self._lane.write(_DECIDE, [row])

    def settle(self, refund_id: str, now: datetime) -> bool:
        """Note that what was decided is done; False where that was known."""
        return bool(self._lane.change(_SETTLE, micros(now), refund_id))

    def get(self, refund_id: str) -> Application | None:
        """Return one application."""
        return next(iter(self._read(self._lane.rows(_GET, refund_id))), None)

    def named(self, source: str, name: str) -> Application | None:
        """Return the application that a source calls so."""
        return next(iter(self._read(self._lane.rows(_NAMED, source, name))), None)

    def orders_called(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the orders of applications that have one of these ids, ours or their source's."""
        found: dict[str, tuple[str, ...]] = {}
        if words:
            for word, order_no in self._lane.rows(_CALLED, self._lane.listed(words)):
                found[word] = (*found.get(word, ()), order_no)
        return found

    def of_order(self, order_no: str) -> list[Application]:
        """Return an order's applications, the oldest first."""
        return self._read(self._lane.rows(_OF_ORDER, order_no))

    def history(self, refund_id: str) -> list[Decided]:
        """Return every decision about an application, the first one first."""
        return [_decided(row) for row in self._lane.rows(_HISTORY, refund_id)]

    def histories(self, order_no: str) -> list[tuple[Application, list[Decided]]]:
        """Return an order's applications, the oldest first, each with every decision about it."""
        asked = self.of_order(order_no)
        made: dict[str, list[Decided]] = {one.id: [] for one in asked}
        for row in self._lane.rows(_HISTORIES, order_no):
            decided = _decided(row)
            if decided.refund_id in made:  # not one that came in between
                made[decided.refund_id].append(decided)
        return [(one, made[one.id]) for one in asked]

    def latest(self, most: int) -> tuple[list[tuple[str, RefundFacts]], int]:
        """Return the newest applications' orders and facts, and how many older ones there are."""
        rows = self._lane.rows(_LATEST, most)
        ((count,),) = self._lane.rows(_COUNT)
        return [(order, facts_of(from_json(facts))) for order, facts in rows], count - len(rows)

    def from_address(self, ip: str, day: str, *, but: str) -> int:
        """Count a day's applications from one address, without one of them."""
        return int(self._lane.rows(_FROM_ADDRESS, ip, day, but)[0][0])

    def of_buyer(
        self, buyer: Buyer, since: datetime, until: datetime, *, also: Collection[str], but: str
    ) -> tuple[int, int]:
        """
        Count a buyer's orders in (since, until] without one of them, and of how many money is back.

        Money is back, or asked back. `also` are orders of theirs that come with the application.
        """
        ((orders, asked),) = self._lane.rows(
            _OF_BUYER, buyer.customer_id, buyer.shop, micros(since), micros(until),
            _MOST_ORDERS, self._lane.listed(also), but,
        )  # fmt: skip
        return orders, asked

    def settled_since(self, since: datetime) -> list[tuple[str | None, datetime, datetime]]:
        """Return (shop, applied, settled) of what was settled after `since`."""
        rows = self._lane.rows(_SETTLED, micros(since))
        return [(shop, instant(at), instant(settled)) for shop, at, settled in rows]

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Application]:
        return [Application(**_REFUND.read(row)) for row in rows]


def _decided(row: Sequence[Any]) -> Decided:
    refund, at, cause, by, reason, facts, decision = row
    return Decided(
        refund_id=refund, at=instant(at), cause=Cause(cause), by=by, reason=reason,
        facts=facts_of(from_json(facts)), decision=decision_of(from_json(decision)),
    )  # fmt: skip
