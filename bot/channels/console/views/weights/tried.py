"""What was tried on past orders, as a table beside the present numbers and the fixed rules."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views.draft_desk import Exhibit
from bot.channels.console.views.order_data import Reading
from bot.channels.console.views.weights import chart
from handlers.learning.labelling import Taught
from rules.learning.quality import Quality
from rules.learning.retest import Estimate, Retest, estimates, share_text
from rules.learning.summary import Summary
from rules.wording.say import say, span

_HOUR = timedelta(hours=1)
_LARGE = 100  #: From here on a figure is read without its tenths.
_SHARES = frozenset({"precision", "recall"})


def exhibit(found: object, reading: Reading) -> Exhibit | None:
    """Return what the page shows in place of an answer's text; None: the text."""
    match found:
        case Retest():
            return _retest(found, reading)
        case Taught():
            return Exhibit(_quality(found, reading))
        case _:
            return None


def _retest(found: Retest, reading: Reading) -> Exhibit:
    lang = reading.lang
    sides = [(label("weights_present", lang), found.present)]
    if found.would is not None:
        sides.append((label("weights_tried", lang), found.would))
    hours = f"{found.unshipped_after / _HOUR:g}"
    fixed = [(say(f"backtest_{rule}", lang, hours=hours), one) for rule, one in found.fixed.items()]
    summaries = [*((name, side.summary) for name, side in sides), *fixed]
    return Exhibit(
        {**_table(summaries, lang), **_about(found, reading)}, chart.options(sides, fixed, lang)
    )


def _about(found: Retest, reading: Reading) -> dict[str, Any]:
    lang, summary, since = reading.lang, found.present.summary, found.since
    key = "retest_title" if since is None else "retest_title_cut"
    last = (found.would or found.present).summary
    notes = [say("backtest_three_before", lang, share=share_text(last.before_threshold))]
    if since is not None:
        notes.append(say("retest_cut", lang, at=reading.at(since)))
    return {
        "what": "retest",
        "title": say(key, lang, days=found.days, orders=summary.orders, bad=summary.bad),
        "tried": [f"{one.what} {one.before} → {one.after}" for one in found.tried],
        "notes": notes,
    }


def _table(summaries: Sequence[tuple[str, Summary]], lang: str) -> dict[str, Any]:
    columns = [(name, estimates(one)) for name, one in summaries]
    return {
        "columns": [name for name, _ in columns],
        "rows": [
            {
                "name": say("retest_lead" if row == "lead" else f"backtest_{row}", lang),
                "cells": [_cell(row, figures[row], lang) for _, figures in columns],
            }
            for row in columns[0][1]
        ],
    }


def _cell(row: str, figure: Estimate, lang: str) -> dict[str, str]:
    if figure.value is None:
        return {"value": "—", "between": ""}
    low, high = figure.low, figure.high
    between = (
        "" if low is None or high is None else f"{_text(row, low, lang)} – {_text(row, high, lang)}"
    )
    return {"value": _text(row, figure.value, lang, exact=True), "between": between}


def _text(row: str, value: Fraction | timedelta | None, lang: str, *, exact: bool = False) -> str:
    if isinstance(value, timedelta):
        return span(value, lang)
    number = float(value or 0)
    if row in _SHARES:
        return f"{number:.1%}"
    whole = exact and row != "alerts_per_1000"
    return f"{number:.0f}" if whole or number >= _LARGE else f"{number:.1f}"


def _quality(found: Taught, reading: Reading) -> dict[str, Any]:
    month = f"{found.since.astimezone(reading.tz):%Y-%m}"
    return {
        "what": "quality",
        "title": say("weights_quality", reading.lang, month=month, labelled=found.month.labelled),
        "kinds": {one.kind: _precision(one) for one in found.month.signals if one.fired},
    }


def _precision(one: Quality) -> dict[str, str]:
    low, high = one.between
    return {
        "value": f"{float(one.precision or 0):.0%}",
        "between": f"{float(low):.0%} – {float(high):.0%} · {one.right}/{one.fired}",
    }
