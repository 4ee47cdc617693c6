"""`健康`: the five figures of orders, where each comes from, and which orders to look at first."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.health.figures import Asked, Counted, health_of, places_of
from rules.cards.contract_card import percent
from rules.chat.days import day_meant
from rules.chat.phrases import name_meant
from rules.people.permissions import shops_of
from rules.unshipped.rate import percent_text
from rules.wording.say import listing, say
from storage.tx import Tx

_DAYS = re.compile(
    r"(?<!\S)(?:(-?[0-9]{1,9})\s*(?:天|日|d|days?)|(-?[0-9]{1,3}))(?!\S)", re.IGNORECASE
)
#: So many days at most: what is counted is read where it is kept, order by order.
_MOST_DAYS = 92
#: So many orders and places are named for each figure.
_ORDERS, _PLACES = 5, 3


def health(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """
    Tell of today, of a day or of the last ones; of one shop or warehouse where one is named.

    Read ahead of the writer: of a million orders it takes seconds.
    """
    lang, today = deps.lang, now.astimezone(deps.timezone).date()
    days, name = (today, today), question.command.rest.strip()
    # A place may be called hz 2.
    places = {one for place in tx.health_days.places() for one in place if one}
    if name_meant(name, places) is None:
        meant = _days(name, today)
        if meant is None:
            return say("health_days", lang, most=_MOST_DAYS)
        days, name = meant
    asked = Asked(first=days[0], last=days[1], shops=shops_of(question.actor))
    if name:
        known = places_of(tx, deps, asked, now)
        if warehouse := name_meant(name, {place.warehouse for place in known}):
            asked, name = replace(asked, warehouse=warehouse), warehouse
        elif shop := name_meant(name, {place.shop for place in known}):
            asked, name = replace(asked, shops=(shop,)), shop
        else:
            names = sorted({one for place in known for one in place if one})
            return say("health_unknown", lang, name=name, known=listing(names, lang) or "–")
    title = say("health_title", lang, first=f"{asked.first:%m-%d}", last=f"{asked.last:%m-%d}")
    where = say("health_of", lang, name=name) if name else ""
    lines = [title + where]
    for one in health_of(tx, deps, asked, now, most=_ORDERS):
        lines += _lines(one, lang)
    return "\n".join(lines)


def _days(said: str, today: date) -> tuple[tuple[date, date], str] | None:
    """Return the first and the last day that is meant, and what else is said; None: too many."""
    if found := list(_DAYS.finditer(said)):
        last = found[-1]
        number = int(last[1] or last[2])
        rest = (said[: last.start()] + said[last.end() :]).strip()
        begins = today - timedelta(days=number - 1) if 1 <= number <= _MOST_DAYS else None
        return None if begins is None else ((begins, today), rest)
    words = said.split()
    for place, word in enumerate(words):
        if (day := day_meant(word, today)) is not None:
            return (day, day), " ".join(words[:place] + words[place + 1 :])
    return (today, today), said


def _lines(one: Counted, lang: str) -> list[str]:
    figure = one.figure
    name = say(f"metric_{figure.metric}", lang)
    if figure.text is None:
        return [say("health_nothing", lang, name=name)]
    bound = say(f"health_{figure.bound.side}", lang, at=percent(figure.bound.at))
    badge = say("health_bad" if figure.is_bad else "health_fine", lang)
    facts = {"part": figure.part, "whole": figure.whole, "value": figure.text}
    lines = [say("health_line", lang, badge=badge, name=name, bound=bound, **facts)]
    if figure.is_bad:
        lines += [_places(one, lang), _orders(one, lang)]
    return lines


def _places(one: Counted, lang: str) -> str:
    """Name where most of what makes it worse comes from."""
    blamed, whole = Counter[str](), Counter[str]()
    for place, figure in one.places.items():
        name = place.warehouse or place.shop or say("order_unknown", lang)
        blamed[name] += figure.blamed
        whole[name] += figure.whole
    told = [
        say("missed_part", lang, name=name, missed=number, orders=whole[name],
            rate=percent_text(number, whole[name]))
        for name, number in blamed.most_common(_PLACES)
        if number
    ]  # fmt: skip
    return say("health_places", lang, places=listing(told, lang))


def _orders(one: Counted, lang: str) -> str:
    return say("health_orders", lang, orders=listing(one.orders, lang), first=one.orders[0])
