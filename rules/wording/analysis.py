"""Sentences of an analysis: what follows what, on which orders more often, and how sure that is."""

from collections.abc import Mapping
from types import MappingProxyType

ANALYSIS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "analyse_what": ("{first}后 {within}内{second}", "{first} → {second} within {within}"),
    "analyse_title": (
        "{what}：{share}（{hits}/{orders} 单，95% 区间 {low}–{high}，近 {days} 天）",
        (
            "{what}: {share} ({hits} of {orders:order|orders}, 95% CI {low}–{high}, "
            "last {days:day|days})"
        ),
    ),
    "analyse_line": (
        (
            "{number}. {name}：{lift}×，{share}（{hits}/{orders} 单，95% 区间 {low}–{high}），"
            "占其中 {of_hits}"
        ),
        (
            "{number}. {name}: {lift}×, {share} ({hits} of {orders:order|orders}, "
            "95% CI {low}–{high}), {of_hits} of them all"
        ),
    ),
    "analyse_how": (
        "比较了 {tried} 组，每组至少 {fewest} 单；Holm 校正后仍显著的才列出。一起出现不等于原因。",
        (
            "{tried:segment|segments} compared, each of {fewest:order|orders} at least; listed is "
            "what stays significant after Holm's correction. That is no proof of a cause."
        ),
    ),
    "analyse_nothing": (
        "没有哪一组明显更多（比较了 {tried} 组，已按次数校正）。",
        "No segment stands out ({tried:segment|segments} compared, corrected for that many).",
    ),
    "analyse_apart": (
        "每组都不满 {fewest} 单，没有可以比较的。",
        "No segment has {fewest:order|orders} to compare.",
    ),
    "analyse_few": (
        "单太少，满 {fewest} 单才分组比较。",
        "Too few orders: segments are compared from {fewest} on.",
    ),
    "analyse_no_orders": (
        "{what}：近 {days} 天没有时间已满的订单。",
        "{what}: no order of the last {days:day|days} whose time is over.",
    ),
    "analyse_more": ("还有 {count} 组没有列出。", "{count} more not listed."),
    "analyse_cut": (
        "订单多，只看了 {at} 以来的 {count} 单。",
        "Many orders: only the {count} since {at} were looked at.",
    ),
    "analyse_unclear_event": (
        "要写哪件事，或先后哪两件事：{known}。例如：{example}",
        "Name what follows, or two events in their order: {known}. For example: {example}",
    ),
    "analyse_unclear_word": (
        "看不懂“{said}”。能分析的事：{known}。例如：{example}",
        "“{said}” is not understood. What can be analysed: {known}. For example: {example}",
    ),
    "analyse_unclear_span": (
        "多长时间以内？例如：{example}",
        "Within which time? For example: {example}",
    ),
    "analyse_unclear_long": (
        "时间最长 14 天。例如：{example}",
        "The time is 14 days at most. For example: {example}",
    ),
    "segment_hour": ("时段 {value}", "Time of day {value}"),
    "segment_tier": ("{value}", "{value}"),
    "segment_method": ("支付方式 {value}", "Paid by {value}"),
    "segment_shop": ("店铺 {value}", "Shop {value}"),
    "segment_category": ("品类 {value}", "Category {value}"),
    "segment_signal": ("信号 {value}", "Signal {value}"),
    "tier_1": ("一线城市", "First-tier cities"),
    "tier_1n": ("新一线城市", "New first-tier cities"),
    "tier_2": ("二线城市", "Second-tier cities"),
    "tier_3": ("三线及以下城市", "Third-tier cities and smaller"),
    "happening_created": ("下单", "created"),
    "happening_paid": ("支付", "paid"),
    "happening_cancelled": ("取消", "cancelled"),
    "happening_address_changed": ("改地址", "address change"),
    "happening_marked": ("客服标记", "marked"),
    "happening_chat": ("找客服", "chat"),
    "happening_label": ("打单", "label"),
    "happening_trace": ("物流轨迹", "trace"),
    "happening_refund_asked": ("申请退款", "refund asked"),
    "happening_refund_paid": ("退款到账", "refund paid"),
    "happening_confirmed": ("确认收货", "confirmed"),
    "happening_ticket": ("售后单", "ticket"),
    "happening_complaint": ("投诉", "complaint"),
    "happening_bad_review": ("差评", "bad review"),
    "happening_returned": ("退货", "returned"),
    "happening_rejected": ("拒收", "rejected"),
    "happening_coupon": ("用券", "coupon"),
    "happening_message": ("客户留言", "message"),
    "happening_merged": ("合单", "merged"),
    "happening_split": ("拆单", "split"),
    "happening_parcel": ("打包", "parcel"),
    "happening_call": ("外呼", "call"),
    "happening_answered": ("售后答复", "ticket answered"),
    "happening_penalty": ("罚款", "penalty"),
    "usage_analyse": ("分析 [先后] <事件> <时间>", "analyse [first] <event> <time>"),
    "what_analyse": (
        "哪些单更容易在时间内出这件事",
        "on which orders something follows more often",
    ),
})  # fmt: skip
