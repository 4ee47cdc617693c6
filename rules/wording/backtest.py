"""Sentences of a backtest: who would have spoken of past orders, how often, rightly, how early."""

from collections.abc import Mapping
from types import MappingProxyType

BACKTEST: Mapping[str, tuple[str, str]] = MappingProxyType({
    "backtest_title": (
        "回测：{orders} 单，差的 {bad}（策略 {policy}）",
        "backtest: {orders:order|orders}, of which bad: {bad} (policy {policy})",
    ),
    "backtest_figure": ("方括号：95% 区间", "in brackets: 95 % intervals"),
    "backtest_resonance": ("共振", "resonance"),
    "backtest_not_delivered": ("承诺日未送达", "not delivered by the end of the promised day"),
    "backtest_not_handed_over": ("未按时交接", "not handed over by the limit"),
    "backtest_not_shipped": ("{hours} 小时未发货", "not shipped {hours} h after payment"),
    "backtest_alerted": ("被报的订单", "orders alerted"),
    "backtest_alerts": ("预警次数", "alerts"),
    "backtest_hits": ("报中", "hits"),
    "backtest_misses": ("漏报", "misses"),
    "backtest_precision": ("准确率", "precision"),
    "backtest_recall": ("召回率", "recall"),
    "backtest_alerts_per_1000": ("每千单预警", "alerts per 1000 orders"),
    "backtest_lead_days": ("提前天数", "lead in days"),
    "backtest_hours_to_complaint": ("首警到首诉小时", "hours, orange to complaint"),
    "backtest_three_before": (
        "差单里，固定门槛之前就有 3 个弱信号同时在的：{share}",
        "three weak signals at once before the fixed threshold, of the bad orders: {share}",
    ),
    "backtest_preceded": (
        "固定门槛（未发货）报中的单里，共振更早报的：{share}",
        "of the hits of the fixed threshold (not shipped), those resonance named earlier: {share}",
    ),
    "backtest_unfinished": (
        "{count} 单还没有任何结果，按没有问题算。",
        "{count:order|orders} without any outcome yet; counted as if nothing were wrong.",
    ),
    "backtest_stands_for": (
        "按样本权重加权，这些单代表 {count} 单。",
        "Weighted as a sample, these orders stand for {count}.",
    ),
    "backtest_took": (
        "用时 {seconds} 秒，{workers} 个进程",
        "took {seconds} s, processes: {workers}",
    ),
    "backtest_empty": (
        "没有可以评判的订单。文件里要有带订单号的事件。",
        "no order to judge; the file needs events that name their order.",
    ),
})  # fmt: skip
