"""The table of sentences about who is told, when, and who wanted it otherwise."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
PEOPLE: Mapping[str, tuple[str, str]] = MappingProxyType({
    # debug mode
    "debug_on": (
        "{by} 打开了调试模式，到 {until} 自动关闭：照常评估、记录和锁定，什么都不主动发出。",
        "{by} switched debug mode on until {until}: all is evaluated and locked, nothing is sent.",
    ),
    "debug_off": (
        "{by} 关闭了调试模式。期间未发 {count} 条，仍未处理的现在补发。",
        (
            "{by} switched debug mode off. {count:message was|messages were} not sent; "
            "what is open is sent now."
        ),
    ),
    "debug_is_off": (
        "调试模式没有打开。打开：调试模式 开 30m",
        "Debug mode is off. To switch it on: debug on 30m",
    ),
    "debug_banner": (
        "【调试模式，到 {until}（{by}）：什么都不主动发出】",
        "[debug mode until {until} ({by}): nothing is sent unasked]",
    ),
    "debug_ending": (
        "调试模式将在 {until} 自动关闭（{by}，{what} {id} {reason}）。",
        "Debug mode ends at {until} ({by}, {what} {id} {reason}).",
    ),
    "debug_ended": (
        "调试模式已关闭（{until}，{by}）。{kept}",
        "Debug mode is off ({until}, {by}). {kept}",
    ),
    # on call
    "oncall_title": ("值班（{at}）：", "On call ({at}):"),
    "oncall_now": ("现在 {name}：{people}（到 {until}）", "Now {name}: {people} (until {until})"),
    "oncall_swapped": (
        "现在 {name}：{people}（到 {until}，{by} 换的班）",
        "Now {name}: {people} (until {until}, swapped by {by})",
    ),
    "oncall_next": (
        "下一班 {name}：{people}（{start} 到 {until}）",
        "Next {name}: {people} ({start} to {until})",
    ),
    "oncall_none": (
        "没有值班表。请管理员在配置里加 [[oncall]]。",
        "There is no on-call table. Ask an admin to add [[oncall]].",
    ),
    "oncall_unknown_year": (
        "{year} 年的放假安排还不知道，按周一至周五算。",
        "The days off of {year} are not known yet; Monday to Friday are taken as workdays.",
    ),
    "oncall_unknown_person": (
        "没有“{name}”这个人，没有换班。可以换：{people}。例如：值班 换 李雷",
        "There is nobody called “{name}”; nothing was swapped. People: {people}.",
    ),
    "oncall_nobody_on": (
        "现在没有班次在岗，没有换班。",
        "No shift is on now; nothing was swapped.",
    ),
    "oncall_which": (
        "换哪一班？现在在岗：{names}。例如：值班 换 {person} <班名>",
        "Which shift? On now: {names}. For example: oncall swap {person} <shift>",
    ),
    "oncall_swap_done": (
        "{by} 换班：{name} 由 {person} 顶 {before}，到 {until} 本班结束。",
        "{by} swapped: {person} stands in for {before} in {name} until {until}.",
    ),
    # claims
    # escalation
    "escalated": (
        "订单 {order_no}（{level}）{waited}没人处理，请 {names} 看一下。{snapshot}",
        "Order {order_no} ({level}) was not handled for {waited}: {names}, please look. {snapshot}",
    ),
    "escalated_snapshot": (
        "订单 {order_no}（{level}）{waited}没人处理，请 {names} 马上处理。\n{snapshot}",
        "Order {order_no} ({level}) was not handled for {waited}: {names}, act now.\n{snapshot}",
    ),
    "unheard": (
        (
            "订单 {order_no}（{level}）已 {waited} 没人处理，这是第 {times} 次提醒。"
            "请 {names} 现在冻结、放行或认领。"
        ),
        (
            "Order {order_no} ({level}) has waited {waited} and nobody acted; this is reminder "
            "number {times}. {names}: freeze, release or claim it now."
        ),
    ),
    "snapshot_title": (
        "《超时根因快照》订单 {order_no}，{at}",
        "Snapshot at time-out: order {order_no}, {at}",
    ),
    "snapshot_score": ("级别：{level} {score}（{parts}）", "Level: {level} {score} ({parts})"),
    "snapshot_cause": ("主因：{cause}", "Main cause: {cause}"),
    "snapshot_holds": ("锁定：{holds}", "Holds: {holds}"),
    "snapshot_story": ("时间线：", "Story:"),
    "snapshot_told": ("通知过：", "Told:"),
    "snapshot_none": ("无", "none"),
    # put aside and back, silence over, quiet time over
    "alert_back": (
        "订单 {order_no} 到点再提醒：仍未处理。",
        "Order {order_no} is back as asked: still not handled.",
    ),
    "alert_again": (
        "订单 {order_no} 静默已结束，仍未处理，请看卡片。",
        "Order {order_no} is no longer muted and still open; see its card.",
    ),
    "alert_ended": (
        "订单 {order_no} 的预警在静默期间已结束。",
        "The alert of order {order_no} ended while it was muted.",
    ),
    "quiet_over": (
        (
            "免打扰时间结束，期间的橙色预警还有 {count} 条未处理"
            "{over}：\n{lines}\n回复“查单 单号”看详情。"
        ),
        (
            "Quiet time is over; {count:orange alert is|orange alerts are} open"
            "{over}:\n{lines}\nReply “order N” for details."
        ),
    ),
    "digest_over": (
        "（另有 {count} 条已结束）",
        " ({count:more has|more have} ended)",
    ),
    "delivery_held": ("暂存，等免打扰或本班结束", "kept for the end of the quiet time or shift"),
    "delivery_why": ("{by}：{reason}，到 {until}", "{by}: {reason}, until {until}"),
    # help
    "usage_oncall": ("值班 [换 <人> [班名]]", "oncall [swap <person> [shift]]"),
    "usage_debug": ("调试模式 [开 30m|关]", "debug [on 30m|off]"),
    "what_oncall": ("现在和下一班谁值班，换班", "who is on duty now and next, and swaps"),
    "what_debug": ("照常评估，什么都不发", "evaluate everything, send nothing"),
    "stuck_scheduler": (
        "定时巡检从 {since} 起没有动静：到点的预警和到期的锁不会更新。请重启机器人，并看 /readyz。",
        "No sweep since {since}: alerts and expiries do not move. Restart the bot; see /readyz.",
    ),
    "kicked_channel": (
        "{part} 在 {since} 被另一个程序顶下线：同一个机器人开了两处。请停掉多余的那个，或换密钥。",
        "{part} was kicked at {since}: this bot runs twice. Stop the other, or renew the secret.",
    ),
    "stuck_channel": (
        "{part} 从 {since} 起连不上：那里的人收不到卡片，也按不了按钮。请运行 resonance check。",
        "{part} has been out of reach since {since}: no cards, no buttons. Run resonance check.",
    ),
})  # fmt: skip
