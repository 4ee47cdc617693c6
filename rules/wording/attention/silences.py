"""Sentences about silences: what is not said, who wished so, what was kept back meanwhile."""

from collections.abc import Mapping
from types import MappingProxyType

SILENCES: Mapping[str, tuple[str, str]] = MappingProxyType({
    # what a silence is about
    "field_kind": ("信号 {value}", "signal {value}"),
    "field_order": ("订单 {value}", "order {value}"),
    "field_carrier": ("承运商 {value}", "carrier {value}"),
    "field_shop": ("店铺 {value}", "shop {value}"),
    "field_warehouse": ("仓库 {value}", "warehouse {value}"),
    "field_platform": ("平台 {value}", "platform {value}"),
    "field_source": ("来源 {value}", "source {value}"),
    "field_debug": ("调试模式（{value}）", "debug mode ({value})"),
    # mute
    "mute_done": (
        (
            "将影响当前 {count} 条预警（红 {red}，橙 {orange}），静默到 {until}。\n"
            "静默 {id} 已生效：{what}（{by}：{reason}）。提前结束：静默 取消 {id}"
        ),
        (
            "Affects {count:alert|alerts} open now (red {red}, orange {orange}), until {until}.\n"
            "Silence {id} is on: {what} ({by}: {reason}). To end it early: mute cancel {id}"
        ),
    ),
    "mute_red_passes": (
        "红色照常发送；静默红色需要{need}。",
        "Red is sent as ever; silencing red needs a role of {need}.",
    ),
    "mute_red_too": (
        "这段时间红色也不发，照常锁定。",
        "Red is not sent either; orders are locked as ever.",
    ),
    "mute_red_until": (
        "红色最长静默 {longest}，{at} 起照常发送；锁定不受影响。",
        "Red is silenced for {longest} at most and sent again from {at}; locks are not affected.",
    ),
    "mute_own_shops": ("只对您的店铺生效：{shops}。", "For your shops only: {shops}."),
    "mute_customer_word": ("{what} 客户 {customer}", "{what} customer {customer}"),
    "mute_customer_example": ("静默 {word} 2h 老客户常来聊", "mute {word} 2h a regular who chats"),
    "lists_remove_word": ("删", "remove"),
    "mute_customer_done": (
        ("“{what}”到 {until} 不计入客户 {customer} 的分数（{reason}，{by}）；到点自己恢复。"
        "提前结束：“{cancel}”"),
        ("“{what}” does not count for customer {customer} until {until} ({reason}, {by}), and then "
        "does again by itself. To end it earlier: “{cancel}”"),
    ),
    "mute_how_long": (
        "“{word}”静默多久？要写时长和原因，例如：{example}",
        "Mute “{word}” for how long? Give a duration and a reason, for example: {example}",
    ),
    "mute_why": (
        "为什么静默“{word}”？要写原因，例如：{example}",
        "Why mute “{word}”? Give a reason, for example: {example}",
    ),
    "mute_too_long": (
        "静默至少 1 分钟，最长 {longest}。例如：{example}",
        "A silence lasts from 1 minute to {longest}. For example: {example}",
    ),
    "mute_unknown": (
        "没找到“{word}”，什么也没静默。可以写信号、订单号、承运商、店铺、仓库、平台或来源。例如：{example}",
        (
            "Nothing is called “{word}”; nothing was muted. Name a signal, an order, a carrier, "
            "a shop, a warehouse, a platform or a source. For example: {example}"
        ),
    ),
    "mute_title": ("正在静默 {count} 项：", "Silences in force: {count}"),
    "mute_line": (
        "{id}. {what}，到 {until}（{by}：{reason}）",
        "{id}. {what}, until {until} ({by}: {reason})",
    ),
    "mute_kept": ("已压下 {count} 条", "{count:message|messages} kept back so far"),
    "mute_red_told": ("红色照发", "red is told"),
    "mute_red_hidden": ("红色到 {at} 也不发，照常锁定", "red is not told until {at}, but locked"),
    "mute_waits_quiet": (
        "免打扰：压下 {count} 条，{until} 一并说",
        "Quiet hours: {count:message waits|messages wait} until {until}",
    ),
    "mute_waits_budget": (
        "打扰额度用完：压下 {count} 条，{until} 起一并说",
        "Interruptions used up: {count:message waits|messages wait} until {until}",
    ),
    "label_silenced": ("静默", "Silenced"),
    "card_silenced": (
        "{at} 起压下 {count} 条（{by}：{reason}）",
        "{count:message|messages} kept back since {at} ({by}: {reason})",
    ),
    "kept_waiting": ("{count} 单未处理{risk}", "{count:order|orders} open{risk}"),
    "kept_risk": ("，晚发要赔：{cost}", "; if they leave too late: {cost}"),
    "mute_none": ("现在没有静默。例如：{example}", "Nothing is muted. For example: {example}"),
    "mute_none_such": ("没有“{word}”这项静默。{list}", "There is no silence “{word}”. {list}"),
    "mute_which": ("结束哪一项？{list}", "Which one is to end? {list}"),
    "mute_not_yours": (
        "这是{by}设的静默，要{need}才能结束。",
        "{by} set this silence; ending it needs a role of {need}.",
    ),
    "mute_cancelled": (
        "{by} 结束了静默：{what}。仍未处理的预警会补发一次。",
        "{by} ended the silence: {what}. Alerts still open will be sent once.",
    ),
    "silence_ending": (
        "静默 {id}（{what}）将在 {until} 结束（{by}：{reason}）。要延长请重新发“静默”。",
        "Silence {id} ({what}) ends at {until} ({by}: {reason}). Send “mute” again to prolong it.",
    ),
    "silence_ended": (
        "静默 {id}（{what}）已结束。{kept}",
        "Silence {id} ({what}) is over. {kept}",
    ),
    "kept_nothing": ("期间没有要发的。", "There was nothing to send."),
    "kept_over": (
        "期间未发 {kept} 条，都已处理或结束。",
        "{kept:message was|messages were} kept back; all is handled or over.",
    ),
    "kept_alive": (
        "期间未发 {kept} 条，其中 {alive} 单仍未处理{risk}，现在补发。",
        (
            "{kept:message was|messages were} kept back; {alive:order is|orders are} open{risk}, "
            "sent now."
        ),
    ),
    "usage_mute": (
        "静默 [<信号|单号|承运商|店铺|仓库|来源> <时长> <原因> | 取消 <编号>]",
        "mute [<signal|N|carrier|shop|warehouse|source> <duration> <reason> | cancel <id>]",
    ),
    "what_mute": ("一段时间内不发某类预警", "say nothing of something for a while"),
})  # fmt: skip
