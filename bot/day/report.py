"""The report of a played day: the rate of missed shipments, what caused them, what was stopped."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from rich.console import Console
from rich.table import Table

from bot.day.customers import Habits
from bot.day.faults import NATURES, Fault
from bot.day.outcome import Outcome, Plan
from rules.wording.say import say
from storage.confirmation.confirmations import Dwell

_CENT = Decimal("0.01")
_HOUR = timedelta(hours=1)


def show(console: Console, found: Outcome, plan: Plan) -> None:
    """Print it; the lines that say how long something took differ from run to run, no others."""
    jobs, lang = found.merchant.jobs.values(), plan.lang
    missed = [job for job in jobs if job.missed]
    console.print(say("played_missed", lang, rate=rate(len(missed), len(jobs))))
    stoppable = sum(job.fault is not None for job in missed)
    console.print(say("played_stoppable", lang, count=stoppable))
    for_nothing = sum(job.sent_for_nothing for job in jobs)
    console.print(say("played_for_nothing", lang, count=for_nothing))
    console.print(_by_fault(found, lang))
    if plan.guarded:
        for code, count in sorted(found.denied.items()):
            console.print(say("played_denied", lang, code=code, count=count))
        told, phones = found.warehouse, found.telephones
        console.print(
            say(
                "played_warehouse", lang,
                calls=told.calls, repeats=told.repeats, orders=len(told.orders),
            )
        )  # fmt: skip
        calls = phones.calls - phones.links - phones.repeats
        console.print(
            say("played_phones", lang, links=phones.links, calls=calls, repeats=phones.repeats)
        )
    if found.dwell is not None:
        _dwell(console, found.dwell, plan.habits, lang)
    journal = say("played_journal", lang, events=found.events, journal=found.journal)
    console.print(journal, soft_wrap=True)
    console.print(say("played_took", lang, seconds=f"{found.seconds:.1f}"))


def _dwell(console: Console, dwell: Dwell, habits: Habits, lang: str) -> None:
    """Say how long orders waited for their customers' word, and what was assumed of customers."""

    def hours(length: timedelta) -> str:
        return say("played_hours", lang, hours=f"{length / _HOUR:.1f}")

    console.print(
        say(
            "played_dwell", lang, mean=hours(dwell.mean), median=hours(dwell.median),
            orders=dwell.orders, answered=dwell.answered,
        )
    )  # fmt: skip
    console.print(
        say(
            "played_assumed", lang, unasked=hours(habits.unasked), by_link=f"{habits.by_link:.0%}",
            after_link=hours(habits.after_link), by_call=f"{habits.by_call:.0%}",
        )
    )  # fmt: skip


def rate(missed: int, orders: int) -> str:
    """Write a rate as a/b = x.xx%."""
    percent = Decimal(100 * missed) / orders if orders else Decimal(0)
    return f"{missed}/{orders} = {percent.quantize(_CENT, rounding=ROUND_HALF_UP)}%"


def _by_fault(found: Outcome, lang: str) -> Table:
    table = Table(title=say("played_faults", lang), title_justify="left")
    for heading in say("played_columns", lang).split("|"):
        table.add_column(heading, overflow="fold")
    for fault, *row in _rows(found):
        name = say(f"played_fault_{fault}", lang)
        table.add_row(name, fault.value, NATURES[fault].cause, *map(str, row))
    return table


def _rows(found: Outcome) -> Iterator[tuple[Fault, int, int, int]]:
    """Yield of each fault: how many orders had it, were told of, were missed all the same."""
    counts: dict[Fault, Counter[str]] = {}
    for job in found.merchant.jobs.values():
        if job.fault is None:
            continue
        of = counts.setdefault(job.fault, Counter())
        of["all"] += 1
        of["told"] += job.known
        of["missed"] += job.missed
    for fault in Fault:
        if of := counts.get(fault, Counter()):
            yield fault, of["all"], of["told"], of["missed"]
