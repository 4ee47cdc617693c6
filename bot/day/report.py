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
from storage.confirmation.confirmations import Dwell

_CENT = Decimal("0.01")
_HOUR = timedelta(hours=1)


def show(console: Console, found: Outcome, plan: Plan) -> None:
    """Print it; the lines that say how long something took differ from run to run, no others."""
    jobs = found.merchant.jobs.values()
    missed = [job for job in jobs if job.missed]
    console.print(f"漏发率 {rate(len(missed), len(jobs))}")
    console.print(f"本可拦下 {sum(job.fault is not None for job in missed)}")
    console.print(f"退款后仍发出 {sum(job.sent_for_nothing for job in jobs)}")
    console.print(_by_fault(found))
    if plan.guarded:
        for code, count in sorted(found.denied.items()):
            console.print(f"扫描拦下 {code} {count}")
        told = found.warehouse
        console.print(
            f"仓库系统 调用 {told.calls}，重复 {told.repeats}，锁定 {len(told.orders)} 单"
        )
        phones = found.telephones
        console.print(
            f"短信 {phones.links}，电话 {phones.calls - phones.links - phones.repeats}，"
            f"重复 {phones.repeats}"
        )
    _dwell(console, found.dwell, plan.habits)
    console.print(f"事件 {found.events} · 流水 sha256:{found.journal}", soft_wrap=True)
    console.print(f"用时 {found.seconds:.1f} 秒")


def _dwell(console: Console, dwell: Dwell | None, habits: Habits) -> None:
    """Say how long orders waited for their customers' word, and what was assumed of customers."""
    if dwell is None:
        return
    console.print(
        f"待确认 平均 {_hours(dwell.mean)}，中位 {_hours(dwell.median)}"
        f"（{dwell.orders} 单，{dwell.answered} 单已确认）"
    )
    console.print(
        f"假设：没人问时平均 {_hours(habits.unasked)} 才确认；{habits.by_link:.0%} 会点链接，"
        f"醒着时平均 {_hours(habits.after_link)}；每次电话 {habits.by_call:.0%} 会按键"
    )


def _hours(length: timedelta) -> str:
    return f"{length / _HOUR:.1f} 小时"


def rate(missed: int, orders: int) -> str:
    """Write a rate as a/b = x.xx%."""
    percent = Decimal(100 * missed) / orders if orders else Decimal(0)
    return f"{missed}/{orders} = {percent.quantize(_CENT, rounding=ROUND_HALF_UP)}%"


def _by_fault(found: Outcome) -> Table:
    table = Table(title="故障 / faults", title_justify="left")
    for heading in ("故障", "代码", "原因", "发生", "有人知道", "漏发"):
        table.add_column(heading, overflow="fold")
    for fault, *row in _rows(found):
        nature = NATURES[fault]
        table.add_row(nature.name, fault.value, nature.cause, *map(str, row))
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
