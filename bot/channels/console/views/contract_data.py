"""What the page of contracts shows, as JSON: figures as people read them, local times, levels."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from bot.channels.console.views.order_data import Reading
from handlers.contracts.view import Partner
from rules.cards.card import Reader
from rules.cards.contract_card import partner_name, percent
from rules.cards.trouble_card import draw_trouble
from rules.contracts.window import Window
from rules.health.troubles import Trouble
from rules.vocabulary import Level
from rules.wording.say import say


def contracts(
    found: Sequence[Partner], chosen: Partner | None, reading: Reading, own: str
) -> dict[str, Any]:
    """Return every partner in short, and all that is wrong with the chosen one."""
    return {
        "partners": [
            {
                "name": one.name,
                "called": partner_name(one.name, reading.lang),
                "href": "?" + urlencode({"partner": one.name, **({"as": own} if own else {})}),
                "chosen": chosen is not None and one.name == chosen.name,
                "level": _level(one),
                "figures": _figures(one.windows[-1], reading.lang) if one.windows else [],
                "at": reading.at(one.windows[-1].start) if one.windows else "",
            }
            for one in found
        ],
        "wrong": [_trouble(one, reading) for one in chosen.wrong] if chosen else [],
    }


def choose(found: Sequence[Partner], wanted: str | None) -> Partner | None:
    """Return the partner that was asked for, else the one that is worst off."""
    named = (one for one in found if one.name == wanted)
    worst = max(found, key=lambda one: _RANK[_level(one)], default=None)
    return next(named, worst)


_RANK = {"green": 0, Level.ORANGE.value: 1, Level.RED.value: 2}


def _level(one: Partner) -> str:
    levels = [trouble.level.value for trouble in one.wrong]
    return max(levels, key=lambda level: _RANK[level], default="green")


def _figures(window: Window, lang: str) -> list[dict[str, str]]:
    offsets = window.offsets
    skew = "–" if offsets is None else say("contract_seconds", lang, seconds=offsets.p95)
    figures = {
        "missing": percent(window.missing_rate),
        "encryption": percent(window.consistency),
        "skew": skew,
    }
    return [
        {"label": say(f"contract_{name}", lang), "text": text} for name, text in figures.items()
    ]


def _trouble(trouble: Trouble, reading: Reading) -> dict[str, Any]:
    drawn = draw_trouble("", trouble, Reader(now=reading.now, tz=reading.tz, lang=reading.lang))
    return {
        "badge": drawn.badge,
        "level": trouble.level.value,
        "headline": drawn.headline,
        "lines": [{"label": line.label, "text": line.text} for line in drawn.lines],
        "since": reading.at(trouble.since),
    }
