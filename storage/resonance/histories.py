"""Histories: what orders add up to by shop, route and goods, and the trail of each order in it."""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain, islice
from typing import Any

from sqlalchemy.engine import Connection

from rules.resonance.foresight.history import History, Outlook, Tally, Watched
from rules.resonance.foresight.trail import Trail
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import from_json, to_json

_WATCHED = Statement.of("SELECT order_no, trail, outlooks FROM trails WHERE order_no IN ?")
_TRAILS = Statement.of("SELECT order_no, trail FROM trails WHERE order_no IN ?")
_SAVE = Statement.insert("trails", ("order_no", "trail", "outlooks"), keys=("order_no",))
_SAVE_TRAIL = Statement.of(
    "INSERT INTO trails (order_no, trail, outlooks) VALUES (?, ?, '[]')"
    " ON CONFLICT (order_no) DO UPDATE SET trail = excluded.trail"
)
_TALLIES = Statement.of("SELECT scope, tally FROM histories WHERE scope IN ?")
_LOCKED = Statement.of(
    "SELECT scope, tally FROM histories WHERE scope IN ? ORDER BY scope FOR UPDATE"
)
_BEGIN = Statement.insert("histories", ("scope", "tally"))
_SAVE_TALLY = Statement.insert("histories", ("scope", "tally"), keys=("scope",))
#: Tallies that a connection wrote last, as text and as they were read: the same few are wanted
#: again and again, and to read one costs as much as to count an order in it.
_LAST, _MOST = "tallies written last", 500


class Histories:
    """Reads and writes both."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)
        self._shared = connection.dialect.name == "postgresql"
        self._last: dict[str, tuple[str, Tally]] = connection.info.setdefault(_LAST, {})

    def watched(self, order_nos: Collection[str]) -> dict[str, Watched]:
        """Return what is kept of these orders."""
        if not order_nos:
            return {}
        return {
            no: Watched(_trail(from_json(trail)), tuple(map(_outlook, from_json(outlooks))))
            for no, trail, outlooks in self._lane.rows(_WATCHED, self._lane.listed(order_nos))
        }

    def trails(self, order_nos: Collection[str]) -> dict[str, Watched]:
        """Return what is kept of these orders, but for outlooks: nobody judges them now."""
        if not order_nos:
            return {}
        return {
            no: Watched(_trail(from_json(trail)))
            for no, trail in self._lane.rows(_TRAILS, self._lane.listed(order_nos))
        }

    def save_watched(self, orders: Mapping[str, Watched], looked: Collection[str]) -> None:
        """Write the trails of orders, and the outlooks of those of which there is a new one."""
        told = [
            (no, to_json(tuple(orders[no].trail)), _written(orders[no].outlooks)) for no in looked
        ]
        others = [
            (no, to_json(tuple(kept.trail))) for no, kept in orders.items() if no not in looked
        ]
        if told:
            self._lane.write(_SAVE, told)
        if others:
            self._lane.write(_SAVE_TRAIL, others)

    def of(self, scopes: Collection[str]) -> History:
        """Return the history of these, theirs alone until the transaction ends."""
        wanted = sorted(scopes)
        if self._shared and wanted:  # SQLite's writer has the database to itself
            self._lane.write(_BEGIN, [(scope, "{}") for scope in wanted])
        statement = _LOCKED if self._shared else _TALLIES
        rows = self._lane.rows(statement, self._lane.listed(wanted)) if wanted else ()
        return History({scope: self._read(scope, text) for scope, text in rows})

    def _read(self, scope: str, text: str) -> Tally:
        """Return a tally; what was kept of it is whose asks, and was written by nobody else."""
        kept, tally = self._last.pop(scope, ("", {}))
        return tally if kept == text else _counts(from_json(text))

    def save(self, history: History) -> None:
        """Write what changed of it."""
        tallies = history.tallies
        rows = [(scope, to_json(_flat(tallies[scope]))) for scope in sorted(history.changed)]
        if rows:
            self._lane.write(_SAVE_TALLY, rows)
        self._last.update((scope, (text, tallies[scope])) for scope, text in rows)
        for scope in list(islice(self._last, max(len(self._last) - _MOST, 0))):
            del self._last[scope]


def _counts(written: dict[str, list[int]]) -> Tally:
    return {what: dict(zip(flat[::2], flat[1::2], strict=True)) for what, flat in written.items()}


def _flat(tally: Tally) -> dict[str, list[int]]:
    return {what: list(chain.from_iterable(bins.items())) for what, bins in tally.items()}


#: Which values of each are several: JSON knows lists only.
_OF_TRAIL, _OF_OUTLOOK = (
    [place for place, of in enumerate(defaults) if isinstance(of, tuple)]
    for defaults in (
        [kind._field_defaults.get(name) for name in kind._fields] for kind in (Trail, Outlook)
    )
)


def _trail(written: list[Any]) -> Trail:
    return Trail(*_unlisted(written, _OF_TRAIL))


def _outlook(written: list[Any]) -> Outlook:
    written[0] = instant(written[0])
    return Outlook(*_unlisted(written, _OF_OUTLOOK))


def _unlisted(written: list[Any], places: Iterable[int]) -> list[Any]:
    """Turn lists back into tuples; what was kept before there were more values has fewer."""
    known = len(written)
    for place in places:
        if place < known:
            written[place] = tuple(written[place])
    return written


def _written(outlooks: Iterable[Outlook]) -> str:
    return to_json([(micros(outlook.at), *outlook[1:]) for outlook in outlooks])
