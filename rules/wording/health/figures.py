"""Sentences of the health of orders: what each figure is called, and how far it may go."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
FIGURES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "metric_blocked": ("状态流转阻塞率", "blocked"),
    "metric_differing": ("跨系统状态差异率", "systems differ"),
    "metric_self_service": ("客户自助完成率", "confirmed by customers"),
    "metric_automated": ("规则覆盖率", "decided by rules"),
    "metric_captured": ("异常信号捕获率", "warned before it went wrong"),
    "health_title": ("订单健康 {first} 至 {last}", "Health of orders, {first} to {last}"),
    "health_of": (" · {name}", " · {name}"),
    "health_line": (
        "{badge} {name} {value}（{part}/{whole}，{bound}）",
        "{badge} {name} {value} ({part}/{whole}, {bound})",
    ),
    "health_nothing": ("– {name} 这段时间没有可算的单", "– {name}: nothing to count in these days"),
    "health_above": ("高于 {at} 不好", "bad above {at}"),
    "health_below": ("低于 {at} 不好", "bad below {at}"),
    "health_bad": ("⚠️", "⚠️"),
    "health_fine": ("✅", "✅"),
    "health_places": ("　集中在 {places}", "  mostly {places}"),
    "health_orders": ("　先看 {orders}：体检 {first}", "  look first at {orders}: check {first}"),
    "health_days": (
        "最近 1 到 {most} 天，例如：健康 7 天",
        "The last 1 to {most:day|days}, like this: health 7d",
    ),
    "health_unknown": (
        "这段时间没有 {name} 的单。可以写：{known}",
        "There is no order of {name} in these days. Known: {known}",
    ),
    "improve_badge": ("改进清单 {name}", "To improve: {name}"),
    "improve_title": ("{badge} · {status}", "{badge} · {status}"),
    "improve_status_open": ("还有 {left}/{all} 单", "{left} of {all} left"),
    "improve_status_done": ("都处理了，共 {all} 单", "all {all} are done"),
    "improve": (
        "{value}（{part}/{whole}，{bound}）。{owner} 在 {day} 前处理。",
        "{value} ({part}/{whole}, {bound}). {owner}, by {day}.",
    ),
    "improve_over": ("已经好了", "is fine by now"),
    "undelivered_improve": (
        "一份改进清单没有送到 {target}（{code}）；要看请发“健康”",
        "A list of what to improve did not reach {target} ({code}); write “health” to see it",
    ),
    "improve_held": ("被锁（{reason}）", "is held ({reason})"),
    "improve_held_by": ("放行 {order_no}{code}", "release {order_no}{code}"),
    "improve_blocked": ("过了承诺的发货时间", "is past its promise"),
    "improve_differing": ("两边的状态不一样", "is told of in two ways"),
    "improve_differing_by": ("状态 {order_no}", "status {order_no}"),
    "improve_self_service": (
        "不是客户自己确认的",
        "was not confirmed by its customer",
    ),
    "improve_self_service_by": ("轨迹 {order_no}", "trace {order_no}"),
    "improve_automated": (
        "由人决定，看能否写成规则",
        "was decided by hand; could a rule",
    ),
    "improve_automated_by": ("体检 {order_no}", "check {order_no}"),
    "improve_captured": ("出事前没有预警", "went wrong without an alert"),
    "improve_captured_by": ("为什么 {order_no}", "why {order_no}"),
    "improve_more": ("还有 {count} 项", "{count} more"),
    "health_page_title": ("订单健康", "Health of orders"),
    "health_page_as_of": ("{at} 的数", "as of {at}"),
    "health_page_none": ("还没有数过", "not counted yet"),
    "health_page_nothing_kept": ("这里没有您能看的数。", "Nothing here that you may see."),
    "health_page_every_shop": ("全部店铺", "All shops"),
    "health_page_every_warehouse": ("全部仓库", "All warehouses"),
    "health_page_show": ("查看", "Show"),
    "health_page_day": ("日期", "Day"),
    "health_page_behind": ("要处理的单", "orders to work on"),
    "health_page_well": ("没有拖累它的单。", "No order makes it worse."),
    "health_page_places": ("按店和仓", "by shop and warehouse"),
    "health_page_trends": ("最近 30 天，虚线是阈值", "30 days; the dashed line is the bound"),
    "week": (
        "一周订单健康 {first} 至 {last}\n{lines}\n走势和要处理的单：{link}",
        "Health of orders, the week of {first} to {last}\n{lines}\nTrends and orders: {link}",
    ),
    "week_line": (
        "{badge} {name} {value}（上一周 {before}）",
        "{badge} {name} {value} (the week before {before})",
    ),
    "week_more": ("健康 7 天", "health 7d"),
    "week_missed": ("漏发 {missed} 单，平台账单 {cost}", "{missed} missed, billed {cost}"),
    "week_saved": (
        "自动核对 {orders} 单，要人看的 {people} 单，省下 {saved} 次人工核对",
        "{orders:order|orders} checked, {people} for people to look at: {saved} checks saved",
    ),
    "week_image": ("订单健康 {first} 至 {last}", "Health of orders, {first} to {last}"),
    "week_image_key": (
        "最近四周，一天一点；虚线是阈值，红点不好，灰底是这一周",
        "Four weeks by day; dashed: the bound, red: bad, shaded: this week",
    ),
    "week_image_before": ("上一周 {value}", "week before {value}"),
    "week_image_alt": (
        "{first} 至 {last} 五个健康指标和之前三周的走势",
        "Five figures of health, {first} to {last}, and the three weeks before",
    ),
    "usage_health": ("健康 [店|仓] [天数|哪天]", "health [shop|warehouse] [days|day]"),
    "what_health": ("五个健康指标，差在哪些单", "five figures, and which orders spoil them"),
})  # fmt: skip
