"""The week as an image: five figures over four weeks, each with its bound, the last one shaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.cards.contract_card import percent
from rules.cards.images import svg
from rules.cards.images.image import Image
from rules.health.figures import Figure, Metric
from rules.wording.say import say

#: So many days are drawn, and the last week of them is told of.
DAYS, WEEK = 28, 7
#: So wide that texts of 18 are still read where a phone has half of that for an image.
_WIDTH, _HEAD, _ROW, _FOOT = 600, 84, 132, 44
_LEFT, _RIGHT, _TOP, _TALL = 236, 576, 46, 68
_MARGIN = 24
#: Above the highest point there is this much air.
_AIR = 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekScene:
    """Everything that the image is drawn from."""

    first: date  #: Of the seven days.
    figures: Mapping[Metric, Figure]  #: The seven days added up.
    before: Mapping[Metric, Figure]
    days: Mapping[Metric, Sequence[Figure]]  #: Of each figure `DAYS` days, the oldest first.


def draw_week(scene: WeekScene, lang: str) -> Image:
    """Draw it."""
    last = scene.first + timedelta(days=WEEK - 1)
    span = {"first": f"{scene.first:%m-%d}", "last": f"{last:%m-%d}"}
    title = say("week_image", lang, **span)
    height = _HEAD + _ROW * len(Metric) + _FOOT
    parts = [
        svg.text((_MARGIN, 40), title, 26),
        svg.text((_MARGIN, 68), say("week_image_key", lang), 17, colour=svg.QUIET),
    ]
    for number, metric in enumerate(Metric):
        parts += _row(scene, metric, _HEAD + number * _ROW, lang)
    parts += _weeks(scene.first, _HEAD + _ROW * len(Metric))
    return Image(
        name=f"order-health-{scene.first}",
        title=say("week_image_alt", lang, **span),
        svg=svg.drawing(_WIDTH, height, title, parts),
    )


def _row(scene: WeekScene, metric: Metric, top: int, lang: str) -> list[str]:
    figure, before = scene.figures[metric], scene.before[metric]
    value = figure.text or "–"
    colour = svg.BAD if figure.is_bad else svg.INK
    parts = [
        svg.line((_MARGIN, top), (_RIGHT, top)),
        svg.text((_MARGIN, top + 30), say(f"metric_{metric}", lang), 20),
        svg.text((_MARGIN, top + 88), value, 36, colour=colour),
        svg.text(
            (_RIGHT, top + 30), say("week_image_before", lang, value=before.text or "–"), 18,
            colour=svg.QUIET, anchor="end",
        ),
    ]  # fmt: skip
    return parts + _trend(scene.days[metric], figure, top + _TOP)


def _trend(days: Sequence[Figure], figure: Figure, top: int) -> list[str]:
    """Draw the days of a figure over one another's height; a day without orders is a gap."""
    bound = float(figure.bound.at)
    shares = [day.part / day.whole if day.whole else None for day in days]
    most = max([bound, *(share for share in shares if share is not None)]) * _AIR or 1.0
    most = max(min(most, 1.0), bound)

    def place(number: int, share: float) -> svg.Point:
        return _across(number), top + _TALL - share / most * _TALL

    begin = _across(DAYS - WEEK) - _step() / 2
    limit = place(0, bound)[1]
    parts = [
        svg.area((begin, top), _RIGHT - begin, _TALL),
        svg.line((_LEFT, top + _TALL), (_RIGHT, top + _TALL)),
        svg.line((_LEFT, limit), (_RIGHT, limit), colour=svg.BAD, width=1.5, dash="6 5"),
        svg.text(
            (_LEFT - 8, limit + 6), percent(figure.bound.at), 16, colour=svg.BAD, anchor="end"
        ),
    ]
    stretch: list[svg.Point] = []
    for number, share in enumerate([*shares, None]):
        if share is not None:
            stretch.append(place(number, share))
        elif stretch:
            parts.append(svg.path(stretch, colour=svg.FINE))
            stretch = []
    parts += [
        svg.dot(place(number, share), 4, colour=svg.BAD if day.is_bad else svg.FINE)
        for number, (day, share) in enumerate(zip(days, shares, strict=True))
        if share is not None
    ]
    return parts


def _weeks(first: date, top: int) -> list[str]:
    """Write under the lines on which day each of the weeks began."""
    marks = [svg.line((_MARGIN, top), (_RIGHT, top))]
    for weeks in range(DAYS // WEEK):
        number = weeks * WEEK
        day = first - timedelta(days=DAYS - WEEK - number)
        marks.append(svg.text((_across(number), top + 28), f"{day:%m-%d}", 16, colour=svg.QUIET))
    return marks


def _step() -> float:
    return (_RIGHT - _LEFT) / DAYS


def _across(number: int) -> float:
    return _LEFT + (number + 0.5) * _step()
