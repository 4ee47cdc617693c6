"""The report of a backtest: a table for people, the same figures as JSON for programs."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

from bot.backtest.run import Run
from rules.backtest.figures import MEASURES, SPEAKERS
from rules.backtest.intervals import Figure
from rules.wording.say import say

_HOUR = timedelta(hours=1)


def _count(value: float) -> str:
    return f"{value:.0f}"


def _one_place(value: float) -> str:
    return f"{value:.1f}"


def _two_places(value: float) -> str:
    return f"{value:.2f}"


def _percent(value: float) -> str:
    return f"{value:.1%}"


_FORMS: Mapping[str, Callable[[float], str]] = {
    "alerted": _count, "alerts": _count, "hits": _count, "misses": _count,
    "precision": _two_places, "recall": _two_places,
}  # fmt: skip


def show(console: Console, run: Run, lang: str) -> None:
    """Print it; the last line says how long it took, all others are the same every time."""
    found, hours = run.found, f"{run.policy.unshipped_after / _HOUR:g}"
    bad = _written(found.bad, _count)
    table = Table(
        Column(say("backtest_figure", lang), overflow="fold"),
        *(
            Column(
                say(f"backtest_{who}", lang, hours=hours),
                justify="right",
                overflow="fold",
                min_width=len("[00000–00000]"),
            )
            for who in SPEAKERS
        ),
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
    )
    for measure in MEASURES:
        form = _FORMS.get(measure, _one_place)
        cells = (
            _written(found.speakers[who][measure], form).replace(" ", "\n") for who in SPEAKERS
        )
        table.add_row(say(f"backtest_{measure}", lang), *cells)
    title = say("backtest_title", lang, orders=found.orders, bad=bad, policy=run.policy.version)
    console.print(title, soft_wrap=True)
    console.print(table)
    for name in ("three_before", "preceded"):
        share = _written(getattr(found, name), _percent)
        console.print(say(f"backtest_{name}", lang, share=share), soft_wrap=True)
    if found.unfinished:
        console.print(say("backtest_unfinished", lang, count=found.unfinished), soft_wrap=True)
    if round(found.stand_for) != found.orders:
        count = _count(found.stand_for)
        console.print(say("backtest_stands_for", lang, count=count), soft_wrap=True)
    took = say("backtest_took", lang, seconds=f"{run.seconds:.1f}", workers=run.workers)
    console.print(took, soft_wrap=True)


def written(measure: str, figure: Figure) -> str:
    """Write a figure in the form of its measure, with its interval."""
    return _written(figure, _FORMS.get(measure, _one_place))


def _written(figure: Figure, form: Callable[[float], str]) -> str:
    if figure.value is None:
        return "—"
    if figure.low is None or figure.high is None:
        return form(figure.value)
    return f"{form(figure.value)} [{form(figure.low)}–{form(figure.high)}]"


def as_json(run: Run) -> dict[str, Any]:
    """Return the figures and what they are of; nothing in it differs from run to run."""
    found = run.found
    return {
        "policy": run.policy.version,
        "until": run.read.until,
        "seed": run.seed,
        "events": {
            "accepted": len(run.read.events),
            "duplicates": run.read.duplicates,
            "rejected": run.read.rejected,
        },
        "orders": found.orders,
        "stand_for": found.stand_for,
        "without_outcome": found.unfinished,
        "bad": found.bad._asdict(),
        "rules": {
            who: {name: figure._asdict() for name, figure in figures.items()}
            for who, figures in found.speakers.items()
        },
        "three_weak_signals_before_threshold": found.three_before._asdict(),
        "threshold_hits_preceded": found.preceded._asdict(),
    }
