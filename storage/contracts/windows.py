"""Windows: what was counted of each partner's messages in five minutes, and since."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from rules.contracts.observation import Aspect, Count, Key
from storage.contracts.tables import ContractCountRow
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import table

_HOUR = timedelta(hours=1)
_counts = table(ContractCountRow)
#: Two who count at once add up; the first order stays the first.
_ADD = Statement.of(
    "INSERT INTO contract_counts (partner, start, aspect, name, number, order_no)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (partner, start, aspect, name) DO UPDATE SET"
    " number = contract_counts.number + excluded.number,"
    " order_no = COALESCE(contract_counts.order_no, excluded.order_no)"
)
_SINCE = Statement.of(
    "SELECT partner, start, aspect, name, number, order_no FROM contract_counts"
    " WHERE start >= ? AND start <= ?"
)
_FIGURES = Statement(
    *(f"{text} AND aspect <> 'shape'" for text in (_SINCE.sqlite, _SINCE.postgresql))
)
_FIGURES_OF = Statement(
    _FIGURES.sqlite + " AND partner = ?", _FIGURES.postgresql + " AND partner = %s"
)
#: A step for each partner, by the key: what was counted in a day is not walked through.
_LATEST = Statement.of(
    "WITH RECURSIVE known(who) AS (SELECT MIN(partner) FROM contract_counts"
    " UNION ALL SELECT (SELECT MIN(partner) FROM contract_counts WHERE partner > who)"
    " FROM known WHERE who IS NOT NULL)"
    " SELECT partner, start, aspect, name, number, order_no"
    " FROM known JOIN contract_counts ON partner = who AND start ="
    " (SELECT MAX(start) FROM contract_counts WHERE partner = who)"
    " WHERE start >= ? AND aspect <> 'shape'"
)
_REASONS = Statement.of(
    "SELECT name, number FROM contract_counts"
    " WHERE partner = ? AND start >= ? AND aspect = 'reason'"
)


class Windows:
    """Adds up and reads what was counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def add(self, counts: Mapping[Key, Count]) -> None:
        """Add counts to what was counted before."""
        rows = sorted(
            (key.partner, micros(key.start), str(key.aspect), key.name, one.number, one.order_no)
            for key, one in counts.items()
        )  # In one order for all, so that no two writers wait for each other.
        if rows:
            self._lane.write(_ADD, rows)

    def between(self, first: datetime, last: datetime) -> dict[Key, Count]:
        """Return what was counted in the windows that began between two times, both included."""
        return _read(self._lane.rows(_SINCE, micros(first), micros(last)))

    def figures(
        self, first: datetime, last: datetime, *, partner: str | None = None
    ) -> dict[Key, Count]:
        """Return the same without shapes, which most of it is; of one partner or of all."""
        if partner is None:
            return _read(self._lane.rows(_FIGURES, micros(first), micros(last)))
        return _read(self._lane.rows(_FIGURES_OF, micros(first), micros(last), partner))

    def latest(self, since: datetime) -> dict[Key, Count]:
        """Return the figures of each partner's latest window, of those that began since then."""
        return _read(self._lane.rows(_LATEST, micros(since)))

    def reasons(self, partner: str, since: datetime) -> Counter[str]:
        """Return why messages of a partner could not be read in the windows since then."""
        found: Counter[str] = Counter()
        for name, number in self._lane.rows(_REASONS, partner, micros(since)):
            found[name] += number
        return found

    def forget_reasons(self, partner: str, since: datetime, beginning: str) -> None:
        """Forget why messages of a partner could not be read, of reasons that begin so."""
        self._connection.execute(
            _counts.delete().where(
                _counts.c.partner == partner,
                _counts.c.start >= since,
                _counts.c.aspect == Aspect.REASON,
                _counts.c.name.startswith(beginning, autoescape=True),
            )
        )

    def forget(self, before: datetime, *, shapes_before: datetime) -> None:
        """
        Forget windows that began before a time, and shapes of those of the hour before a later one.

        Older shapes were forgotten when their hour had come: nothing is walked through twice.
        """
        shaped = _counts.c.aspect.in_([Aspect.KIND, Aspect.SHAPE])
        hour = _counts.c.start.between(shapes_before - _HOUR, shapes_before)
        self._connection.execute(_counts.delete().where(_counts.c.start < before))
        self._connection.execute(_counts.delete().where(hour, shaped))


def _read(rows: Iterable[Any]) -> dict[Key, Count]:
    return {
        Key(row[0], instant(row[1]), Aspect(row[2]), row[3]): Count(row[4], row[5]) for row in rows
    }
