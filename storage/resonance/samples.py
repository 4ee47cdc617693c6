"""Samples: print and dwell times of the last weeks, and the baseline each is measured against."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, instant, micros, names

#: The newest of the span: enough for a stable median, and a bound on what one judgement reads.
NEWEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One measured time."""

    kind: str  #: label (ms) or dwell (s)
    event_key: str
    order_no: str
    scope: str  #: warehouse and local hour; every checkout is one scope
    at: datetime
    received_at: datetime
    value: str
    baseline: str | None = None


class Readings:
    """Values of one scope, read once for all samples that are measured against some of them."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        """Take times, as tables keep them, with their values; the oldest first."""
        self._times = [at for at, _ in rows]
        self._values = [Decimal(value) for _, value in rows]

    def between(self, since: datetime, until: datetime) -> Sequence[Decimal]:
        """Return the newest values in [since, until)."""
        first, end = (bisect_left(self._times, micros(moment)) for moment in (since, until))
        return self._values[max(first, end - NEWEST) : end]


_FIELDS = tuple(Sample.__dataclass_fields__)
_KEEP = Statement.insert("samples", _FIELDS)
_OF_ORDERS = Statement.of(f"SELECT {names(_FIELDS)} FROM samples WHERE order_no IN ?")  # noqa: S608 - our columns
_COUNT_BETWEEN = Statement.of(
    "SELECT count(*) FROM samples WHERE kind = ? AND scope = ? AND at >= ? AND at < ?"
)
_BEFORE = Statement.of(
    "SELECT at, value FROM samples"
    " WHERE kind = ? AND scope = ? AND at >= ? AND at < ? AND received_at <= ?"
    " ORDER BY at DESC, event_key LIMIT ?"
)
_SET_BASELINE = Statement.of("UPDATE samples SET baseline = ? WHERE kind = ? AND event_key = ?")
_SPAN = "kind = ? AND scope = ? AND at > ? AND at <= ? AND baseline IS NOT NULL"
_CONCERNED = Statement.of(f"SELECT DISTINCT order_no FROM samples WHERE {_SPAN}")  # noqa: S608 - our text
_FORGET = Statement.of(f"UPDATE samples SET baseline = NULL WHERE {_SPAN}")  # noqa: S608


class Samples:
    """Keeps samples and reads those before a moment."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def add(self, samples: Sequence[Sample]) -> None:
        """Keep samples; one already kept stays."""
        rows = [
            (
                s.kind, s.event_key, s.order_no, s.scope,
                micros(s.at), micros(s.received_at), s.value, s.baseline,
            )
            for s in samples
        ]  # fmt: skip
        if rows:
            self._lane.write(_KEEP, rows)

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Sample]]:
        """Return the samples that these orders gave."""
        found: dict[str, list[Sample]] = {}
        if order_nos:
            for kind, key, no, scope, at, received_at, value, baseline in self._lane.rows(
                _OF_ORDERS, self._lane.listed(order_nos)
            ):
                sample = Sample(
                    kind=kind,
                    event_key=key,
                    order_no=no,
                    scope=scope,
                    at=instant(at),
                    received_at=instant(received_at),
                    value=value,
                    baseline=baseline,
                )
                found.setdefault(no, []).append(sample)
        return found

    def count_between(self, like: Sample, *, since: datetime, until: datetime) -> int:
        """Count the samples of this one's scope in [since, until)."""
        rows = self._lane.rows(_COUNT_BETWEEN, like.kind, like.scope, micros(since), micros(until))
        return int(rows[0][0])

    def before(
        self, like: Sample, *, since: datetime, until: datetime, known_by: datetime, limit: int
    ) -> Readings:
        """Return this scope's newest values in [since, until) that we had by `known_by`."""
        rows = self._lane.rows(
            _BEFORE, like.kind, like.scope, micros(since), micros(until), micros(known_by), limit
        )
        return Readings(rows[::-1])

    def set_baselines(self, worked_out: Sequence[tuple[Sample, str]]) -> None:
        """Remember what samples are measured against."""
        if worked_out:
            rows = [(baseline, s.kind, s.event_key) for s, baseline in worked_out]
            self._lane.write(_SET_BASELINE, rows)

    def forget_baselines(
        self, kind: str, scope: str, *, after: datetime, until: datetime
    ) -> set[str]:
        """Forget the span's baselines, since a sample came late; return the orders concerned."""
        span = (kind, scope, micros(after), micros(until))
        orders = {row[0] for row in self._lane.rows(_CONCERNED, *span)}
        if orders:
            self._lane.write(_FORGET, [span])
        return orders
