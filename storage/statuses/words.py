"""Words of systems: found again by the word, so that whoever changes its meaning knows whose."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, micros
from storage.mapping import table
from storage.statuses.tables import StatusWordRow

_words = table(StatusWordRow)
_KEEP = Statement.insert("status_words", ("system", "word", "order_no"))
_LAST = Statement.of(
    "SELECT order_no FROM status_words WHERE system = ? AND word = ? ORDER BY order_no DESC LIMIT ?"
)
_MAKE_DUE = Statement.of(
    "UPDATE orders SET due_at = ? WHERE over = ? AND order_no IN"
    " (SELECT order_no FROM status_words WHERE system = ? AND word = ?)"
)
_NEXT = Statement.of(
    "SELECT system, word FROM status_words WHERE (system, word) > (?, ?)"
    " ORDER BY system, word LIMIT 1"
)


class StatusWords:
    """Remembers each word of each order once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def keep(self, said: Iterable[tuple[str, str, str]]) -> None:
        """Remember (system, word, order) triples; what is known stays as it is."""
        if rows := list(said):
            self._lane.write(_KEEP, rows)

    def orders_of(self, words: Collection[tuple[str, str]], most: int) -> tuple[list[str], int]:
        """
        Return the orders of which one of these (system, word) pairs was said, sorted.

        Only those with the `most` last numbers, and how many others there are.
        """
        found: set[str] = set()
        for system, word in words:
            found.update(row[0] for row in self._lane.rows(_LAST, system, word, most))
        chosen = sorted(found)[-most:]
        if len(chosen) < most:
            return chosen, 0
        said = or_(*(self._is(*pair) for pair in words))
        query = select(func.count(_words.c.order_no.distinct())).where(said)
        return chosen, int(self._connection.execute(query).scalar_one()) - len(chosen)

    def make_due(self, words: Iterable[tuple[str, str]], now: datetime) -> None:
        """Have all orders of which these were said judged again, unless they are over."""
        if rows := [(micros(now), False, *pair) for pair in words]:
            self._lane.write(_MAKE_DUE, rows)

    def count(self, system: str, word: str) -> int:
        """Return of how many orders a system said a word."""
        query = select(func.count()).where(self._is(system, word))
        return int(self._connection.execute(query).scalar_one())

    def first(self, system: str, word: str, limit: int) -> list[str]:
        """Return some of those orders."""
        query = (
            select(_words.c.order_no)
            .where(self._is(system, word))
            .order_by(_words.c.order_no)
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def distinct(self) -> list[tuple[str, str]]:
        """
        Return every (system, word) pair that was ever said, in their order.

        Each is a step through the index; to read all rows of a year would cost a second.
        """
        found: list[tuple[str, str]] = []
        last = ("", "")
        while rows := list(self._lane.rows(_NEXT, *last)):
            last = rows[0]
            found.append(last)
        return found

    @staticmethod
    def _is(system: str, word: str) -> ColumnElement[bool]:
        return and_(_words.c.system == system, _words.c.word == word)
