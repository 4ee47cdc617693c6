"""Days of health at work: what a day came to is counted while it lasts, at its end, and kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from handlers.deps import Deps
from handlers.health.figures import Asked, health_of
from rules.health.figures import Figure, Metric
from rules.vocabulary import SYSTEM
from storage.health.figures import Place
from storage.system.marks import Mark
from storage.tx import Tx

_DAY = timedelta(days=1)
#: How often the day that lasts is counted: of few orders that takes a moment, of many seconds.
_OFTEN, _EVERY = timedelta(seconds=10), timedelta(minutes=5)
_MANY = 20_000
#: So long after a day those who were late have told of it; it is counted once more, and kept.
_TOLD_AFTER = timedelta(hours=12)
#: What ERP and warehouse said at the end of a day is no more known when they have spoken again.
_SOON = timedelta(minutes=15)
#: So far back days are counted that nobody counted, and so long they are kept.
_BACK, _KEPT = 30 * _DAY, 400 * _DAY
#: When this day was counted, which one was last counted at its end, and which one for good.
_TODAY, _ENDED, _SETTLED = "health_today", "health_ended", "health_settled"

#: Figures of each place, by figure and day.
Kept = Mapping[date, Mapping[Metric, Mapping[Place, Figure]]]


class _Due(NamedTuple):
    """What is to be counted, and how it is remembered that it was."""

    day: date
    marks: tuple[str, ...]


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Count the day that lasts, or one that has ended; return what keeps it."""
    due = _due(tx, deps, now)
    if due is None:
        return lambda _tx: 0
    found = health_of(tx, deps, Asked(first=due.day, last=due.day), now, most=0)
    late = now - _end(deps, due.day) > _SOON and tx.health_days.knows(due.day, Metric.DIFFERING)
    counted = {
        one.figure.metric: {place: (part.part, part.whole) for place, part in one.places.items()}
        for one in found
        if not (late and one.figure.metric is Metric.DIFFERING)
    }

    def write(tx: Tx) -> int:
        tx.health_days.keep(due.day, counted)
        tx.health_days.forget(due.day - _KEPT)
        for name in due.marks:
            tx.marks.set(Mark(name=name, state=due.day.isoformat(), by=SYSTEM, at=now))
        return int(_ENDED in due.marks or _SETTLED in due.marks)

    return write


def kept_of(tx: Tx, deps: Deps, asked: Asked) -> Kept:
    """Return what is kept of these days; of a day that nobody counted, nothing."""
    found: dict[date, dict[Metric, dict[Place, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for day, metric, place, (part, whole) in tx.health_days.between(
        asked.first, asked.last, asked.shops
    ):
        if asked.warehouse in (None, place.warehouse):
            figure = Figure(metric, part, whole, deps.health.bounds[metric])
            found[day][metric][place] = figure
    return found


def is_counted(tx: Tx, day: date) -> bool:
    """Say whether a day was counted after it had ended."""
    ended = _state(tx, _ENDED)
    return ended is not None and day <= ended


def counted_at(tx: Tx) -> datetime | None:
    """Return when the day that lasts was counted last."""
    mark = tx.marks.get(_TODAY)
    return None if mark is None else mark.at


def _due(tx: Tx, deps: Deps, now: datetime) -> _Due | None:
    """
    Return which day: the first look is at the day that lasts, then what has ended comes first.

    A sweep looks once with each beat: days that wait for it would wait for ever behind today's.
    """
    today = now.astimezone(deps.timezone).date()
    mark = tx.marks.get(_TODAY)
    if mark is None:
        return _Due(today, (_TODAY,))
    if (over := _over(tx, deps, today, now)) is not None:
        return over
    if mark.state != today.isoformat() or now >= mark.at + _pause(tx, today):
        return _Due(today, (_TODAY,))
    return None


def _over(tx: Tx, deps: Deps, today: date, now: datetime) -> _Due | None:
    ended, settled = _state(tx, _ENDED), _state(tx, _SETTLED)
    if ended is not None:
        day = ended if settled is None else settled + _DAY
        if day <= ended and _is_told(deps, day, now):
            return _Due(day, (_SETTLED,))
    next_day = _first(tx, deps, today) if ended is None else ended + _DAY
    if next_day is None or next_day >= today:
        return None
    return _Due(next_day, (_ENDED, _SETTLED) if _is_told(deps, next_day, now) else (_ENDED,))


def _pause(tx: Tx, today: date) -> timedelta:
    counted = tx.health_days.between(today, today)
    here = sum(whole for _, metric, _, (_, whole) in counted if metric is Metric.BLOCKED)
    return _EVERY if here >= _MANY else _OFTEN


def _is_told(deps: Deps, day: date, now: datetime) -> bool:
    return now >= _end(deps, day) + _TOLD_AFTER


def _state(tx: Tx, name: str) -> date | None:
    mark = tx.marks.get(name)
    return None if mark is None else date.fromisoformat(mark.state)


def _first(tx: Tx, deps: Deps, today: date) -> date | None:
    paid_at = tx.progress.first_paid()
    if paid_at is None:
        return None
    return max(today - _BACK, paid_at.astimezone(deps.timezone).date())


def _end(deps: Deps, day: date) -> datetime:
    return datetime.combine(day + _DAY, time.min, deps.timezone)
