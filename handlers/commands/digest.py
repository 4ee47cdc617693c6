"""`日报`: the day so far, of the shops that whoever asks may see."""

from dataclasses import replace
from datetime import datetime, time

from handlers.deps import Deps
from handlers.digest import draw_day
from rules.cards.card import as_text
from rules.delivery.daily import day_of
from rules.people.permissions import ALL_SHOPS, Actor
from storage.delivery.days import Seen
from storage.tx import Tx


def digest(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> str:
    """Tell of the day until now, from where the last digest ended."""
    day = day_of(now, deps.digest or time(0), deps.timezone)
    # Where no hour is set there is no last digest: today begins at midnight.
    day = replace(day, since=day.since if deps.digest else day.until, until=now)
    seen = Seen(shops=None if ALL_SHOPS in actor.shops else actor.shops)
    return as_text(draw_day(tx, deps, seen, day, now), deps.lang)
