"""The table of sentences: key -> (Chinese, English), with the same placeholders in both."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.wording.cards import CARD, SUGGESTIONS
from rules.wording.claims import CLAIMS
from rules.wording.delivery import DELIVERY
from rules.wording.insight import INSIGHT
from rules.wording.people import PEOPLE
from rules.wording.scans import SCANS
from rules.wording.timeline import TIMELINE
from rules.wording.typed import TYPED

#: Names of things: group_value -> (zh, en).
NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "level_calm": ("平静", "calm"),
    "level_orange": ("橙色预警", "orange"),
    "level_red": ("红色预警", "red"),
    "threshold_orange": ("橙色", "orange"),
    "threshold_red": ("红色", "red"),
    "kind_address_changed": ("地址修改", "address changed"),
    "kind_address_burst": ("连续改址", "address changed again"),
    "kind_chat_opened": ("客服对话", "service chat"),
    "kind_chat_after_pay": ("付款即找客服", "chat right after payment"),
    "kind_urgent_words": ("急用", "urgent words"),
    "kind_pay_dwell": ("支付页停留", "long on the payment page"),
    "kind_coupon_depth": ("优惠过深", "deep discount"),
    "kind_label_slow": ("面单打印变慢", "slow label"),
    "kind_deadline_burn": ("时限将尽", "deadline near"),
    "kind_trace_stall": ("轨迹停滞", "trace stalled"),
    "kind_status_conflict": ("状态不一致", "statuses disagree"),
    "kind_multi_piece": ("多件拆包", "several pieces"),
    "hard_past_handover": ("已过交接时限", "past the hand-over limit"),
    "hard_past_delivery": ("已过承诺送达时间", "past the promised delivery"),
    "hard_unshipped_too_long": ("付款后久未发货", "paid and unshipped for too long"),
    "hard_parcel_mismatch": ("扫描单号与包裹不符", "scanned code is not this parcel"),
    "hard_black_listed": ("客户或地址在黑名单上", "customer or address on the black list"),
    "hard_payment_without_order": ("有付款无订单", "payment without an order"),
    "class_timeliness": ("时效", "timeliness"),
    "class_quality": ("质量", "quality"),
    "class_intent": ("意向", "intent"),
    "state_open": ("待处理", "open"),
    "state_claimed": ("已认领", "claimed"),
    "state_snoozed": ("稍后提醒", "snoozed"),
    "state_frozen": ("已冻结", "frozen"),
    "state_released": ("已放行", "released"),
    "state_false_alarm": ("已标误报", "false alarm"),
    "state_resolved": ("已消退", "resolved"),
    "state_expired": ("已结束", "over"),
    "action_freeze": ("冻结", "Freeze"),
    "action_release": ("放行", "Release"),
    "action_claim": ("认领", "Claim"),
    "action_false_alarm": ("误报", "False alarm"),
    "action_snooze": ("稍后", "Later"),
    "action_refresh": ("刷新", "Refresh"),
    "role_viewer": ("查看者", "viewer"),
    "role_operator": ("操作员", "operator"),
    "role_approver": ("审批人", "approver"),
    "role_admin": ("管理员", "admin"),
    "hold_RESONANCE_RED": ("共振红色", "red resonance"),
    "hold_PARCEL_MISMATCH": ("包裹与订单不符", "parcel does not match the order"),
    "hold_MANUAL": ("人工锁定", "locked by hand"),
    "standing_hit": ("命中", "counts"),
    "standing_ended": ("发生过，已失效", "happened, no longer counts"),
    "standing_forgotten": ("放行前已知，不再计", "known at the last release, not counted again"),
    "standing_ahead": ("还没到时间", "not yet due"),
    "standing_missing": ("数据源没有消息", "its source is silent"),
    "standing_none": ("未命中", "did not happen"),
    "who_system": ("系统", "the system"),
    "who_duty": ("值班审批人", "the approver on duty"),
    "season_none": ("平日", "ordinary days"),
})  # fmt: skip

REPLIES: Mapping[str, tuple[str, str]] = MappingProxyType({
    # lock, freeze
    "lock_done": (
        "已锁定订单 {order_no}（{by} {at}）。放行前，扫描一律拦截。",
        "Order {order_no} is locked ({by} {at}). Every scan is denied until it is released.",
    ),
    "lock_done_because": (
        "已锁定订单 {order_no}（{by} {at}）：{reason}。放行前，扫描一律拦截。",
        "Order {order_no} is locked ({by} {at}): {reason}. Every scan is denied until release.",
    ),
    "freeze_done": (
        "已冻结：订单 {order_no} 保持锁定（{by} {at}）。放行前，扫描一律拦截。",
        "Frozen: order {order_no} stays locked ({by} {at}). Every scan is denied until release.",
    ),
    "lock_already": (
        "订单 {order_no} 已由 {by} {at} 锁定，无需重复。",
        "Order {order_no} was already locked by {by} at {at}.",
    ),
    "lock_left": (
        "订单 {order_no} 的包裹已发出，锁定来不及了。请联系快递拦截召回。",
        "The parcel of order {order_no} has left; too late to lock. Ask the carrier for a recall.",
    ),
    "lock_over": (
        "订单 {order_no} 已取消或已签收，不用锁定。",
        "Order {order_no} is cancelled or signed for; there is nothing to lock.",
    ),
    # release
    "release_done": (
        "已放行订单 {order_no}（{by} {at}）。现在可以发货。",
        "Order {order_no} is released ({by} {at}). It may ship now.",
    ),
    "release_still_held": (
        "{by} {at} 已放行自己的部分，但订单 {order_no} 仍被锁定：{others}。",
        "{by} released their part at {at}, but order {order_no} is still held: {others}.",
    ),
    "release_nothing": (
        "订单 {order_no} 没有锁定，不用放行。",
        "Order {order_no} is not held; there is nothing to release.",
    ),
    "release_nothing_meant": (
        "订单 {order_no} 没有您能这样放行的锁定。还锁着的：{others}。",
        "Order {order_no} has no hold that this would release. Still held: {others}.",
    ),
    "release_already": (
        "订单 {order_no} 已由 {by} {at} 放行。",
        "Order {order_no} was already released by {by} at {at}.",
    ),
    # false alarm
    "false_done": (
        "已标记误报：订单 {order_no}（{by} {at}）。同样的信号不再计入。",
        "Marked as a false alarm: order {order_no} ({by} {at}). The same signals count no more.",
    ),
    "false_done_still_held": (
        "已标记误报（{by} {at}），但订单 {order_no} 仍被锁定：{others}。",
        "Marked as a false alarm ({by} {at}), but order {order_no} is still held: {others}.",
    ),
    "false_already": (
        "订单 {order_no} 已由 {by} {at} 标记误报。",
        "Order {order_no} was already marked as a false alarm by {by} at {at}.",
    ),
    # snooze
    "snooze_done": (
        "订单 {order_no} 先放一放，{until} 再提醒（{by} {at}）。锁定不变。",
        "Order {order_no} will be back at {until} ({by} {at}). Holds stay as they are.",
    ),
    "snooze_already": (
        "订单 {order_no} 已由 {by} 设为 {until} 再提醒。",
        "Order {order_no} was already snoozed by {by} until {until}.",
    ),
    "snooze_too_long": (
        "最长可放 {longest}。例如：{example}",
        "It can wait {longest} at most. For example: {example}",
    ),
    # any decision
    "no_alert": (
        "订单 {order_no} 现在没有预警，不用处理。",
        "Order {order_no} has no alert now; there is nothing to do.",
    ),
    "stale": ("已由 {by} {at} 处理（{action}）。", "Already handled by {by} at {at} ({action})."),
    "stale_system": (
        "这张卡片已过时，订单 {order_no} 现在是：{state}。",
        "This card is out of date; order {order_no} is now: {state}.",
    ),
    "card_unknown": (
        "这个按钮已失效，什么也没做。请发“预警”看最新卡片。",
        "This button is no longer valid; nothing was done. Send “alerts” for the present cards.",
    ),
    "refreshed": ("已刷新（{at}）。", "Refreshed ({at})."),
    "too_late": (
        "这条消息晚到了 {late}，没有执行。需要的话请重发。",
        "This message came {late} late and was not carried out. Send it again if you need it.",
    ),
    "edited": (
        "改过的消息不会再执行一次。需要的话请另发一条。",
        "An edited message is not carried out again. Send a new one if you need it.",
    ),
    "error": (
        "出错了，什么也没改。请稍后再试；编号 {reference}。",
        "Something went wrong; nothing was changed. Try again later; reference {reference}.",
    ),
    # no
    "denied_unlinked": (
        '您的账号还没有登记。请管理员在配置的 [[people]] 里加上：{channel} = "{user_id}"',
        'Your account is not linked. Ask an admin to add to [[people]]: {channel} = "{user_id}"',
    ),
    "denied_unlinked_group": (
        "您的账号还没有登记。请私聊我发“帮助”，我会告诉您怎么登记。",
        "Your account is not linked. Send me “help” in private and I will tell you how.",
    ),
    "denied_role": (
        "这需要{need}，您是{role}。请找{need}处理。",
        "This needs a role of {need}; you are {role}. Ask someone with the role of {need}.",
    ),
    "denied_red": (
        "红色预警标误报需要{need}，您是{role}。请找{need}处理。",
        "Calling red a false alarm needs a role of {need}; you are {role}. Ask such a person.",
    ),
    "denied_hold": (
        "放行“{hold}”（{owner}）需要{need}，您是{role}。请找{need}处理。",
        "Releasing “{hold}” ({owner}) needs a role of {need}; you are {role}. Ask such a person.",
    ),
    "denied_shop": ("这一单不在您的店铺范围内。", "This order is not within your shops."),
    "denied_unknown_action": ("没有这个操作。", "There is no such action."),
    # holds
    "hold_text": ("{reason}（{owner}，还差{need}放行）", "{reason} ({owner}; {need} to release)"),
    "hold_text_note": (
        "{reason}：{note}（{owner}，还差{need}放行）",
        "{reason}: {note} ({owner}; {need} to release)",
    ),
    # help
    "help_title": ("我盯订单的弱信号，该锁的锁。您可以发：", "I watch orders. You can send:"),
    "help_footer": (
        "单号可以是订单号、运单号、后 4–6 位，或粘贴的卡片和链接，可以一次写几个。",
        "N: an order or tracking number, its last 4–6 digits, a pasted card or link; or several.",
    ),
    "help_line": ("{usage}：{what}", "{usage}: {what}"),
    "help_also": ("也可以写：{words}", "Also: {words}"),
    "help_examples": ("例如：{examples}", "For example: {examples}"),
    # notices
    "alert_louder": (
        "订单 {order_no} 升级了，请看卡片。",
        "Order {order_no} got louder; see its card.",
    ),
    "undelivered": (
        "订单 {order_no} 的卡片没能送到 {target}（{code}）。请在这里处理，并检查该通道。",
        (
            "The card of order {order_no} could not be sent to {target} ({code}). "
            "Handle it here and check that channel."
        ),
    ),
    "mismatch_notice": (
        "订单 {order_no} 在 {station} 扫到不符的包裹（{code}），已冻结。请仓管员到场核对。",
        "Order {order_no} met a wrong parcel ({code}) at {station} and is frozen. Please check.",
    ),
    "hold_expired": (
        "订单 {order_no} 的锁定到期了：{hold}。",
        "A hold of order {order_no} has expired: {hold}.",
    ),
    "words_added": (
        "已把“{word}”加入急用词（{by}）。共 {count} 个。",
        "“{word}” is now an urgent word ({by}). {count} in all.",
    ),
    "words_known": ("“{word}”已经在急用词里。", "“{word}” is an urgent word already."),
    "words_removed": (
        "已把“{word}”从急用词中删去（{by}）。还有 {count} 个。",
        "“{word}” is no urgent word any more ({by}). {count} left.",
    ),
    "words_unknown": ("急用词里没有“{word}”。", "“{word}” is not an urgent word."),
    "words_too_long": (
        "急用词最长 {longest} 个字。",
        "An urgent word has at most {longest} characters.",
    ),
    "words_list": ("急用词（{count}）：{words}", "Urgent words ({count}): {words}"),
})  # fmt: skip

REPORTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "order_title": ("订单 {order_no}", "Order {order_no}"),
    "order_head": ("{shop} · {amount} · {warehouse}", "{shop} · {amount} · {warehouse}"),
    "order_score": ("共振分 {score}，{level}", "Resonance {score}, {level}"),
    "order_free": ("没有锁定，可以发货。", "Not held; it may ship."),
    "order_held": ("已锁定：{holds}", "Held: {holds}"),
    "order_left": ("包裹 {at} 已发出。", "The parcel left at {at}."),
    "order_cancelled": ("订单已取消。", "The order is cancelled."),
    "order_alert": ("预警：{level} · {state}", "Alert: {level} · {state}"),
    "order_deadline": ("发货时限 {at}，{left}", "Ship by {at}, {left}"),
    "order_unknown": ("未知", "unknown"),
    "time_left": ("还剩 {span}", "{span} left"),
    "time_over": ("已超 {span}", "{span} over"),
    "trace_title": ("订单 {order_no} 的轨迹（{count} 条）", "Trace of order {order_no} ({count})"),
    "trace_line": ("{at} {what}（{source}）", "{at} {what} ({source})"),
    "trace_line_late": (
        "{at} {what}（{source}，晚到 {late}）",
        "{at} {what} ({source}, {late} late)",
    ),
    "trace_more": ("前面还有 {count} 条：{link}", "{count} earlier ones: {link}"),
    "trace_empty": ("{source}：无数据", "{source}: no data"),
    "check_title": ("订单 {order_no} 体检", "Check-up of order {order_no}"),
    "check_well": ("一切正常。", "All is well."),
    "check_suggestions": ("建议：", "Suggestions:"),
    "signals_title": ("信号 {count} 个 · 版本 {version}", "{count} signals · version {version}"),
    "signals_line": (
        "{name} {weight} ×{cap} · {window} · {kind_class} · {owner}",
        "{name} {weight} ×{cap} · {window} · {kind_class} · {owner}",
    ),
    "signals_unknown": ("没有“{kind}”这个信号。", "There is no signal “{kind}”."),
    "signals_thresholds": ("橙 ≥ {orange}，红 ≥ {red}", "orange ≥ {orange}, red ≥ {red}"),
    "signals_no_owner": ("未指定", "nobody named"),
    "why_title": (
        "订单 {order_no}：共振分 {score}，{level}（版本 {version}）",
        "Order {order_no}: resonance {score}, {level} (version {version})",
    ),
    "why_line": ("{name}：{standing}", "{name}: {standing}"),
    "why_line_hit": ("{name}：{sum}", "{name}: {sum}"),
    "why_line_at": ("{name}：{standing}（{at}）", "{name}: {standing} ({at})"),
    "why_total": ("合计 {sum}＝{score}", "Total {sum} = {score}"),
    "why_hard": ("硬规则：{rules}", "Hard rules: {rules}"),
    "what_if_title": ("假如 {changes}：", "What if {changes}:"),
    "what_if_result": (
        "共振分 {before} → {after}，{level_before} → {level_after}",
        "Resonance {before} → {after}, {level_before} → {level_after}",
    ),
    "what_if_lock": ("会自动锁单并发红色卡片。", "It would lock the order and send a red card."),
    "what_if_card": ("会发橙色卡片。", "It would send an orange card."),
    "what_if_nothing": ("不会有动作。", "Nothing would happen."),
    "what_if_dry": ("以上只是推算，什么也没改。", "Only a calculation; nothing was changed."),
    "lists_title": ("名单上有 {count} 条：", "{count} entries on the lists:"),
    "lists_none": ("名单都是空的。例如：{example}", "The lists are empty. For example: {example}"),
    "lists_line": (
        "{name} {value}：{reason}（{by}，到 {until}）",
        "{name} {value}: {reason} ({by}, until {until})",
    ),
    "lists_added": (
        "已加入{name}：{value}，到 {until}（{by}）。",
        "On the list {name}: {value}, until {until} ({by}).",
    ),
    "lists_removed": ("已从{name}删去：{value}（{by}）。", "Off the list {name}: {value} ({by})."),
    "lists_unknown": ("{name}里没有 {value}。", "{value} is not on the list {name}."),
    "lists_wrong": (
        "没有加：要写明名单（vip、trusted 或 black）、对象、期限和原因。例如：{example}",
        "Not added: write which list (vip, trusted, black), whom, how long and why: {example}",
    ),
    "list_vip": ("VIP 名单", "VIP"),
    "list_trusted": ("白名单", "trusted"),
    "list_black": ("黑名单", "black"),
    "unshipped_title": ("未发货 {count} 单", "{count} unshipped"),
    "unshipped_none": ("没有未发货的订单。", "No unshipped orders."),
    "unshipped_line": (
        "{order_no} 付款 {ago} · {deadline}",
        "{order_no} paid {ago} ago · {deadline}",
    ),
    "unshipped_baseline": (
        "超过 {limit} 未发货的有 {count} 单，其中 {earlier} 单共振更早预警。",
        "{count} of them for longer than {limit}; resonance had warned of {earlier} before.",
    ),
    "why_not_me_title": ("订单 {order_no} 的通知：", "Messages about order {order_no}:"),
    "why_not_me_all_title": ("最近的通知：", "The latest messages:"),
    "why_not_me_line": (
        "{at} {target}：{state}（试 {attempts} 次，{code}）",
        "{at} {target}: {state} ({attempts} tries, {code})",
    ),
    "why_not_me_none": ("没有为它发过通知：{reason}", "Nothing was sent about it: {reason}"),
    "why_not_me_calm": ("分数没到橙色", "its score never reached orange"),
    "why_not_me_route": ("路由没有指向这里", "no route leads here"),
    "delivery_queued": ("排队中", "queued"),
    "delivery_sending": ("发送中", "being sent"),
    "delivery_sent": ("已送达", "sent"),
    "delivery_failed": ("失败", "failed"),
    "delivery_muted": ("已静默", "muted"),
    "delivery_throttled": ("已限流", "throttled"),
    "delivery_superseded": ("已被更新的卡片代替", "replaced by a newer one"),
    "span_days": ("{days}天{hours}小时", "{days} d {hours} h"),
    "span_hours": ("{hours}小时{minutes}分", "{hours} h {minutes} min"),
    "span_minutes": ("{minutes}分", "{minutes} min"),
    "span_seconds": ("{seconds}秒", "{seconds} s"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
})  # fmt: skip

#: usage and purpose of each command.
HELP: Mapping[str, tuple[str, str]] = MappingProxyType({
    "usage_order": ("查单 <单号>", "order N"),
    "usage_trace": ("轨迹 <单号>", "trace N"),
    "usage_check": ("体检 <单号>", "check N"),
    "usage_lock": ("锁单 <单号> [原因]", "lock N [reason]"),
    "usage_release": ("放行 <单号> [原因]", "release N [reason]"),
    "usage_alerts": ("预警", "alerts"),
    "usage_claim": ("认领 <单号> [取消|给 姓名]", "claim N [cancel|to NAME]"),
    "usage_false_alarm": ("误报 <单号> [原因]", "false N [reason]"),
    "usage_snooze": ("稍后 <单号> [2h|4h|12h]", "snooze N [2h|4h|12h]"),
    "usage_signals": ("信号 [列表|急用词 [加|删 <词>]]", "signals [list|words [add|remove W]]"),
    "usage_why": ("为什么 <单号>", "why N"),
    "usage_why_not_me": ("为什么没收到 [单号] [人名]", "why-not-me [N] [person]"),
    "usage_what_if": ("假如 <单号> 地址修改+1 …", "what-if N +address_changed …"),
    "usage_unshipped": ("未发货", "unshipped"),
    "usage_lists": (
        "名单 [加|删 <名单> <客户号、手机或地址> <期限> <原因>]",
        "lists [add|remove <list> <customer, phone or address> <duration> <reason>]",
    ),
    "usage_help": ("帮助 [命令]", "help [command]"),
    "what_order": ("现状、锁定和预警", "state, holds and alert"),
    "what_trace": ("从下单到现在的每一步", "every step so far"),
    "what_check": ("时间线、分数构成、锁定、时限和建议", "story, score, holds, deadlines, advice"),
    "what_lock": ("锁住，扫描不放行", "hold it; scans are denied"),
    "what_release": ("放行自己的或有权放行的锁定", "take away a hold that you may release"),
    "what_alerts": ("还没处理的预警", "alerts that wait for someone"),
    "what_claim": ("这一单我来处理", "I take this one"),
    "what_false_alarm": ("不是问题，同样的信号不再计", "no problem; same signals count no more"),
    "what_snooze": ("过一会儿再提醒", "remind me later"),
    "what_signals": ("信号、权重和急用词", "signals, weights and urgent words"),
    "what_why": ("每个信号命中没有、各算多少", "each signal, hit or not, and what it adds"),
    "what_why_not_me": ("通知发给谁、发到哪一步", "who was told, and how far it got"),
    "what_what_if": ("推算分数和级别，什么也不改", "work out score and level; nothing changes"),
    "what_unshipped": ("付了款还没发的单", "paid and not shipped"),
    "what_lists": ("VIP、白名单和黑名单", "VIPs, trusted customers and black addresses"),
    "what_help": ("这张表，或一个命令的用法", "this list, or one command"),
})  # fmt: skip

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType({
    **NAMES, **SCANS, **REPLIES, **REPORTS, **CARD, **SUGGESTIONS, **HELP,
    **INSIGHT, **PEOPLE, **DELIVERY, **TIMELINE, **TYPED, **CLAIMS,
})  # fmt: skip
