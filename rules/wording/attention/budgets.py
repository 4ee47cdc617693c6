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
    "budget_orders": ("：{orders}", ": {orders}"),
})  # fmt: skip
