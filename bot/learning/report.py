"""The report of a search: the front as a table, what would change, and whether that is chance."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

from bot.backtest.report import written
from rules.backtest.intervals import Figure
from rules.learning.form import overrides
from rules.learning.search import Prices
from rules.learning.texts import advice_text, change_texts
from rules.learning.tuning import Tuned
from rules.resonance.policy import Policy
from rules.wording.say import say

#: The figures of a point, in the order in which they stand.
COLUMNS = ("alerts_per_1000", "precision", "recall", "lead_days")


def show(console: Console, found: Tuned, policy: Policy, prices: Prices, lang: str) -> None:
    """Print the present policy, then the front, then what follows from it."""
    table = Table(
        Column(say("tune_ratio", lang), overflow="fold"),
        *(Column(say(f"backtest_{name}", lang), justify="right") for name in COLUMNS),
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_row(say("tune_present", lang), *_cells(found.present))
    for point in found.front:
        chosen = point.ratio == found.ratio
        mark = say("tune_chosen" if chosen else "tune_point", lang, ratio=f"{point.ratio:.3g}")
        table.add_row(mark, *_cells(point.figures))
    title = say(
        "tune_title", lang, orders=found.orders, bad=found.bad, checked=found.checked,
        policy=policy.version,
    )  # fmt: skip
    console.print(title, soft_wrap=True)
    console.print(table)
    for line in (*change_texts(found.form, policy, lang), advice_text(found, prices, lang)):
        console.print(line, soft_wrap=True)


def _cells(figures: Mapping[str, Figure]) -> list[str]:
    return [written(name, figures[name]).replace(" ", "\n") for name in COLUMNS]


def as_json(found: Tuned, policy: Policy, prices: Prices) -> dict[str, Any]:
    """Return all of it; nothing in it differs from run to run."""
    return {
        "policy": policy.version,
        "advice": found.advice.value,
        "orders": found.orders,
        "bad": found.bad,
        "checked": found.checked,
        "prices": {"tap": str(prices.tap), "miss": str(prices.miss)},
        "gain_per_1000_orders": found.gain._asdict(),
        "changes": overrides(found.form, policy),
        "present": _json(found.present),
        "front": [
            {"miss_in_taps": str(point.ratio), **_json(point.figures)} for point in found.front
        ],
    }


def _json(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure._asdict() for name, figure in figures.items()}
