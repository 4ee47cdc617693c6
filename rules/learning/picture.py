"""Fronts as images: what telling of more orders buys, with its intervals."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rules.backtest.fixed import NOT_SHIPPED
from rules.backtest.intervals import Figure
from rules.cards.images import svg
from rules.cards.images.image import Image
from rules.learning.retest import Retest, Side
from rules.learning.summary import Share
from rules.learning.tuning import Tuned
from rules.resonance.measure import decimal_text
from rules.wording.say import say

_WIDTH, _HEAD, _PANEL = 600, 84, 348
_LEFT, _RIGHT, _TOP, _TALL = 76, 572, 40, 232
_MARGIN = 24
#: Points nearer to each other than this share one label.
_NEAR = 24
_TICKS = 4
#: What is proposed lies on top of what it hides.
_NOW, _CHOSEN, _OTHER = svg.INK, svg.ACCENT, svg.QUIET
_PANELS = ("recall", "precision")


class _Spot(NamedTuple):
    """One way to judge orders, in one panel."""

    told: float  #: Of 1000 orders.
    share: float
    between: tuple[float, float] | None
    colour: str
    label: str
    radius: int = 6


def front(found: Tuned, lang: str) -> Image:
    """Draw recall and precision over the alerts of 1000 orders, for each price of a miss."""
    ways = [(found.present, _NOW, say("tune_present", lang))]
    for point in found.front:
        colour = _CHOSEN if point.ratio == found.ratio else _OTHER
        ways.append((point.figures, colour, f"{point.ratio:.3g}"))
    panels = {name: list(_priced(ways, name)) for name in _PANELS}
    title = say("tune_picture", lang, orders=found.checked)
    key = say("tune_picture_key", lang)
    return _image(title, key, "backtest_alerts_per_1000", panels, lang)


def compared(found: Retest, lang: str) -> Image | None:
    """Draw them for each orange threshold, as it is and as it is tried; None: none tells of any."""
    sides = [(found.present, _NOW)]
    if found.would is not None:
        sides.append((found.would, _CHOSEN))
    panels = {
        name: [
            *_beside(found, name, lang),
            *(spot for side, colour in sides for spot in _thresholds(side, name, colour)),
        ]
        for name in _PANELS
    }
    if not any(panels.values()):
        return None
    title = say("retest_picture_title", lang, orders=found.present.summary.orders, days=found.days)
    key = say("retest_picture_now" if found.would is None else "retest_picture_both", lang)
    return _image(title, key, "retest_picture_told", panels, lang)


def _priced(ways: Sequence[tuple[Mapping[str, Figure], str, str]], name: str) -> Iterator[_Spot]:
    for figures, colour, label in ways:
        told, figure = figures["alerts_per_1000"].value, figures[name]
        if told is not None and figure.value is not None:
            low, high = figure.low, figure.high
            between = None if low is None or high is None else (low, high)
            yield _Spot(told, figure.value, between, colour, label)


def _thresholds(side: Side, name: str, colour: str) -> Iterator[_Spot]:
    """Yield the spots of one set of numbers: the threshold that it has named, others small."""
    for one in side.front:
        mine = one.orange == side.orange
        label = decimal_text(one.orange) if mine else ""
        yield from _counted(one.told, getattr(one, name), colour, label, 6 if mine else 3)


def _beside(found: Retest, name: str, lang: str) -> Iterator[_Spot]:
    fixed = found.fixed[NOT_SHIPPED]
    hours = f"{found.unshipped_after.total_seconds() / 3600:g}"
    told = Share(part=fixed.alerted, whole=fixed.orders)
    label = say("retest_picture_fixed", lang, hours=hours)
    yield from _counted(told, getattr(fixed, name), _OTHER, label, 6)


def _counted(told: Share, share: Share, colour: str, label: str, radius: int) -> Iterator[_Spot]:
    if told.value and share.value is not None:
        low, high = share.between
        between = (float(low), float(high)) if label else None
        yield _Spot(float(1000 * told.value), float(share.value), between, colour, label, radius)


def _image(
    title: str, key: str, under: str, panels: Mapping[str, Sequence[_Spot]], lang: str
) -> Image:
    parts = [
        svg.text((_MARGIN, 40), title, 24),
        svg.text((_MARGIN, 68), key, 16, colour=svg.QUIET),
    ]
    most = _round_above(max((s.told for spots in panels.values() for s in spots), default=0) or 1)
    for number, (name, spots) in enumerate(panels.items()):
        top = _HEAD + number * _PANEL
        parts += _axes(most, say(f"backtest_{name}", lang), say(under, lang), top)
        parts += _spots(spots, most, top)
    height = _HEAD + _PANEL * len(panels)
    return Image(name="front", title=title, svg=svg.drawing(_WIDTH, height, title, parts))


def _axes(most: float, name: str, under: str, top: int) -> Iterator[str]:
    bottom = top + _TOP + _TALL
    yield svg.text((_MARGIN, top + 22), name, 18)
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        x, y = _LEFT + share * (_RIGHT - _LEFT), bottom - share * _TALL
        yield svg.line((_LEFT, y), (_RIGHT, y))
        yield svg.text((_LEFT - 8, y + 5), f"{share:.2f}", 15, colour=svg.QUIET, anchor="end")
        said = f"{share * most:g}"
        yield svg.text((x, bottom + 22), said, 15, colour=svg.QUIET, anchor="middle")
    yield svg.text((_RIGHT, bottom + 46), under, 15, colour=svg.QUIET, anchor="end")


def _spots(spots: Sequence[_Spot], most: float, top: int) -> Iterator[str]:
    labels: dict[svg.Point, str] = {}
    for spot in sorted(spots, key=lambda spot: spot.colour == _CHOSEN):
        x, y = round(_LEFT + spot.told / most * (_RIGHT - _LEFT), 1), _up(spot.share, top)
        if spot.between is not None:
            low, high = (_up(value, top) for value in spot.between)
            yield svg.line((x, low), (x, high), colour=spot.colour)
        yield svg.dot((x, y), spot.radius, colour=spot.colour)
        if spot.label:
            beside = next((other for other in labels if math.dist(other, (x, y)) < _NEAR), (x, y))
            labels[beside] = f"{labels[beside]} · {spot.label}" if beside in labels else spot.label
    for (x, y), label in labels.items():
        far = x > (_LEFT + _RIGHT) / 2
        anchor = "end" if far else "start"
        yield svg.text((x + (-10 if far else 10), y - 10), label, 15, anchor=anchor)


def _round_above(value: float) -> float:
    """Return where an axis ends whose ticks are round numbers."""
    size: float = 10.0 ** math.floor(math.log10(value / _TICKS))
    return next(_TICKS * n * size for n in (1, 2, 2.5, 5, 10) if _TICKS * n * size >= value)


def _up(value: float, top: int) -> float:
    return round(top + _TOP + _TALL - value * _TALL, 1)
