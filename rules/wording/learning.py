"""Sentences of what orders teach: how often signals were right, and how far people agree."""

from collections.abc import Mapping
from types import MappingProxyType

LEARNING: Mapping[str, tuple[str, str]] = MappingProxyType({
    "useful_done": (
        "记下了：{by} 认为订单 {order_no} 值得报。预警和锁定都不变。",
        "Noted: {by} calls the alert of order {order_no} useful. Alert and holds stay as they are.",
    ),
    "useful_already": (
        "您已经说过订单 {order_no} 有用，或者锁过、召回过它：算一次。",
        "You called it useful, froze or recalled order {order_no} before: that counts once.",
    ),
    "quality_title": (
        "信号质量 {month}（按下单月份）：{labelled} 单有结论，值得报的 {worth} 单",
        ("signals in {month} (by the month of the order): {labelled:order|orders} with a label, "
        "{worth} worth telling"),
    ),
    "quality_labels": (
        (
            "结果不好 {bad} · 人处理了或说有用 {useful} · 人判误报 {false_alarm} · 没问题 {fine} · "
            "还不知道 {open}"
        ),
        ("ended badly {bad} · acted on or called useful {useful} · called false {false_alarm} · "
        "fine {fine} · not known yet {open}"),
    ),
    "quality_line": (
        (
            "{name}：报 {fired} 中 {right}，准确率 {precision} [{low}–{high}]，"
            "召回率 {recall}，F1 {f1}"
        ),
        ("{name}: {right} of {fired} right, precision {precision} [{low}–{high}], recall {recall}, "
        "F1 {f1}"),
    ),
    "quality_silent": ("一次也没有：{kinds}", "never seen: {kinds}"),
    "quality_none": (
        "{month} 还没有能下结论的单：要有结果、罚款账单、退款，或有人锁定过、说过有用或误报。",
        ("{month} has no order with a label yet: an outcome, a penalty bill, a refund, or "
        "somebody's freeze, useful or false."),
    ),
    "quality_people": (
        ("人的判断 {count} 次：值得报 {useful}，误报 {false_alarm}；后来有结果的 {judged} 次里，"
        "相符 {borne_out} 次"),
        ("people judged {count:time|times}: useful {useful}, false {false_alarm}; "
        "outcomes bore out {borne_out} of {judged}"),
    ),
    "quality_reasons": ("误报的理由：{reasons}", "why false: {reasons}"),
    "quality_reason": ("{reason} {count} 次", "{reason} {count}×"),
    "quality_kappa": (
        "两人以上判断过的 {orders} 单，一致程度 κ {kappa}",
        "{orders:order|orders} judged by two people or more, agreement κ {kappa}",
    ),
    "quality_split": ("意见不一的单：{order_nos}", "they disagree on {order_nos}"),
    "quality_cut": (
        "单太多，只看了 {at} 之后的。",
        "There are too many orders: only those since {at} were looked at.",
    ),
    "quality_month": (
        "月份这样写：信号 质量 2026-01",
        "A month is written like this: signals quality 2026-01",
    ),
    "retest_title": (
        "回测近 {days} 天下的单：{orders} 单，差的 {bad} 单",
        "backtest over the orders of the last {days:day|days}: {orders}, bad: {bad}",
    ),
    "retest_title_cut": (
        "回测近 {days} 天里最近的单：{orders} 单，差的 {bad} 单",
        "backtest over the latest orders of the last {days:day|days}: {orders}, bad: {bad}",
    ),
    "retest_tried": ("试：{what} {before} → {after}", "tried: {what} {before} → {after}"),
    "retest_now": ("{label}：{now}", "{label}: {now}"),
    "retest_both": ("{label}：{now} → {then}", "{label}: {now} → {then}"),
    "retest_lead": ("提前多久（中位数）", "lead (median)"),
    "retest_fixed": (
        "旁边：{hours} 小时未发货的固定规则报 {alerts} 中 {hits}",
        "beside it, not shipped {hours} h after payment: {alerts} told, {hits} right",
    ),
    "retest_cut": (
        "单太多，只看了 {at} 之后的；全部的用 resonance backtest。",
        "There are too many orders: only those since {at}. For all of them: resonance backtest.",
    ),
    "retest_days": (
        "最近 1 到 {most} 天，例如：{example}",
        "The last 1 to {most:day|days}, for example: {example}",
    ),
    "retest_empty": (
        "近 {days} 天没有下单，没有可以回测的。",
        "No order in the last {days:day|days}: nothing to backtest.",
    ),
    "retest_picture": ("回测近 {days} 天的图", "The backtest of {days:day|days} as a picture"),
    "retest_picture_title": (
        "回测近 {days} 天：{orders} 单",
        "Backtest of {days:day|days}: {orders:order|orders}",
    ),
    "retest_picture_now": (
        "一个点一个橙色门槛，大点是现在的；竖线是 95% 区间",
        "Dots: orange thresholds, the large one is now; bars: 95 % intervals",
    ),
    "retest_picture_both": (
        "一个点一个橙色门槛；大点：黑是现在，橙是试的；竖线是 95% 区间",
        "Dots: orange thresholds; large: black now, orange tried; bars: 95 %",
    ),
    "retest_picture_fixed": ("{hours} 小时未发货", "not shipped in {hours} h"),
    "retest_picture_told": ("每千单里被报的单", "orders alerted of 1000"),
    "usage_backtest": ("回测 [信号=权重 …] [近 N 天]", "backtest [signal=weight …] [N days]"),
    "what_backtest": (
        "换一组权重，过去的单会怎么报",
        "how past orders would have been told with other weights",
    ),
    "tune_reading": ("读文件", "reading"),
    "tune_tracing": ("评判", "judging"),
    "tune_searching": ("找权重", "searching"),
    "tune_title": (
        ("调权重：能下结论的 {orders} 单，差的 {bad}；数字都来自后来的 {checked} 单，"
        "每一段用它之前找到的权重评判（策略 {policy}）"),
        ("tuning: {orders:settled order|settled orders}, {bad} of them bad; all figures are of the "
        "{checked} later ones, each judged by weights found before it (policy {policy})"),
    ),
    "tune_ratio": ("漏一单值几次点按", "a miss, in taps"),
    "tune_present": ("现在", "now"),
    "tune_point": ("{ratio}", "{ratio}"),
    "tune_chosen": ("{ratio} ←本店", "{ratio} ←this shop"),
    "tune_orange": ("橙色门槛", "orange"),
    "tune_red": ("红色门槛", "red"),
    "tune_change": ("{name}：{now} → {then}", "{name}: {now} → {then}"),
    "tune_propose": (
        "每千单省 ¥{gain}（点按 ¥{tap}，漏报 ¥{miss}）。可以提草案：加 --apply-draft",
        "saves ¥{gain} on 1000 orders (tap ¥{tap}, miss ¥{miss}). To draft it: --apply-draft",
    ),
    "tune_noise": (
        (
            "不提草案：每千单省 ¥{gain}（点按 ¥{tap}，漏报 ¥{miss}），"
            "区间里有 0，或者只差在几单上，可能只是碰巧。"
        ),
        ("Nothing to propose: saves ¥{gain} on 1000 orders (tap ¥{tap}, miss ¥{miss}), and the "
        "interval holds 0, or only a few orders differ: it may be chance."),
    ),
    "tune_nothing": (
        "不提草案：现在的权重已经最省（点按 ¥{tap}，漏报 ¥{miss}）。",
        "Nothing to propose: no other weights would have cost less (tap ¥{tap}, miss ¥{miss}).",
    ),
    "tune_few": (
        (
            "不提草案：单太少。至少要 {fewest} 单能下结论、{fewest_bad} 单差的，"
            "现在是 {orders} 和 {bad}。"
        ),
        ("Nothing to propose: too few orders. It takes {fewest} settled and {fewest_bad} bad "
        "ones; there are {orders} and {bad}."),
    ),
    "tune_evidence": (
        (
            "后来的 {checked} 单上，每千单省 ¥{gain}（点按 ¥{tap}，漏报 ¥{miss}）；准确率 "
            "{precision_now} → {precision_then}，召回率 {recall_now} → {recall_then}，每千单预警 "
            "{alerts_per_1000_now} → {alerts_per_1000_then}，提前 {lead_days_now} → "
            "{lead_days_then} 天"
        ),
        (
            "on {checked:order|orders} that came later it saves ¥{gain} per 1000 (tap ¥{tap}, "
            "miss ¥{miss}); precision {precision_now} → {precision_then}, recall {recall_now} → "
            "{recall_then}, alerts per 1000 {alerts_per_1000_now} → {alerts_per_1000_then}, "
            "lead in days {lead_days_now} → {lead_days_then}"
        ),
    ),
    "tune_drafted": (
        "已留草案 {number}，卡片发到群里；要两个人先后批准才生效。",
        "Draft {number} is left, its card goes to the chat; two people have to approve it.",
    ),
    "tune_picture": ("调权重的前沿：{orders} 单", "The front of weights: {orders:order|orders}"),
    "tune_picture_key": (
        "数字是漏一单值几次点按，橙点是本店，竖线是 95% 区间",
        "Numbers: a miss in taps; orange: this shop; bars: 95 % intervals",
    ),
    "usage_signal_quality": ("信号 质量 [月份]", "signals quality [month]"),
    "what_signal_quality": (
        "每个信号报得准不准，人的判断一不一致",
        "how often each signal was right, and how far people agree",
    ),
})  # fmt: skip
