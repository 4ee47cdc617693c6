"""Histories: what orders add up to by shop, route and goods, and the trail of each order in it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from rules.resonance.foresight.history import History, Outlook, Tally, Watched
from rules.resonance.foresight.trail import Trail
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import from_json, to_json

_TRAILS = Statement.of("SELECT order_no, trail, outlooks FROM trails WHERE order_no IN ?")
_SAVE_TRAIL = Statement.insert("trails", ("order_no", "trail", "outlooks"), keys=("order_no",))
_TALLIES = Statement.of("SELECT scope, tally FROM histories WHERE scope IN ?")
_LOCKED = Statement.of(
    "SELECT scope, tally FROM histories WHERE scope IN ? ORDER BY scope FOR UPDATE"
)
_BEGIN = Statement.insert("histories", ("scope", "tally"))
_SAVE_TALLY = Statement.insert("histories", ("scope", "tally"), keys=("scope",))


class Histories:
    """Reads and writes both."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)
        self._shared = connection.dialect.name == "postgresql"

    def watched(self, order_nos: Collection[str]) -> dict[str, Watched]:
        """Return what is kept of these orders."""
        if not order_nos:
            return {}
        rows = self._lane.rows(_TRAILS, self._lane.listed(order_nos))
        return {
            no: Watched(
                trail=_trail(from_json(trail)),
                outlooks=tuple([_outlook(one) for one in from_json(outlooks)]),
            )
            for no, trail, outlooks in rows
        }

    def save_watched(self, orders: Mapping[str, Watched]) -> None:
        """Write what is kept of orders."""
        if orders:
            rows = [
                (
                    no,
                    to_json(tuple(kept.trail)),
                    to_json(list(map(_written, kept.outlooks))),
                )
                for no, kept in orders.items()
            ]
            self._lane.write(_SAVE_TRAIL, rows)

    def of(self, scopes: Collection[str]) -> History:
        """Return the history of these, theirs alone until the transaction ends."""
        wanted = sorted(scopes)
        if self._shared and wanted:  # SQLite's writer has the database to itself
            self._lane.write(_BEGIN, [(scope, "{}") for scope in wanted])
        statement = _LOCKED if self._shared else _TALLIES
        rows = self._lane.rows(statement, self._lane.listed(wanted)) if wanted else ()
        return History({scope: _read(from_json(tally)) for scope, tally in rows})

    def save(self, history: History) -> None:
        """Write what changed of it."""
        tallies = history.tallies
        rows = [(scope, to_json(_write(tallies[scope]))) for scope in sorted(history.changed)]
        if rows:
            self._lane.write(_SAVE_TALLY, rows)


def _read(written: dict[str, list[int]]) -> Tally:
    return {what: dict(zip(flat[::2], flat[1::2], strict=True)) for what, flat in written.items()}


def _write(tally: Tally) -> dict[str, list[int]]:
    return {
        what: [number for pair in bins.items() for number in pair] for what, bins in tally.items()
    }


def _written(outlook: Outlook) -> tuple[object, ...]:
    return (micros(outlook.at), *outlook[1:])


def _trail(written: list[Any]) -> Trail:
    return Trail(*_unlisted(written))


def _outlook(written: list[Any]) -> Outlook:
    at, *rest = written
    return Outlook(instant(at), *_unlisted(rest))


def _unlisted(written: list[Any]) -> list[Any]:
    return [tuple(one) if isinstance(one, list) else one for one in written]
