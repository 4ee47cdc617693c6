"""The score over time as an ECharts step line, with both thresholds drawn across it."""

from decimal import Decimal
from math import ceil
from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views.order_data import Reading
from handlers.orders.view import OrderPage
from rules.resonance.measure import decimal_text
from rules.vocabulary import Level
from rules.wording.say import say

#: A curve with more steps than this shows no dots.
DOTS = 30
_BLUE, _AREA, _FAINT, _GRID = "#2b5fd9", "#2b5fd91a", "#666e7b", "#e9ecf0"
_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
_COLOURS = {Level.ORANGE: "#c76a00", Level.RED: "#cf2e2e"}


def options(page: OrderPage, reading: Reading) -> dict[str, Any]:
    """Return the chart. Its times carry no zone, so that every browser shows ours."""
    points: list[tuple[str, float]] = [
        (f"{at.astimezone(reading.tz):%Y-%m-%d %H:%M:%S}", float(score)) for at, score in page.curve
    ]
    top = max([float(page.red)] + [score for _, score in points])
    return {
        "animation": False,
        "textStyle": {"fontFamily": _FONT},
        "grid": {"left": 34, "right": 66, "top": 14, "bottom": 30},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {
            "type": "time",
            "splitNumber": 4,
            "axisLabel": {"hideOverlap": True, "color": _FAINT, "fontSize": 12},
            "axisLine": {"lineStyle": {"color": _GRID}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": ceil(top * 1.1),
            "axisLabel": {"color": _FAINT},
            "splitLine": {"lineStyle": {"color": _GRID}},
        },
        "series": [
            {
                "type": "line",
                "step": "end",
                "name": label("score", reading.lang),
                "data": [list(point) for point in points],
                "showSymbol": len(points) <= DOTS,
                "symbolSize": 6,
                "lineStyle": {"width": 2.5, "color": _BLUE},
                "itemStyle": {"color": _BLUE},
                "areaStyle": {"color": _AREA},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "data": [
                        _limit(Level.ORANGE, page.orange, reading.lang),
                        _limit(Level.RED, page.red, reading.lang),
                    ],
                },
            }
        ],
    }


def _limit(level: Level, limit: Decimal, lang: str) -> dict[str, Any]:
    return {
        "yAxis": float(limit),
        "lineStyle": {"color": _COLOURS[level], "type": "dashed", "width": 1.5},
        "label": {
            "color": _COLOURS[level],
            "formatter": f"{say(f'threshold_{level}', lang)} {decimal_text(limit)}",
        },
    }
