"""Sentences about budgets of interruptions: how much is used, and what waits for its end."""

from collections.abc import Mapping
from types import MappingProxyType

BUDGETS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "budget_over": (
        (
            "上一班的打扰额度用完后压下的橙色预警，还有 {count} 条未处理"
            "{over}：\n{lines}\n回复“查单 单号”看详情。"
        ),
        (
            "Of what waited for the end of the shift, its interruptions being used up, "
            "{count:orange alert is|orange alerts are} open{over}:\n{lines}\n"
            "Reply “order N” for details."
        ),
    ),
    "budget_line": (
        "{name}：本班打扰额度用了 {spent}/{budget}，{until} 换班",
        "{name}: {spent} of {budget} interruptions used, the shift ends at {until}",
    ),
    "budget_waits": (
        "　压下 {count} 条，本班结束时一并说{orders}",
        "  {count:message waits|messages wait} for its end{orders}",
    ),
    "budget_about_storm": ("多单合一的卡", "a card of many orders"),
    "budget_about_trouble": ("系统异常", "trouble with a system"),
    "budget_about_improve": ("改进清单", "a list of what to improve"),
    "budget_about_unmapped": ("不认识的状态词", "an unknown status word"),
    "budget_about_refund": ("待核实的退款", "a refund to decide"),
    "budget_about_lost_marks": ("丢失的标记", "lost marks"),
    "budget_about_pick_list": ("强制拣货的单", "orders on a pick list"),
    "budget_orders": ("：{orders}", ": {orders}"),
})  # fmt: skip
