"""The front as ECharts lines: what each orange threshold buys, for each alert of 1000 orders."""

from collections.abc import Sequence
from typing import Any

from rules.learning.retest import Side, Spot, share_text
from rules.learning.summary import Share, Summary
from rules.resonance.measure import decimal_text
from rules.wording.say import say

#: Readable on paper and at night.
_COLOURS = ("#4c7ce0", "#e07b2e")  #: What is in force, what is tried.
_FAINT, _GRID = "#8a919d", "#8a919d55"
_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
_PANELS = ("recall", "precision")


def options(
    sides: Sequence[tuple[str, Side]], fixed: Sequence[tuple[str, Summary]], lang: str
) -> dict[str, Any]:
    """Return the chart: recall, and below it precision; the fixed rules are points."""
    fixed = [(title, one) for title, one in fixed if one.alerted]
    axis = {"color": _FAINT, "fontSize": 11}
    series: list[dict[str, Any]] = []
    for place, name in enumerate(_PANELS):
        series += [
            _line(side, title, colour, name, place)
            for (title, side), colour in zip(sides, _COLOURS, strict=False)
        ]
        series += [
            _dot(one, title, name, place)
            for title, one in fixed
            if getattr(one, name).value is not None
        ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": _FONT},
        "legend": {
            "bottom": 0, "textStyle": axis, "itemWidth": 16,
            "data": [title for title, _ in (*sides, *fixed)],
        },
        "tooltip": {"confine": True, "formatter": "{b}"},
        "title": [
            {
                "text": say(f"backtest_{name}", lang) + " (%)", "top": place * 210, "left": 0,
                "textStyle": {"fontSize": 13, "fontWeight": 600, "color": _FAINT},
            }
            for place, name in enumerate(_PANELS)
        ],
        "grid": [
            {"left": 40, "right": 20, "top": place * 210 + 28, "height": 134}
            for place, _ in enumerate(_PANELS)
        ],
        "xAxis": [
            {
                "type": "value", "gridIndex": place, "min": 0, "axisLabel": axis,
                "name": say("retest_picture_told", lang), "nameLocation": "middle", "nameGap": 22,
                "nameTextStyle": axis, "splitLine": {"show": False},
                "axisLine": {"lineStyle": {"color": _GRID}},
            }
            for place, _ in enumerate(_PANELS)
        ],
        "yAxis": [
            {
                "type": "value", "gridIndex": place, "min": 0, "max": 100, "axisLabel": axis,
                "interval": 25, "splitLine": {"lineStyle": {"color": _GRID}},
            }
            for place, _ in enumerate(_PANELS)
        ],
        "series": series,
    }  # fmt: skip


def _line(side: Side, title: str, colour: str, name: str, place: int) -> dict[str, Any]:
    return {
        "type": "line", "name": title, "xAxisIndex": place, "yAxisIndex": place,
        "lineStyle": {"color": colour, "width": 2}, "itemStyle": {"color": colour},
        "data": list(_points(side, title, name)),
    }  # fmt: skip


def _points(side: Side, title: str, name: str) -> Sequence[dict[str, Any]]:
    """Return a point for each threshold, the one in force larger and named."""
    points = []
    for spot in side.front:
        share: Share = getattr(spot, name)
        if share.value is None or not spot.told.value:
            continue
        mine = spot.orange == side.orange
        points.append({
            "value": [_per_1000(spot.told), round(float(share.value) * 100, 1)],
            "symbol": "circle", "symbolSize": 13 if mine else 5,
            "label": {
                "show": mine, "formatter": decimal_text(spot.orange), "position": "top",
                "fontSize": 12, "color": _FAINT,
            },
            "name": _told(title, spot, share),
        })  # fmt: skip
    return points


def _dot(one: Summary, title: str, name: str, place: int) -> dict[str, Any]:
    share: Share = getattr(one, name)
    told = Share(part=one.alerted, whole=one.orders)
    at = round(float(share.value or 0) * 100, 1)
    return {
        "type": "scatter", "name": title, "xAxisIndex": place, "yAxisIndex": place,
        "symbol": "diamond", "symbolSize": 11,
        "data": [{"value": [_per_1000(told), at], "name": f"{title} · {share_text(share)}"}],
    }  # fmt: skip


def _told(title: str, spot: Spot, share: Share) -> str:
    return (
        f"{title} · ≥ {decimal_text(spot.orange)} · {share_text(share)} · {_per_1000(spot.told):g}‰"
    )


def _per_1000(share: Share) -> float:
    return round(float(share.value or 0) * 1000, 1)
