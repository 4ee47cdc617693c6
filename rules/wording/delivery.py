"""Sentences about delivery: late, doubtful and merged messages, outages, quotas, storms, `预警`."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
DELIVERY: Mapping[str, tuple[str, str]] = MappingProxyType({
    "undelivered_storm": (
        "预警汇总卡片没能送到 {target}（{code}）。请回复 预警 查看全部，并检查该通道。",
        "The storm card could not be sent to {target} ({code}). Send “alerts” and check it.",
    ),
    "warehouse_lock_refused": (
        (
            "订单 {order_no}：仓库系统 {gateway} 没有接受锁定（{why}）。"
            "扫描仍会拦；请马上打电话让仓库停下这一单。"
        ),
        (
            "Order {order_no}: the warehouse system {gateway} refused the lock ({why}). Scans are "
            "still denied; call the warehouse at once and have the order stopped."
        ),
    ),
    "warehouse_lock_unconfirmed": (
        (
            "订单 {order_no}：{waited}过去，仓库系统 {gateway} 还没有确认锁定（{why}）。"
            "扫描仍会拦；请打电话给仓库核对，并检查 {gateway}。"
        ),
        (
            "Order {order_no}: after {waited} the warehouse system {gateway} has not confirmed the "
            "lock ({why}). Scans are still denied; call the warehouse, and look after {gateway}."
        ),
    ),
    "recall_accepted": (
        "订单 {order_no} 的召回已受理（{gateway}：{why}）。请留意退回。",
        "The recall of order {order_no} was taken ({gateway}: {why}). Watch for its return.",
    ),
    "recall_refused": (
        "订单 {order_no} 没能召回（{gateway}：{why}）。请马上打电话给承运商，或让客户拒收。",
        "Order {order_no} was not recalled ({gateway}: {why}). Call the carrier at once.",
    ),
    "warehouse_away": (
        (
            "{waited}过去，仓库系统 {gateway} 还没有确认 {count} 单的锁定或放行：{orders} 等。"
            "扫描仍会拦；请打电话给仓库，并检查 {gateway}。"
        ),
        (
            "After {waited} the warehouse system {gateway} has not confirmed locks or releases of "
            "{count:order|orders}: {orders} and more. Scans are still denied; call the warehouse, "
            "and look after {gateway}."
        ),
    ),
    "warehouse_release_refused": (
        (
            "订单 {order_no} 已放行，但仓库系统 {gateway} 没有解锁（{why}），发不出去。"
            "请在仓库系统里手动解锁。"
        ),
        (
            "Order {order_no} is released, but the warehouse system {gateway} did not unlock it "
            "({why}) and it cannot leave. Unlock it there by hand."
        ),
    ),
    "warehouse_release_unconfirmed": (
        (
            "订单 {order_no} 已放行，但{waited}过去，仓库系统 {gateway} 还没有确认解锁（{why}）。"
            "请在仓库系统里核对。"
        ),
        (
            "Order {order_no} is released, but after {waited} the warehouse system {gateway} has "
            "not confirmed it ({why}). Look it up there."
        ),
    ),
    "no_answer": ("还没有回答", "no answer yet"),
    "store_away": (
        "数据库暂时用不了，这一条还没有确认记下，请稍后再发一次",
        "The database cannot be used right now and this is not known to be done; send it again",
    ),
    "resent": ("重发 · {text}", "Sent again · {text}"),
    "delayed": (
        "消息有延迟：还有 {count} 条在排队，红色优先",
        "Messages are late: {count:is|are} waiting, red goes first",
    ),
    "answers_late": (
        "消息太多，回答要排一会儿队，会按顺序一条条给",
        "There are many questions: answers wait their turn and come in order",
    ),
    "quota_80": (
        "{channel} 本月消息已用 {used}/{quota}（80%）；橙色用完后只发红色。",
        (
            "{channel} has used {used} of {quota:message|messages} this month (80%); "
            "then only red goes out."
        ),
    ),
    "quota_100": (
        "{channel} 本月消息额度已用完（{used}/{quota}），预警改发到这里。",
        (
            "{channel} has used {used} of {quota:message|messages} this month; "
            "alerts come here instead."
        ),
    ),
    "flapping": ("{title} · 抖动", "{title} · flapping"),
    "followup_decided": (
        "订单 {order_no} 已由 {by} {at} {action}，上面的卡片停留在旧状态，以这条为准。",
        "Order {order_no}: {action} by {by} at {at}. This is newer than the card above.",
    ),
    "followup_changed": (
        "订单 {order_no} 现在是{level} · {state}，上面的卡片停留在旧状态，以这条为准。",
        "Order {order_no} is now {level} · {state}. This is newer than the card above.",
    ),
    "storm_title": (
        "预警集中出现：{total} 单（红 {red} · 橙 {orange}）",
        "Many alerts at once: {total} (red {red} · orange {orange})",
    ),
    "storm_alone": ("{count} 单各有卡片", "{count} on cards of their own"),
    "storm_merged": ("{count} 单并在这里", "{count} merged here"),
    "storm_queued": ("{count} 单排队中", "{count} waiting to be sent"),
    "storm_handled": ("已处理 {count} 单", "{count} handled"),
    "storm_label_causes": ("主要原因", "Causes"),
    "storm_cause": ("{name} {count}", "{name} {count}"),
    "storm_label_orders": ("先看", "First"),
    "storm_advice": ("查看全部预警", "See all alerts"),
    "storm_footer": ("{first} 起，最近 {last}", "Since {first}, latest {last}"),
    "storm_footer_closed": ("{first} 到 {last}，已平息", "{first} to {last}, over"),
    "storm_over": (
        (
            "预警高峰过去了：共 {total} 单（红 {red} · 橙 {orange}），其中单独发卡 {alone}，"
            "合并 {merged}，处理 {handled}。没有漏掉的；回复 预警 查看全部。"
        ),
        (
            "The storm is over: {total:alert|alerts} (red {red} · orange {orange}), {alone} on "
            "their own cards, {merged} on one, {handled} handled. None was skipped; send “alerts”."
        ),
    ),
    "storm_recall": (
        "{first} 的集中预警还有 {count} 单没人处理，回复 预警 查看。",
        "{count:alert|alerts} of the storm at {first} still open; send “alerts”.",
    ),
    "unheard_storm": (
        (
            "集中预警里还有 {count} 单没人处理，已 {waited}，这是第 {times} 次提醒。"
            "请 {names} 发“预警”逐个看，红色在前。"
        ),
        (
            "{count:alert|alerts} of the storm still open after {waited}; reminder number "
            "{times}. {names}: send “alerts”, red comes first."
        ),
    ),
    "escalated_storm": (
        "集中预警里还有 {count} 单没人处理，已等 {waited}，请 {names} 先看红色，发“预警”逐个看。",
        (
            "{count:alert|alerts} of the storm still open after {waited}: {names}, please look, "
            "red first; send “alerts”."
        ),
    ),
    "delivery_grouped": ("已并入汇总卡片", "on the storm card"),
    "delivery_unknown": ("发送结果未知", "unknown whether it was sent"),
    "why_not_me_code_outage": ("来源失联期间不逐单推送橙色", "its source is silent; orange waits"),
    "why_not_me_code_outage_ended": ("来源恢复前预警已结束", "it ended before its source was back"),
    "why_not_me_code_ghost_amount": (
        "写在“付的钱与订单不同”那张卡上",
        "the card of payments of another amount tells it",
    ),
    "why_not_me_code_ghost": ("写在“付了款，没有订单”那张卡上", "the card of paid orders tells it"),
    "why_not_me_code_red": ("同一订单已有红色卡片", "the order's red card replaced it"),
    "why_not_me_code_quota": (
        "本月额度只剩红色可用，已改发后备会话",
        "the month's quota is kept for red; shown in the fallback conversation",
    ),
    "why_not_me_code_storm": ("预警集中出现，合并成一张卡片", "many alerts at once share one card"),
    "why_not_me_code_no_redraw": ("该平台的卡片不能改，状态没变不另发", "nothing new to say there"),
    "why_not_me_code_card_gone": ("卡片没有发出，无需重画", "there is no card to redraw"),
    "why_not_me_code_pressed": ("有人点了按钮，确认已到", "somebody pressed it, so it arrived"),
    "why_not_me_code_lease_lost": ("发送途中进程重启", "the process restarted while sending"),
    "why_not_me_code_no_reader": ("没有人能打开这个房间", "nobody may open that room"),
    "why_not_me_code_channel_off": ("通道没有开启", "the channel is off"),
    "why_not_me_code_timeout": ("平台没有回答", "the platform did not answer"),
    "why_not_me_code_handled": ("已有人处理", "somebody handled it"),
    "why_not_me_code_decided": ("发出前已有人处理", "decided before it was sent"),
    "why_not_me_code_quiet": ("免打扰时间", "quiet hours"),
    "why_not_me_code_budget": ("本班打扰额度已用完", "the shift's interruptions are used up"),
    "why_not_me_code_debug": ("调试模式", "debug mode"),
    "why_not_me_code_silence": ("静默 {id}", "silence {id}"),
    "why_not_me_code_digest": ("写在免打扰或本班结束时的汇总里", "a line of the digest"),
    "why_not_me_code_ok": ("平台已收下", "the platform has it"),
    "why_not_me_code_not_late": ("已不再延迟", "no longer late"),
    # what channels add to a card
    "dingtalk_details": ("查看详情", "Details"),
    "wecom_details": ("详情", "More"),
    "wecom_open": ("打开订单", "Open the order"),
    "alerts_title": (
        "预警 {count} 个（红 {red}，橙 {orange}）",
        "{count:alert|alerts} ({red} red, {orange} orange)",
    ),
    "alerts_none": ("现在没有预警。", "No alerts now."),
    "alerts_risk": ("晚发要赔 {amount}", "{amount} if late"),
    "alerts_line": (
        "{level} {order_no} {score} {state} {who}",
        "{level} {order_no} {score} {state} {who}",
    ),
    "page_more": ("还有 {count} 个，发“{command}”接着看", "{count} more; send “{command}”"),
    "page_beyond": (
        "没有第 {page} 页，最后一页是第 {last} 页：发“{command}”",
        "There is no page {page}; the last one is page {last}: send “{command}”",
    ),
})  # fmt: skip
