"""The three curves of one partner as ECharts: what lacks fields, is sealed as agreed, is late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.channels.console.views.order_data import Reading
from handlers.contracts.view import Partner
from rules.cards.contract_card import percent
from rules.contracts.observation import WINDOW, window_of
from rules.contracts.rates import Metric
from rules.contracts.window import Window
from rules.wording.say import say

_BLUE, _RED, _ORANGE, _FAINT, _GRID = "#2b5fd9", "#cf2e2e", "#c76a00", "#666e7b", "#e9ecf0"
_FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
#: Of one curve in the chart, in pixels: where it begins below the one before, and how high it is.
_STEP, _TOP, _HEIGHT = 176, 34, 104
_WHOLE = 100
#: How far back the curves go.
BACK = timedelta(hours=24)
#: What each curve shows of a window.
_VALUES: dict[Metric, Callable[[Window], float | None]] = {
    Metric.MISSING: lambda window: _hundredths(window.missing_rate),
    Metric.ENCRYPTION: lambda window: _hundredths(window.consistency),
    Metric.SKEW: lambda window: None if window.offsets is None else window.offsets.p95,
}


def options(one: Partner | None, reading: Reading) -> dict[str, Any]:
    """Return the chart. Its times carry no zone, so that every browser shows ours."""
    metrics = tuple(Metric)
    windows = one.windows if one is not None else ()
    times = [_local(window.start, reading) for window in windows]
    newest = window_of(reading.now)
    limits = _limits(one)
    return {
        "animation": False,
        "textStyle": {"fontFamily": _FONT},
        "tooltip": {"trigger": "axis", "confine": True},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "title": [
            {
                "text": _title(metric, reading.lang),
                "top": place * _STEP,
                "left": 0,
                "textStyle": {"fontSize": 13, "fontWeight": 600},
            }
            for place, metric in enumerate(metrics)
        ],
        "grid": [
            {"left": 44, "right": 60, "top": place * _STEP + _TOP, "height": _HEIGHT}
            for place, _ in enumerate(metrics)
        ],
        "xAxis": [
            {
                "type": "time",
                "gridIndex": place,
                "min": _local(newest - BACK, reading),
                "max": _local(newest + WINDOW, reading),
                "splitNumber": 4,
                "axisLabel": {"hideOverlap": True, "color": _FAINT, "fontSize": 11},
                "axisLine": {"lineStyle": {"color": _GRID}},
            }
            for place, _ in enumerate(metrics)
        ],
        "yAxis": [
            {
                "type": "value",
                "gridIndex": place,
                "scale": metric is Metric.ENCRYPTION,
                "max": _WHOLE if metric is Metric.ENCRYPTION else None,
                "axisLabel": {"color": _FAINT, "fontSize": 11},
                "splitLine": {"lineStyle": {"color": _GRID}},
                "splitNumber": 3,
            }
            for place, metric in enumerate(metrics)
        ],
        "series": [
            {
                "type": "line",
                "name": _title(metric, reading.lang),
                "xAxisIndex": place,
                "yAxisIndex": place,
                "data": [
                    [at, value]
                    for at, window in zip(times, windows, strict=True)
                    if (value := _VALUES[metric](window)) is not None
                ],
                "symbolSize": 5,
                "lineStyle": {"width": 2, "color": _BLUE},
                "itemStyle": {"color": _BLUE},
                "markLine": {"silent": True, "symbol": "none", "data": limits[metric]},
            }
            for place, metric in enumerate(metrics)
        ],
    }


def _limits(one: Partner | None) -> dict[Metric, list[dict[str, Any]]]:
    """Return the lines that a curve should not cross; a skew that nobody limited has none."""
    found: dict[Metric, list[dict[str, Any]]] = {metric: [] for metric in Metric}
    if one is not None:
        limits = one.limits
        found[Metric.MISSING] = [
            _line(_hundredths(limits.missing), percent(limits.missing), _ORANGE)
        ]
        found[Metric.ENCRYPTION] = [
            _line(_hundredths(limits.encryption), percent(limits.encryption), _RED)
        ]
        if limits.skew is not None:
            seconds = int(limits.skew.total_seconds())
            found[Metric.SKEW] = [_line(seconds, str(seconds), _ORANGE)]
    return found


def _local(at: datetime, reading: Reading) -> str:
    return f"{at.astimezone(reading.tz):%Y-%m-%d %H:%M:%S}"


def _line(at: float, text: str, colour: str) -> dict[str, Any]:
    return {
        "yAxis": at,
        "lineStyle": {"color": colour, "type": "dashed", "width": 1.5},
        "label": {"color": colour, "formatter": text, "fontSize": 11},
    }


def _title(metric: Metric, lang: str) -> str:
    unit = "p95 s" if metric is Metric.SKEW else "%"
    return f"{say(f'contract_{metric}', lang)} ({unit})"


def _hundredths(share: Decimal) -> float:
    return round(float(share) * 100, 2)
