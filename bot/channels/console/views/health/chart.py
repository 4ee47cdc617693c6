"""Thirty days of each figure as ECharts lines, with the bound that it should not cross."""

from typing import Any

from handlers.health.page import HealthPage
from rules.cards.contract_card import percent
from rules.health.figures import Figure, Metric
from rules.wording.say import say

#: Readable on paper and at night.
_BLUE, _RED, _FAINT, _GRID = "#4c7ce0", "#d9534a", "#8a919d", "#8a919d55"
_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
#: Of one trend in the chart, in pixels: where it begins below the one before, and how high it is.
_STEP, _TOP, _HEIGHT = 150, 34, 84


def options(page: HealthPage, lang: str) -> dict[str, Any]:
    """Return the chart, a trend below the other; a day without anything to count has no point."""
    metrics = tuple(Metric)
    days = [f"{day:%m-%d}" for day in page.days]
    axis = {"color": _FAINT, "fontSize": 11}
    return {
        "animation": False,
        "textStyle": {"fontFamily": _FONT},
        "tooltip": {"trigger": "axis", "confine": True},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "title": [
            {
                "text": f"{say(f'metric_{metric}', lang)} (%)", "top": place * _STEP, "left": 0,
                "textStyle": {"fontSize": 13, "fontWeight": 600, "color": _FAINT},
            }
            for place, metric in enumerate(metrics)
        ],
        "grid": [
            {"left": 40, "right": 58, "top": place * _STEP + _TOP, "height": _HEIGHT}
            for place, _ in enumerate(metrics)
        ],
        "xAxis": [
            {
                "type": "category", "gridIndex": place, "data": days, "boundaryGap": False,
                "axisLabel": {**axis, "hideOverlap": True},
                "axisLine": {"lineStyle": {"color": _GRID}},
            }
            for place, _ in enumerate(metrics)
        ],
        "yAxis": [
            {
                "type": "value", "gridIndex": place, "min": 0, "axisLabel": axis, "splitNumber": 2,
                "splitLine": {"lineStyle": {"color": _GRID}},
                # The bound is seen though the figure never comes near it.
                "max": _highest(page.trends[metric]),
            }
            for place, metric in enumerate(metrics)
        ],
        "series": [_line(page.trends[metric], place, lang) for place, metric in enumerate(metrics)],
    }  # fmt: skip


def _line(trend: Any, place: int, lang: str) -> dict[str, Any]:  # noqa: ANN401 - a sequence of figures
    bound, metric = trend[0].bound, trend[0].metric
    return {
        "type": "line",
        "name": say(f"metric_{metric}", lang),
        "xAxisIndex": place,
        "yAxisIndex": place,
        "data": [_percent(figure) for figure in trend],
        "symbolSize": 5,
        "connectNulls": False,
        "lineStyle": {"width": 2, "color": _BLUE},
        "itemStyle": {"color": _BLUE},
        "markLine": {
            "silent": True,
            "symbol": "none",
            "data": [
                {
                    "yAxis": round(float(bound.at) * 100, 2),
                    "lineStyle": {"color": _RED, "type": "dashed", "width": 1.5},
                    "label": {"color": _RED, "formatter": percent(bound.at), "fontSize": 11},
                }
            ],
        },
    }


def _percent(figure: Figure) -> float | None:
    return round(figure.part / figure.whole * 100, 2) if figure.whole else None


def _highest(trend: Any) -> float:  # noqa: ANN401 - a sequence of figures
    values = [value for figure in trend if (value := _percent(figure)) is not None]
    most = max([*values, float(trend[0].bound.at) * 100])
    return min(100.0, float(-(-most * 12 // 10)))
