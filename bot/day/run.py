"""`resonance day`: which faults are wanted, a bar while it is played, what came of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot import logs
from bot.day import report
from bot.day.desk import STARTS
from bot.day.drift import report as drift_report
from bot.day.drift.month import Drift
from bot.day.faults import NATURES, Fault
from bot.day.hours import SHANGHAI, Shape
from bot.day.outcome import Plan
from bot.day.play import play
from bot.terminal import err, fail, out
from rules.wording.say import say

_NONE = "none"


def run(
    *,
    orders: int,
    seed: int,
    days: int,
    shape: str,
    guarded: bool,
    faults: str,
    drift: bool,
    lang: str,
) -> None:
    """Play days and print what came of them; a fault that there is not ends with 2."""
    logs.configure(form="console", level="error")
    plan = Plan(
        orders=orders, seed=seed, days=days, shape=Shape(shape), guarded=guarded,
        faults=_wanted(faults), drift=Drift() if drift else None, lang=lang,
    )  # fmt: skip
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def progress(now: datetime, share: float, doing: str) -> None:
            at = f"{now.astimezone(SHANGHAI):%m-%d %H:%M}"
            bar.update(task, completed=share, description=f"{at} {doing}".rstrip())

        found = play(plan, progress)
    first = f"{STARTS.astimezone(SHANGHAI):%Y-%m-%d}"
    sale = say("played_sale", lang) if plan.shape is Shape.SALE else ""
    title = {"first": first, "days": days, "orders": orders, "sale": sale, "seed": seed}
    out.print(say("played_title", lang, **title))
    report.show(out, found, plan)
    if found.drifted is not None:
        drift_report.show(out, found.drifted, lang)


def _wanted(named: str) -> Mapping[Fault, Decimal]:
    """Read the names of faults; all of them unless some are named."""
    words = [word.strip() for word in named.split(",") if word.strip()]
    if words == [_NONE]:
        return {}
    known = {fault.value for fault in Fault}
    if unknown := sorted(set(words) - known):
        fail(
            f"--faults：没有 {', '.join(unknown)}；有：{', '.join(sorted(known))} / no such fault",
            code=2,
        )
    return {fault: NATURES[fault].share for fault in (map(Fault, words) if words else Fault)}
