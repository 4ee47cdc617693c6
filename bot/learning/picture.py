"""The front as a picture: what each price of a miss buys, with intervals, as one SVG."""

import math
from collections.abc import Iterator, Mapping
from html import escape

from rules.backtest.figures import Figure
from rules.learning.tuning import Tuned
from rules.wording.say import say

_WIDTH, _HEIGHT, _EDGE = 460, 300, 56
_GAP, _MARGIN = 40, 24
#: Points nearer to each other than this share one label.
_NEAR = 18
#: Of the product's pages: ink, lines, what is, what is proposed, all else.
_INK, _LINE, _NOW, _CHOSEN, _OTHER = "#1f2933", "#d5dbe1", "#1f2933", "#d9480f", "#7b8794"
_TICKS = 4


def front(found: Tuned, lang: str) -> str:
    """Draw recall and precision over the alerts of 1000 orders."""
    width, height = 2 * _WIDTH + _GAP + _MARGIN, _HEIGHT + 2 * _EDGE
    panels = "".join(
        _panel(found, name, lang, number * (_WIDTH + _GAP))
        for number, name in enumerate(("recall", "precision"))
    )
    title = escape(say("tune_picture", lang, orders=found.checked))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="Noto Sans CJK SC, sans-serif" '
        f'font-size="13" fill="{_INK}" role="img"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="{_EDGE}" y="26" font-size="15">{title}</text>{panels}</svg>\n'
    )


def _panel(found: Tuned, name: str, lang: str, left: int) -> str:
    every = [found.present, *(point.figures for point in found.front)]
    most = max((f["alerts_per_1000"].value or 0) for f in every) * 1.1 or 1.0
    parts = [_axes(most, name, lang, left)]
    spots = [(found.present, _NOW, say("tune_present", lang))]
    for point in found.front:
        colour = _CHOSEN if point.ratio == found.ratio else _OTHER
        spots.append((point.figures, colour, f"{point.ratio:.3g}"))
    labels: dict[tuple[float, float], str] = {}
    # What is proposed lies on top of what it hides.
    for figures, colour, label in sorted(spots, key=lambda spot: spot[1] == _CHOSEN):
        place = _place(figures, name, most, left)
        if place is not None:
            parts.extend(_spot(figures, name, place, colour))
            beside = next((other for other in labels if math.dist(other, place) < _NEAR), place)
            labels[beside] = f"{labels[beside]} · {label}" if beside in labels else label
    for (x, y), label in labels.items():
        far = x > left + (_WIDTH + _EDGE) / 2
        parts.append(
            f'<text x="{x + (-10 if far else 10):.1f}" y="{y - 12:.1f}" font-size="12" '
            f'text-anchor="{"end" if far else "start"}">{escape(label)}</text>'
        )
    return "".join(parts)


def _axes(most: float, name: str, lang: str, left: int) -> str:
    bottom, right = _EDGE + _HEIGHT, left + _WIDTH
    parts = []
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        x, y = left + _EDGE + share * (_WIDTH - _EDGE), bottom - share * _HEIGHT
        parts.append(
            f'<line x1="{left + _EDGE}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>'
            f'<text x="{left + _EDGE - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.2f}</text>'
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{share * most:.0f}</text>'
        )
    under = escape(say("backtest_alerts_per_1000", lang))
    beside = escape(say(f"backtest_{name}", lang))
    middle = left + _EDGE + (_WIDTH - _EDGE) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{bottom + 40}" text-anchor="middle">{under}</text>'
        f'<text x="{left + _EDGE}" y="{_EDGE - 10}">{beside}</text>'
    )
    return "".join(parts)


def _place(
    figures: Mapping[str, Figure], name: str, most: float, left: int
) -> tuple[float, float] | None:
    x, y = figures["alerts_per_1000"].value, figures[name].value
    if x is None or y is None:
        return None
    return _across(x, most, left), _up(y)


def _across(value: float, most: float, left: int) -> float:
    return round(left + _EDGE + value / most * (_WIDTH - _EDGE), 1)


def _up(value: float) -> float:
    return round(_EDGE + _HEIGHT - value * _HEIGHT, 1)


def _spot(
    figures: Mapping[str, Figure], name: str, place: tuple[float, float], colour: str
) -> Iterator[str]:
    x, y = place
    low, high = figures[name].low, figures[name].high
    if low is not None and high is not None:
        yield (
            f'<line x1="{x}" x2="{x}" y1="{_up(low)}" y2="{_up(high)}" stroke="{colour}" '
            'stroke-opacity="0.5"/>'
        )
    yield f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
