"""The front as an image: what each price of a miss buys, with its intervals."""

import math
from collections.abc import Iterator, Mapping

from rules.backtest.figures import Figure
from rules.cards.images import svg
from rules.cards.images.image import Image
from rules.learning.tuning import Tuned
from rules.wording.say import say

_WIDTH, _HEAD, _PANEL = 600, 84, 348
_LEFT, _RIGHT, _TOP, _TALL = 76, 572, 40, 232
_MARGIN = 24
#: Points nearer to each other than this share one label.
_NEAR = 24
_TICKS = 4
#: What is proposed lies on top of what it hides.
_NOW, _CHOSEN, _OTHER = svg.INK, svg.ACCENT, svg.QUIET


def front(found: Tuned, lang: str) -> Image:
    """Draw recall and precision over the alerts of 1000 orders."""
    title = say("tune_picture", lang, orders=found.checked)
    names = ("recall", "precision")
    parts = [
        svg.text((_MARGIN, 40), title, 24),
        svg.text((_MARGIN, 68), say("tune_picture_key", lang), 16, colour=svg.QUIET),
    ]
    for number, name in enumerate(names):
        parts += _panel(found, name, lang, _HEAD + number * _PANEL)
    height = _HEAD + _PANEL * len(names)
    return Image(name="front", title=title, svg=svg.drawing(_WIDTH, height, title, parts))


def _panel(found: Tuned, name: str, lang: str, top: int) -> Iterator[str]:
    every = [found.present, *(point.figures for point in found.front)]
    most = max((f["alerts_per_1000"].value or 0) for f in every) * 1.1 or 1.0
    yield from _axes(most, name, lang, top)
    spots = [(found.present, _NOW, say("tune_present", lang))]
    for point in found.front:
        colour = _CHOSEN if point.ratio == found.ratio else _OTHER
        spots.append((point.figures, colour, f"{point.ratio:.3g}"))
    labels: dict[svg.Point, str] = {}
    for figures, colour, label in sorted(spots, key=lambda spot: spot[1] == _CHOSEN):
        place = _place(figures, name, most, top)
        if place is not None:
            yield from _spot(figures[name], place, top, colour)
            beside = next((other for other in labels if math.dist(other, place) < _NEAR), place)
            labels[beside] = f"{labels[beside]} · {label}" if beside in labels else label
    for (x, y), label in labels.items():
        far = x > (_LEFT + _RIGHT) / 2
        anchor = "end" if far else "start"
        yield svg.text((x + (-10 if far else 10), y - 10), label, 15, anchor=anchor)


def _axes(most: float, name: str, lang: str, top: int) -> Iterator[str]:
    bottom = top + _TOP + _TALL
    yield svg.text((_MARGIN, top + 22), say(f"backtest_{name}", lang), 18)
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        x, y = _LEFT + share * (_RIGHT - _LEFT), bottom - share * _TALL
        yield svg.line((_LEFT, y), (_RIGHT, y))
        yield svg.text((_LEFT - 8, y + 5), f"{share:.2f}", 15, colour=svg.QUIET, anchor="end")
        said = f"{share * most:.0f}"
        yield svg.text((x, bottom + 22), said, 15, colour=svg.QUIET, anchor="middle")
    under = say("backtest_alerts_per_1000", lang)
    yield svg.text((_RIGHT, bottom + 46), under, 15, colour=svg.QUIET, anchor="end")


def _place(figures: Mapping[str, Figure], name: str, most: float, top: int) -> svg.Point | None:
    x, y = figures["alerts_per_1000"].value, figures[name].value
    if x is None or y is None:
        return None
    return round(_LEFT + x / most * (_RIGHT - _LEFT), 1), _up(y, top)


def _up(value: float, top: int) -> float:
    return round(top + _TOP + _TALL - value * _TALL, 1)


def _spot(figure: Figure, place: svg.Point, top: int, colour: str) -> Iterator[str]:
    if figure.low is not None and figure.high is not None:
        low, high = (_up(value, top) for value in (figure.low, figure.high))
        yield svg.line((place[0], low), (place[0], high), colour=colour)
    yield svg.dot(place, 6, colour=colour)
