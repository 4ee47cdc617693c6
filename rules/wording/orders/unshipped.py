"""Sentences about what is unshipped: the sheet, what was missed, what must leave, who does it."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
UNSHIPPED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "sheet_title": ("{badge} · {status}", "{badge} · {status}"),
    "sheet_badge": ("未发货溯源 {day}", "Unshipped {day}"),
    "sheet_status_none": ("0 差异", "0 differences"),
    "sheet_status_open": ("已处理 {done}/{total}", "{done}/{total} done"),
    "sheet_status_done": ("全部处理完 {done}/{total}", "all done {done}/{total}"),
    "sheet_counted": (
        "已付款未出库 {orders} 单，{total} 单三方对不上。",
        "{orders} paid and not left, {total} of which the sides differ.",
    ),
    "sheet_carried": ("前一天留下 {count} 单。", "{count} carried over."),
    "sheet_missed": (
        "本月漏发率 {missed}/{orders} = {rate}，人工搬运 {by_hand}。",
        "Missed this month {missed}/{orders} = {rate}, carried by hand {by_hand}.",
    ),
    "sheet_carried_since": ("{day} 就在表上", "on the sheet since {day}"),
    "sheet_sides": (
        "客服 {mark} – 系统 {system} – 仓库 {warehouse}",
        "service {mark} – system {system} – warehouse {warehouse}",
    ),
    "sheet_odd": ("【{word}】", "[{word}]"),
    "sheet_even": ("{word}", "{word}"),
    "sheet_taken": ("{by} 在处理", "{by} has it"),
    "sheet_button": ("{action} {order_no}", "{action} {order_no}"),
    "sheet_word_claim": ("认领", "claim"),
    "sheet_word_done": ("完成", "done"),
    "sheet_more": ("另有 {count} 单", "{count} more"),
    "sheet_footer": (
        "【】里的和另外两方对不上；全部的在表里",
        "what stands in [ ] differs from the other two; the file has them all",
    ),
    "undelivered_sheet": (
        "今天的未发货溯源表没有送到 {target}（{code}）；要看请发“未发货”",
        "Today's sheet of what is unshipped did not reach {target} ({code}); write “unshipped”",
    ),
    "risk_expected": (
        "{risk} × 漏发概率 {chance} ≈ {expected}",
        "{risk} × {chance} chance of missing ≈ {expected}",
    ),
    "risk_lost": ("{risk}（来不及了）", "{risk} (too late)"),
    "risk_unknown": ("罚则未配置", "penalty not configured"),
    "cause_cs_to_oms": ("客服 → OMS 没录", "service → OMS not entered"),
    "cause_oms_to_erp": ("OMS → ERP 没过", "OMS → ERP not passed on"),
    "cause_erp_to_wms": ("ERP → WMS 没下", "ERP → WMS not passed on"),
    "cause_scan": ("出库扫描没过", "not scanned out"),
    "cause_gift": ("赠品没齐", "gift missing"),
    "cause_carrier": ("已出库，没揽收", "left, not picked up"),
    "work_claim": ("{order_no} 由 {by} 处理。", "{by} has {order_no}."),
    "work_done": ("{order_no} 已处理（{by}）。", "{order_no} is done ({by})."),
    "work_late": (
        "{order_no} 没有改：{by} {at} 已经接手。",
        "{order_no} stays as it is: {by} has had it since {at}.",
    ),
    "work_which": (
        "哪几单？例如：未发货 {word} 1024 1025",
        "Which? Write: unshipped {word} 1024 1025",
    ),
    "tonight_title": (
        "今晚必须发 {count} 单，晚发要赔 {risk}",
        "{count:order|orders} must leave tonight, {risk} at risk",
    ),
    "tonight_none": ("今晚没有必须发的单。", "Nothing must leave tonight."),
    "tonight_line": ("{order_no} {risk} · {deadline}", "{order_no} {risk} · {deadline}"),
    "penalty_source": (
        "{platform} 罚则 {first} 起，{verified} 核对：{source}",
        "{platform}: rule since {first}, read {verified}: {source}",
    ),
    "odds_source": (
        "漏发概率：本店 {days} 天里走到同一步、剩这么多时间的单漏了几成；不足 {enough} 单的是假设",
        "Chance of missing: of orders that stood there in {days:day|days}; below {enough} assumed",
    ),
    "next_given": (
        "{order_no} 归你，{limit}内别人拿不到。{about}。办好发“下一单 完成”，放回发“下一单 跳过”。",
        "{order_no} is yours for {limit}. {about}. Write “next done” or “next skip”.",
    ),
    "next_again": (
        "{order_no} 还在你手上。{about}。办好发“下一单 完成”，放回发“下一单 跳过”。",
        "You still have {order_no}. {about}. Write “next done” or “next skip”.",
    ),
    "next_held": (
        "它锁着：{holds}。放行之前出不了库，先看：{command}",
        "It is held: {holds}. It cannot leave before that is released; look first: {command}",
    ),
    "next_alert": (
        "它有{level}（{state}），先看：{command}",
        "It has an alert: {level}, {state}; look first: {command}",
    ),
    "next_none": ("没有等人处理的单。", "No order waits for anybody."),
    "missed_title": (
        "{month} 漏发率 {missed}/{orders} = {rate}",
        "Missed in {month}: {missed}/{orders} = {rate}",
    ),
    "missed_by_hand": ("人工搬运 {share}", "carried by hand {share}"),
    "missed_cost": ("按平台罚则 {cost}（{count} 单）", "{cost} by platform rule ({count})"),
    "missed_uncosted": ("罚则未配置 {count} 单", "penalty not configured for {count}"),
    "missed_billed": (
        "平台账单 {cost}（{count} 笔）：{heads}",
        "Billed by platforms {cost} ({count:line|lines}): {heads}",
    ),
    "missed_head": ("{head} {cost}", "{head} {cost}"),
    "missed_months": ("漏发和账单：{months}", "Missed and billed: {months}"),
    "missed_of_month": ("{month} {missed} 单 {cost}", "{month} {missed:order|orders} {cost}"),
    "bill_late": ("延迟发货", "left too late"),
    "bill_lacking": ("缺货", "out of stock"),
    "bill_false": ("虚假发货", "not really shipped"),
    "bill_stalled": ("轨迹超时", "no trace for too long"),
    "bill_exchange": ("延迟换货", "exchanged too late"),
    "bill_promise": ("违背补寄承诺", "not sent after as promised"),
    "bill_other": ("其他", "other"),
    "check_billed": ("平台已罚：{heads}", "Billed by its platform: {heads}"),
    "missed_causes": ("断在：{causes}", "Lost at: {causes}"),
    "missed_warehouses": ("按仓：{warehouses}", "By warehouse: {warehouses}"),
    "missed_days": ("按付款日：{days}", "By day of payment: {days}"),
    "missed_part": ("{name} {missed}/{orders} = {rate}", "{name} {missed}/{orders} = {rate}"),
    "missed_not_yet": (
        "{month} 还没到，没有漏发率；查过去的月份：漏发率 2026-01",
        "{month} has yet to come; ask for a month that has: missed 2026-01",
    ),
    "missed_month": ("月份这样写：漏发率 2026-01", "A month is written like this: missed 2026-01"),
    "work_refused": ("{order_no}：{why}", "{order_no}: {why}"),
    "work_unknown": ("没有订单 {order_no}。", "There is no order {order_no}."),
})  # fmt: skip
