"""Sentences that answer a command or a press: done, done before, refused; and notices."""

from collections.abc import Mapping
from types import MappingProxyType

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
        "订单 {order_no} 保持锁定（{by} {at}）。放行前，扫描一律拦截。",
        "Order {order_no} stays locked ({by} {at}). Every scan is denied until release.",
    ),
    "lock_already": (
        "订单 {order_no} 已由 {by} {at} 锁定，无需重复。",
        "Order {order_no} was already locked by {by} at {at}.",
    ),
    "lock_left": (
        "订单 {order_no} 的包裹已发出，无法拦截。请联系快递召回。",
        "The parcel of order {order_no} has left. Ask the carrier to call it back.",
    ),
    "recall_done": (
        "订单 {order_no} 已发出，已请 {gateway} 召回（{by} {at}），仍可拦截 {left}。",
        "Order {order_no} has left; {gateway} is asked to recall it ({by} {at}), {left} remain.",
    ),
    "recall_by_hand": (
        "订单 {order_no} 已发出，仍可拦截 {left}。没有可通知的仓库系统，请马上打电话给承运商。",
        "Order {order_no} has left and can be stopped for {left}. No system to tell: call now.",
    ),
    "recall_again": (
        "订单 {order_no} 已在召回，仍可拦截 {left}。",
        "Order {order_no} is being recalled already; {left} remain.",
    ),
    "recall_too_late": (
        "订单 {order_no} 已过拦截时限，或承运商不能拦截。请联系客户拒收。",
        "Order {order_no} can no longer be stopped. Ask the customer to refuse it.",
    ),
    "recall_not_left": (
        "订单 {order_no} 还没发出，锁定就能拦住，不用召回。",
        "Order {order_no} has not left; a lock stops it, there is nothing to recall.",
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
        "{by} {at} 已放行自己的部分，但订单 {order_no} 仍被锁定：{others}。{how}",
        "{by} released their part at {at}, but order {order_no} is still held: {others}.{how}",
    ),
    "release_asks": (
        "订单 {order_no} 还有原因没消除：{held}。还没放行；确定要发，请在 {within}内再放行一次。",
        (
            "Order {order_no} is still held for: {held}. Nothing is released; to ship it all the "
            "same, release it once more within {within}."
        ),
    ),
    "release_nothing": (
        "订单 {order_no} 没有锁定，不用放行。",
        "Order {order_no} is not held; there is nothing to release.",
    ),
    "release_before": (
        "订单 {order_no} 自己没有锁；锁在它的原单 {origins} 上：{others}。请放行原单。",
        (
            "Order {order_no} has no hold of its own; {origins}, which it came of, is held: "
            "{others}. Release that one."
        ),
    ),
    "release_nothing_meant": (
        "订单 {order_no} 没有您能这样放行的锁定。还锁着的：{others}。{how}",
        "Order {order_no} has no hold that this would release. Still held: {others}.{how}",
    ),
    "release_already": (
        "订单 {order_no} 已由 {by} {at} 放行。",
        "Order {order_no} was already released by {by} at {at}.",
    ),
    "release_explained": (
        "订单 {order_no} 的放行原因记下了：{reason}（{by} {at}）。",
        "Why order {order_no} was released is noted: {reason} ({by} {at}).",
    ),
    "undo_done": (
        "已撤销放行：订单 {order_no} 照旧锁定，由 {by} 跟进（{at}）。",
        "The release is taken back: order {order_no} is locked as before, {by} sees to it ({at}).",
    ),
    "undo_nothing": (
        "订单 {order_no} 没有可以撤销的放行。",
        "Order {order_no} has no release to take back.",
    ),
    "undo_closed": (
        "红色订单的放行只有放行的人能在 2 分钟内说明或撤销。要拦住它请发：锁单 {order_no}",
        "Only who released it can explain or undo that, for 2 minutes. Or: lock {order_no}",
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
    "hold_text": ("{reason}（{owner}，需{need}放行）", "{reason} ({owner}; {need} to release)"),
    "hold_of_line": ("{reason}，仅 {line}", "{reason}, only {line}"),
    "hold_text_note": (
        "{reason}：{note}（{owner}，需{need}放行）",
        "{reason}: {note} ({owner}; {need} to release)",
    ),
    "hold_ending": (
        "订单 {order_no} 的锁定到 {at} 自动解除，还有 {left}：{hold}。要继续拦，解除后请再锁一次。",
        (
            "The hold on order {order_no} ends by itself at {at}, in {left}: {hold}. To go on "
            "holding it, lock it again then."
        ),
    ),
    # help
    "help_title": ("我盯订单的弱信号，该锁的锁。您可以发：", "I watch orders. You can send:"),
    "help_footer": (
        "单号可以是订单号、运单号、后 4–6 位，或粘贴的卡片和链接，可以一次写几个。",
        "N: an order or tracking number, its last 4–6 digits, a pasted card or link; or several.",
    ),
    "help_line": ("{usage}：{what}", "{usage}: {what}"),
    "help_stops": (
        "拦下货的情形共 {count} 种：代码 → 扫描口的回答，谁能放行",
        "{count} things stop goods: code → what the scanner hears, who may release",
    ),
    "help_stop": ("{n}. {name} {code} → {scan}，{role}放行", "{n}. {name} {code} → {scan}, {role}"),
    "help_stop_by_cause": (
        "{n}. {name} {code} → {scan}，账上改对了自己解除，或{role}放行",
        "{n}. {name} {code} → {scan}, ends once the books are mended, or {role}",
    ),
    "help_also": ("也可以写：{words}", "Also: {words}"),
    "help_examples": ("例如：{examples}", "For example: {examples}"),
    # notices
    "alert_louder": (
        "订单 {order_no} 由橙色升为红色，{lock}，请看卡片。",
        "Order {order_no} went from orange to red, {lock}; see its card.",
    ),
    "louder_locked": ("已锁定", "locked"),
    "louder_free": ("还没锁定", "not locked yet"),
    "undelivered": (
        "订单 {order_no} 的卡片没能送到 {target}（{code}）。请在这里处理，并检查该通道。",
        (
            "The card of order {order_no} could not be sent to {target} ({code}). "
            "Handle it here and check that channel."
        ),
    ),
    "mismatch_notice": (
        "订单 {order_no} 在 {station} 扫到不符的包裹（{code}），已锁定。请仓管员到场核对。",
        "Order {order_no} met a wrong parcel ({code}) at {station} and is locked. Please check.",
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
