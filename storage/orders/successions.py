"""Successions: which orders were merged or split into which, both ways, however often."""

from collections.abc import Collection, Iterable

from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from storage.columns import BY_KEY
from storage.lane import Lane, Statement


class SuccessionRow(SQLModel, table=True):
    """That one order goes on as another."""

    __tablename__ = "successions"
    __table_args__ = BY_KEY

    origin: str = Field(primary_key=True)
    successor: str = Field(primary_key=True, index=True)


_KEEP = Statement.insert("successions", ("origin", "successor"))
_AFTER = Statement.of("SELECT origin, successor FROM successions WHERE origin IN ?")
_BEFORE = Statement.of("SELECT successor, origin FROM successions WHERE successor IN ?")


class Successions:
    """Remembers and follows what became of orders."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def keep(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Remember (origin, successor) pairs; an order is never its own successor."""
        if rows := [pair for pair in pairs if pair[0] != pair[1]]:
            self._lane.write(_KEEP, rows)

    def after(self, order_nos: Collection[str]) -> dict[str, list[str]]:
        """Return the orders that each of these goes on as, at the end of all steps."""
        return self._walk(_AFTER, order_nos, ends=True)

    def before(self, order_nos: Collection[str]) -> dict[str, list[str]]:
        """Return all orders that each of these goes back to, over any number of steps."""
        return self._walk(_BEFORE, order_nos, ends=False)

    def _walk(
        self, step: Statement, order_nos: Collection[str], *, ends: bool
    ) -> dict[str, list[str]]:
        """Follow steps, a circle once; `ends` keeps only those that nothing follows."""
        edges: dict[str, set[str]] = {}
        asked, fresh = set(order_nos), set(order_nos)
        while fresh:
            found: set[str] = set()
            for one, other in self._lane.rows(step, self._lane.listed(sorted(fresh))):
                edges.setdefault(one, set()).add(other)
                found.add(other)
            fresh = found - asked
            asked |= fresh
        walked = {no: _reach(edges, no) for no in order_nos if no in edges}
        return {
            no: [other for other in reached if not (ends and other in edges)]
            for no, reached in walked.items()
        }


def _reach(edges: dict[str, set[str]], start: str) -> list[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in reached and other != start:
                reached.add(other)
                waiting.append(other)
    return sorted(reached)
