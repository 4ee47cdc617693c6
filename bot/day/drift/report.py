"""The report of a month that drifts: what each week cost, and how far every draft came."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.day.drift.costs import Drifted
from bot.day.drift.weeks import Proposal, Search
from bot.day.hours import SHANGHAI
from rules.learning.texts import gain_text
from rules.resonance.rollout import Stage

#: Of each week: its orders, those that ended badly, four costs, and three regrets.
_HEADINGS = (
    "周", "单", "差", "出厂", "实际", "最后", "最优", "遗憾", "遗憾（最后）", "遗憾（出厂）",
)  # fmt: skip
_DEFINED = (
    "费用：报出来的每一单算看一次的钱，坏消息之前没报的差单算漏报的钱；每千单。"
    "出厂、最后（发布的）是同一套权重判完整周；实际是当时真的报了没有，含试运行。"
    "最优：形式相同，在这一周全部订单和它们的结局上找，当时没有人能知道。"
    "遗憾 =（它 − 最优）÷ 最优。"
)


def show(console: Console, found: Drifted) -> None:
    """Print it."""
    table = Table(title="每千单的费用 / cost of 1000 orders", title_justify="left")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", overflow="fold")
    for number, week in enumerate(found.weeks, start=1):
        table.add_row(
            str(number), str(week.orders), str(week.bad),
            *(f"{cost:.0f}" for cost in (week.shipped, week.lived, week.final, week.best)),
            *map(_share, (week.regret, week.regret_of_final, week.regret_as_shipped)),
        )  # fmt: skip
    console.print(table)
    for search in found.searches:
        console.print(_searched(search), soft_wrap=True)
    for one in found.proposals:
        for line in _lines(one):
            console.print(line, soft_wrap=True)
    if found.weeks:
        last = found.weeks[-1]
        console.print(
            f"最后一周的遗憾：最后发布的权重 {_share(last.regret_of_final)}，"
            f"实际（含试运行）{_share(last.regret)}，出厂 {_share(last.regret_as_shipped)}",
            soft_wrap=True,
        )
    console.print(_DEFINED, soft_wrap=True)


def _searched(search: Search) -> str:
    found = search.found
    what = (
        f"草案 {search.number}" if search.number is not None
        else search.why_not or f"不提（{found.advice}）"
    )  # fmt: skip
    return (
        f"第 {search.week} 周末 {_at(search.at)} 有结果 {found.orders} 单，差 {found.bad}；"
        f"后来的 {found.checked} 单上每千单省 ¥{gain_text(found.gain)} → {what}"
    )


def _lines(one: Proposal) -> Iterator[str]:
    draft, rollout = one.draft, one.rollout
    yield (
        f"草案 {draft.number}（{_whose(one)}）影子判 {one.shadowed} 单，{one.differing} 单不同"
        + (f"；一个人批准后仍是第 {one.after_one} 版" if one.after_one is not None else "")
    )
    if rollout is None:
        yield f"  没有发布：{draft.state}"
        return
    yield f"  {_at(rollout.since)} 两个人发布第 {rollout.version} 版，判 {rollout.share:.0%} 的单"
    if one.tripped_at is not None and one.guard is not None:
        yield f"  {_at(one.tripped_at)} 护栏触发（{one.guard}）"
    match rollout.stage:
        case Stage.ALL:
            yield f"  {_at(rollout.ended_at)} 判全部订单"
        case Stage.ROLLED_BACK:
            yield f"  {_at(rollout.ended_at)} 退回：{rollout.why}"
        case Stage.CANARY:
            yield "  还在试运行"


def _whose(one: Proposal) -> str:
    return one.draft.author if one.searched is None else f"机器找的，{one.draft.author} 提议"


def _at(at: datetime | None) -> str:
    return "—" if at is None else f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
