"""Improvements: a figure of health beyond its bound is a list of what to do, for whom, by when."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from handlers.delivery.copies import copy_for
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.health.figures import Asked, Counted, health_of
from handlers.health.improving import SUBJECT
from rules.cards.lists.improve_card import LINES
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import FALLBACK, Target
from rules.health.figures import Metric
from rules.health.improving import Improvement, is_news, told_of, told_text
from rules.vocabulary import SYSTEM, Level
from storage.system.marks import Mark
from storage.tx import Tx

#: Figures are counted as often as this, and not with every beat.
_EVERY = timedelta(minutes=15)
_LOOKED = "improvements"


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Count today's figures for each conversation; return what tells of those that are news."""
    last = tx.marks.get(_LOOKED)
    if deps.health.owner is None or (last is not None and now < last.at + _EVERY):
        return lambda _tx: 0
    today = now.astimezone(deps.timezone).date()
    counted: dict[Collection[str] | None, list[Counted]] = {}
    news: list[tuple[Target, Counted]] = []
    targets = {target for route in deps.routes for target in route.to} or {FALLBACK}
    for target in sorted(targets, key=str):
        shops = deps.scopes.get((target.channel, target.conversation))
        if shops not in counted:
            asked = Asked(first=today, last=today, shops=shops)
            counted[shops] = health_of(tx, deps, asked, now, most=LINES)
        for one in counted[shops]:
            mark = tx.marks.get(_name(one.figure.metric, target))
            told = None if mark is None else told_of(mark.state, mark.at)
            if is_news(one.figure, told, now):
                news.append((target, one))

    def write(tx: Tx) -> int:
        tx.marks.set(Mark(name=_LOOKED, state="counted", by=SYSTEM, at=now))
        door = Promises(tx, deps)
        for target, one in news:
            name, found = _name(one.figure.metric, target), _list(one, target, now)
            tx.marks.set(Mark(name=name, state=told_text(one.figure), by=SYSTEM, at=now))
            tx.improvements.add([found])
            copy = copy_for(SUBJECT, found.id, target)
            door.show(copy, PRIORITY[Level.ORANGE], now, body={"saying": "improve"})
        door.write()
        return len(news)

    return write


def _name(metric: Metric, target: Target) -> str:
    return f"{_LOOKED}:{metric}:{target}"


def _list(one: Counted, target: Target, now: datetime) -> Improvement:
    figure = one.figure
    return Improvement(
        id=derived_id(SUBJECT, figure.metric, str(target), now.isoformat()),
        metric=figure.metric,
        part=figure.part,
        whole=figure.whole,
        orders=one.orders,
        at=now,
    )
