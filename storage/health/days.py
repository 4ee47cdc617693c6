"""Days of health: what each figure came to, for each shop and warehouse, as it was counted."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.health.figures import Metric
from storage.health.figures import Place
from storage.health.tables import HealthDayRow
from storage.mapping import table

_days = table(HealthDayRow)
#: Part and whole of each place.
Counts = Mapping[Place, tuple[int, int]]


class HealthDays:
    """Keeps what was counted of a day; counting it again takes the place of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, day: date, counted: Mapping[Metric, Counts]) -> None:
        """Keep what these figures of a day come to."""
        mine = _days.c.day == day.isoformat()
        self._connection.execute(_days.delete().where(mine, _days.c.metric.in_(list(counted))))
        rows = [
            {
                "day": day.isoformat(), "metric": metric.value, **place._asdict(),
                "part": part, "whole": whole,
            }
            for metric, places in counted.items()
            for place, (part, whole) in places.items()
        ]  # fmt: skip
        if rows:
            self._connection.execute(_days.insert(), rows)

    def knows(self, day: date, metric: Metric) -> bool:
        """Say whether anything was counted of a figure of a day."""
        query = select(_days.c.day).where(_days.c.day == day.isoformat(), _days.c.metric == metric)
        return self._connection.execute(query.limit(1)).first() is not None

    def between(
        self, first: date, last: date, shops: Collection[str] | None = None
    ) -> Iterable[tuple[date, Metric, Place, tuple[int, int]]]:
        """Return what is kept of these days, both included, of some shops or of all."""
        query = select(_days).where(_days.c.day.between(first.isoformat(), last.isoformat()))
        if shops is not None:
            query = query.where(_days.c.shop.in_(list(shops)))
        for day, metric, shop, warehouse, part, whole in self._connection.execute(query):
            place = Place(shop, warehouse)
            yield date.fromisoformat(day), Metric(metric), place, (part, whole)

    def places(self) -> set[Place]:
        """Return where the orders belonged of which anything is kept."""
        query = select(_days.c.shop, _days.c.warehouse).distinct()
        return {Place(shop, warehouse) for shop, warehouse in self._connection.execute(query)}

    def forget(self, before: date) -> None:
        """Drop what is kept of days before one."""
        self._connection.execute(_days.delete().where(_days.c.day < before.isoformat()))
