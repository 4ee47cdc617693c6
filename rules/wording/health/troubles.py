"""Sentences about systems around us: what is wrong with them, and how late they tell."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
HEALTH: Mapping[str, tuple[str, str]] = MappingProxyType({
    "trouble_title": ("{badge} · {status}", "{badge} · {status}"),
    "trouble_badge_sign_lag": ("签收同步延迟 {name}", "Late signatures of {name}"),
    "trouble_badge_heartbeat": ("{name} 失联", "{name} is lost"),
    "trouble_badge_silence": ("{name} 失联", "{name} is silent"),
    "trouble_badge_silence_of": ("{name} 没有{what}", "{name} sends no {what}"),
    "trouble_badge_unfired": ("信号 {name} 不出现了", "Signal {name} is gone"),
    "trouble_badge_missed": ("一小时内多单漏发", "Many missed within an hour"),
    "trouble_missed": (
        "过去一小时有 {count} 单到了承诺时间还没有揽收。",
        "{count:order|orders} past the promised time within the hour, and no carrier has them.",
    ),
    "trouble_badge_waybill": ("{name} 出库没有运单号", "{name} leaves without waybills"),
    "trouble_waybill": (
        "{count} 单出库超过 15 分钟还没有运单号。{orders}",
        "{count:order|orders} left over 15 minutes ago without a waybill. {orders}",
    ),
    "trouble_do_waybill": (
        "请仓库把运单号回传；平台没有单号算没发货",
        "Have the warehouse upload them: without one the platform counts it as not shipped",
    ),
    "trouble_do_missed": ("一单一单处理", "Work them one by one"),
    "trouble_lasts": ("未恢复", "not over"),
    "trouble_over": ("已恢复，历时 {span}", "back after {span}"),
    "trouble_sign_lag": (
        "{name} 签收后平均 {mean} 才到订单中心（{count} 单，最久 {longest}，阈值 {limit}）。",
        (
            "Signatures of {name} reach the order centre {mean} late on average "
            "({count:order|orders}, {longest} at most, the limit is {limit})."
        ),
    ),
    "trouble_heartbeat": (
        "{name} 最后一次心跳在 {since}，应当每 {every} 一次；它的状态可能是旧的。",
        (
            "{name} last said at {since} that it lives, and should do so every {every}; "
            "its statuses may be old."
        ),
    ),
    "trouble_silence": (
        "来源 {name} 从 {since} 起没有消息。缺它数据的橙色预警先不逐单推送；红色照常。",
        (
            "Source {name} has said nothing since {since}. "
            "Orange alerts that lack it wait, red ones do not."
        ),
    ),
    "trouble_silence_of": (
        "{since} 起 0 条，平时同一时段 {usual} 条（前四周 {least}–{most}）。",
        "None since {since}; usually {usual} at these hours ({least}–{most} in four weeks).",
    ),
    "trouble_unfired": (
        "信号 {name} 从 {since} 起没有出现在任何预警里；之前每周约 {usual} 次。",
        "Signal {name} took part in no alert since {since}; it used to in {usual} a week.",
    ),
    "trouble_now_over": ("{badge}：已恢复。", "{badge}: over."),
    "trouble_badge_ticket": ("售后单 {name} 待答复", "Ticket {name} waits for an answer"),
    "trouble_ticket": (
        "订单 {order_no} 的售后单 {name} 从 {since} 等到现在，离 48 小时只剩不到 {limit}。",
        (
            "Ticket {name} of order {order_no} waits since {since}; "
            "of 48 hours less than {limit} is left."
        ),
    ),
    "trouble_ticket_of": (
        (
            "订单 {order_no} 的售后单 {name} 从 {since} 等到现在，已超过 48 小时；"
            "30 天内 {count} 张超时。"
        ),
        (
            "Ticket {name} of order {order_no} waits since {since}, over 48 hours; "
            "{count:ticket was|tickets were} late within 30 days."
        ),
    ),
    "trouble_do_ticket": (
        "请现在答复客户；记下答复后这张卡自己关闭",
        "Answer the customer now; the card closes when the answer is told",
    ),
    "trouble_do_sign_lag": ("看各承运商和还没到的单", "See each carrier and the orders awaited"),
    "trouble_do_heartbeat": (
        "请看 {name} 是否在运行、网络是否通",
        "See whether {name} runs and can reach us",
    ),
    "trouble_do_silence": (
        "请看 {name} 是否在运行、推送是否还开着",
        "See whether {name} runs and still posts to us",
    ),
    "trouble_do_unfired": (
        "请看它读的事件是否还在来、权重是否改过",
        "See whether its events still arrive and its weight was changed",
    ),
    "card_doubtful": (
        "数据可能不全：{troubles}",
        "Data may be incomplete: {troubles}",
    ),
    "trouble_since": ("{since} 起", "since {since}"),
    "undelivered_trouble": (
        "一张系统异常卡没有送到 {target}（{code}）；同步延迟请发“同步延迟”",
        "A card about a system did not reach {target} ({code}); write “lag” to see the delays",
    ),
    "lag_title": ("到达延迟（最近 {count} 条）", "Delay of arrival (latest {count:event|events})"),
    "lag_line": (
        "{name}：p50 {p50}，p95 {p95}（{count} 条）",
        "{name}: p50 {p50}, p95 {p95} ({count})",
    ),
    "lag_centre": ("客服 → 订单中心", "Customer service → order centre"),
    "lag_none": ("还没有可以比较的数据。", "Nothing to compare yet."),
    "lag_seconds": ("{seconds} 秒（{span}）", "{seconds} s ({span})"),
    "lag_seconds_only": ("{seconds} 秒", "{seconds} s"),
    "signed_title": (
        "签收 → 订单中心（最近 24 小时）",
        "Signed for → order centre (latest 24 hours)",
    ),
    "signed_line": (
        "{name}：平均 {mean}，p50 {p50}，p95 {p95}（{count} 单）",
        "{name}: mean {mean}, p50 {p50}, p95 {p95} ({count})",
    ),
    "signed_awaited": (
        "{name}：{count} 单已签收、订单中心还不知道，最久 {longest}（{order_no}）",
        "{name}: the order centre lacks {count} signed for, up to {longest} ago ({order_no})",
    ),
    "leg_late": (
        "物流异常 {parcel}：{since} 起等{leg}，已 {span}，时限 {limit}（{region}）",
        "Parcel {parcel} waits for {leg} since {since}: {span}, the limit is {limit} ({region})",
    ),
    "leg_pickup": ("揽收", "its pick-up"),
    "leg_departure": ("发出", "its departure"),
    "leg_arrival": ("到达", "its arrival"),
    "leg_transit": ("中转", "its transit"),
    "leg_stall": ("新轨迹，停滞了", "any news, it stands still"),
    "leg_delivery": ("派件", "its delivery"),
    "leg_signing": ("签收", "a signature"),
    "region_near": ("普通地区", "near"),
    "region_remote": ("偏远地区", "remote"),
    "usage_lag": ("同步延迟", "lag"),
    "what_lag": (
        "各来源晚多久到，客服的话多久到订单中心",
        "how late each source tells, and the order centre after customer service",
    ),
    "usage_sign_lag": ("签收延迟", "sign-lag"),
    "what_sign_lag": (
        "各承运商签收之后多久到订单中心，哪些还没到",
        "how long after a signature the order centre has it, by carrier",
    ),
})  # fmt: skip
