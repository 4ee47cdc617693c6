"""Improvements: a figure of health beyond its bound is a list of what to do, for whom, by when."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.health.figures import Asked, Counted, health_of
from handlers.health.improving import to_do
from rules.cards.contract_card import percent
from rules.delivery.routes import FALLBACK, Target
from rules.health.figures import Metric
from rules.health.improving import is_news, told_of, told_text
from rules.vocabulary import SYSTEM
from rules.wording.say import say
from storage.system.marks import Mark
from storage.tx import Tx

#: Figures are counted as often as this, and not with every beat.
_EVERY = timedelta(minutes=15)
_LOOKED = "improvements"
_LINES = 10


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Count today's figures for each conversation; return what tells of those that are news."""
    last = tx.marks.get(_LOOKED)
    if deps.health.owner is None or (last is not None and now < last.at + _EVERY):
        return lambda _tx: 0
    today = now.astimezone(deps.timezone).date()
    counted: dict[Collection[str] | None, list[Counted]] = {}
    news: list[tuple[Target, Counted, str]] = []
    targets = {target for route in deps.routes for target in route.to} or {FALLBACK}
    for target in sorted(targets, key=str):
        shops = deps.scopes.get((target.channel, target.conversation))
        if shops not in counted:
            asked = Asked(first=today, last=today, shops=shops)
            counted[shops] = health_of(tx, deps, asked, now, most=_LINES)
        for one in counted[shops]:
            mark = tx.marks.get(_name(one.figure.metric, target))
            told = None if mark is None else told_of(mark.state, mark.at)
            if is_news(one.figure, told, now):
                news.append((target, one, _lines(tx, deps, one, now)))

    def write(tx: Tx) -> int:
        tx.marks.set(Mark(name=_LOOKED, state="counted", by=SYSTEM, at=now))
        door = Promises(tx, deps)
        for target, one, lines in news:
            name = _name(one.figure.metric, target)
            tx.marks.set(Mark(name=name, state=told_text(one.figure), by=SYSTEM, at=now))
            door.say(target, "improve", _facts(deps, one, lines, now), now, about=f"{name}:{now}")
        door.write()
        return len(news)

    return write


def _name(metric: Metric, target: Target) -> str:
    return f"{_LOOKED}:{metric}:{target}"


def _facts(deps: Deps, one: Counted, lines: str, now: datetime) -> dict[str, str]:
    figure, lang = one.figure, deps.lang
    by = (now + timedelta(days=1)).astimezone(deps.timezone)
    return {
        "name": say(f"metric_{figure.metric}", lang),
        "value": figure.text or "",
        "part": str(figure.part),
        "whole": str(figure.whole),
        "bound": say(f"health_{figure.bound.side}", lang, at=percent(figure.bound.at)),
        "owner": deps.health.owner or "",
        "day": f"{by:%m-%d}",
        "lines": lines,
    }


def _lines(tx: Tx, deps: Deps, one: Counted, now: datetime) -> str:
    """Write a line for each order, ending in the command that does something about it."""
    lang = deps.lang
    lines = [
        say("improve_line", lang, order_no=each.order_no, text=each.text, command=each.command)
        for each in to_do(tx, deps, one.figure.metric, one.orders, now)
    ]
    if one.figure.blamed > len(one.orders):
        lines.append(say("improve_more", lang, count=one.figure.blamed - len(one.orders)))
    return "\n".join(lines)
