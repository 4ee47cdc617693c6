"""Samples: print and dwell times of the last weeks, and the baseline each is measured against."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from storage.mapping import insert_or_skip, portions, row_of, table
from storage.tables import SampleRow

_samples = table(SampleRow)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value and when it was measured."""

    at: datetime
    value: Decimal


_SET_BASELINE = (
    _samples.update()
    .where(_samples.c.kind == bindparam("kind_"), _samples.c.event_key == bindparam("event_key_"))
    .values(baseline=bindparam("baseline_"))
)
_COLUMNS = tuple(_samples.c[name] for name in Sample.__dataclass_fields__)


class Samples:
    """Keeps samples and reads those before a moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, samples: Sequence[Sample]) -> None:
        """Keep samples; one already kept stays."""
        if samples:
            statement = insert_or_skip(self._connection, _samples)
            self._connection.execute(statement, [row_of(s) for s in samples])

    def of_orders(self, order_nos: Collection[str]) -> dict[str, list[Sample]]:
        """Return the samples that these orders gave."""
        found: dict[str, list[Sample]] = {}
        for portion in portions(list(order_nos)):
            for row in self._connection.execute(
                select(*_COLUMNS).where(_samples.c.order_no.in_(portion))
            ):
                found.setdefault(row.order_no, []).append(Sample(**row._mapping))
        return found

    def count_between(self, like: Sample, *, since: datetime, until: datetime) -> int:
        """Count the samples of this one's scope in [since, until)."""
        query = select(func.count()).where(
            _samples.c.kind == like.kind,
            _samples.c.scope == like.scope,
            _samples.c.at >= since,
            _samples.c.at < until,
        )
        return int(self._connection.execute(query).scalar_one())

    def before(
        self, like: Sample, *, since: datetime, until: datetime, known_by: datetime, limit: int
    ) -> list[Reading]:
        """Return this scope's newest values in [since, until) that we had by `known_by`."""
        query = (
            select(_samples.c.at, _samples.c.value)
            .where(
                _samples.c.kind == like.kind,
                _samples.c.scope == like.scope,
                _samples.c.at >= since,
                _samples.c.at < until,
                _samples.c.received_at <= known_by,
            )
            .order_by(_samples.c.at.desc(), _samples.c.event_key)
            .limit(limit)
        )
        rows = self._connection.execute(query)
        return [Reading(at=row[0], value=Decimal(row[1])) for row in rows]

    def set_baselines(self, worked_out: Sequence[tuple[Sample, str]]) -> None:
        """Remember what samples are measured against."""
        if worked_out:
            rows = [
                {"kind_": s.kind, "event_key_": s.event_key, "baseline_": baseline}
                for s, baseline in worked_out
            ]
            self._connection.execute(_SET_BASELINE, rows)

    def forget_baselines(
        self, kind: str, scope: str, *, after: datetime, until: datetime
    ) -> set[str]:
        """Forget the span's baselines, since a sample came late; return the orders concerned."""
        touched = (
            (_samples.c.kind == kind)
            & (_samples.c.scope == scope)
            & (_samples.c.at > after)
            & (_samples.c.at <= until)
            & _samples.c.baseline.is_not(None)
        )
        orders = {
            row[0] for row in self._connection.execute(select(_samples.c.order_no).where(touched))
        }
        if orders:
            self._connection.execute(_samples.update().where(touched).values(baseline=None))
        return orders
