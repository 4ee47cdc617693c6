"""Sentences about the machine itself: routes, tests, interruptions, similar cases, the breaker."""

from collections.abc import Mapping
from types import MappingProxyType

INSIGHT: Mapping[str, tuple[str, str]] = MappingProxyType({
    # similar cases
    "label_similar": ("相似", "Similar"),
    "similar_new": ("新：最近 30 天首次出现", "new: not seen for 30 days"),
    "similar_count": (
        "最近 90 天 {count} 单同类（{kinds}），{ends}",
        "{count:order|orders} like it in 90 days ({kinds}), {ends}",
    ),
    "similar_end": ("{count} 单{outcome}", "{count} {outcome}"),
    "similar_no_end": ("还没有结果", "no outcome reported"),
    "similar_named": ("如 {cases}", "such as {cases}"),
    "similar_case": ("{order_no} {ends}", "{order_no} {ends}"),
    "outcome_ok": ("正常", "went well"),
    "outcome_bad_review": ("差评", "bad review"),
    "outcome_refund": ("退款", "refund"),
    "outcome_penalty": ("罚款", "fined"),
    "outcome_rejected": ("拒收", "refused"),
    "outcome_refused": ("拒收", "refused"),
    "outcome_returned": ("退货", "returned"),
    "outcome_complaint": ("投诉", "complaint"),
    "outcome_missing_item": ("少件", "missing item"),
    "outcome_wrong_item": ("错发", "wrong item"),
    "outcome_late": ("超时", "late"),
    "outcome_cancelled": ("取消", "cancelled"),
    # the breaker
    "autolock_tripped": (
        (
            "自动锁已暂停：机器最近一小时已锁 {locks} 单，到上限了。之后的红单照样报，"
            "但要人来锁，请逐单确认。没问题就发“恢复自动锁”，有问题就发“停止自动锁 原因”。"
        ),
        (
            "Automatic locks paused: {locks:order|orders} in the last hour, the limit. Red still "
            "alerts, but people lock; confirm each. Send “autolock on” if the weights are right, "
            "else “autolock off reason”."
        ),
    ),
    "autolock_stopped": (
        "{by} 停止了自动锁，到 {until}：{reason}。红单照样报，请人工确认。",
        "{by} stopped automatic locks until {until}: {reason}. Red still alerts; please confirm.",
    ),
    "autolock_resumed": (
        "{by} 恢复了自动锁。之前没锁的红单仍要人工确认。",
        "{by} resumed automatic locks. Red orders left unlocked still need a person.",
    ),
    "autolock_ended": (
        "{by} 停止自动锁的时间到了，现在恢复。之前没锁的红单仍要人工确认。",
        "Automatic locks are on again ({by} had stopped them). Unlocked red still needs a person.",
    ),
    # routes
    "routes_title": ("路由 {count} 条，按顺序：", "{count:route|routes}, in order:"),
    "routes_line": (
        "{number}. {match} → {targets}{owner}{go_on}",
        "{number}. {match} → {targets}{owner}{go_on}",
    ),
    "routes_any": ("全部", "everything"),
    "routes_owner": ("，负责人 {owner}", ", owner {owner}"),
    "routes_go_on": ("（继续往下）", " (goes on)"),
    "routes_escalation": ("   {after}没人处理再发 {targets}", "   after {after} also {targets}"),
    "routes_fallback": ("都不匹配时发到 {target}。", "What no route wants goes to {target}."),
    "routes_none": ("没有您能看到的路由。", "No route that you may see."),
    "routes_asked": ("{facts}：", "{facts}:"),
    "routes_order": ("订单 {order_no}（{facts}）：", "Order {order_no} ({facts}):"),
    "routes_match": ("命中第 {numbers} 条", "matches route {numbers}"),
    "routes_no_match": ("没有命中，走兜底", "matches none: the fall-back"),
    "routes_told_now": ("现在会发到：{targets}", "told now: {targets}"),
    "routes_calm": (
        "现在平静，不会发；以下按红色算",
        "calm, so nothing is sent; this is for red",
    ),
    "routes_out_of_scope": ("{target} 只绑定别的店铺，不发", "{target} is bound to other shops"),
    "routes_nobody": ("不点名：没有负责人，也没人值班", "nobody by name: no owner, nobody on duty"),
    "routes_owner_is": ("负责人 {owner}", "owner {owner}"),
    "routes_owner_unknown": (
        "负责人“{owner}”不在 [[people]] 里，请改配置",
        "the owner “{owner}” is not in [[people]]; please mend the configuration",
    ),
    "routes_called": ("现在会叫 {names}", "called by name now: {names}"),
    "routes_stage_backup": ("备岗", "the backup"),
    "routes_stage_cross_team": ("能放行的人", "those who may release"),
    "routes_stage_manager": ("管理员", "the managers"),
    "routes_unknown_word": (
        "看不懂“{word}”。可以写 red、orange 和 shop= warehouse= platform=。例如：{example}",
        "“{word}” is not understood. Write red, orange, shop= warehouse= platform=: {example}",
    ),
    # test fire
    "test_title": ("{level}试跑（不会真的报警）：", "Test of {level} (no real alert):"),
    "test_line": ("{mark} {stage}：{why}", "{mark} {stage}: {why}"),
    "test_pass": ("通过", "pass"),
    "test_warn": ("注意", "warn"),
    "test_fail": ("失败", "FAIL"),
    "test_skip": ("跳过", "skip"),
    "test_stage_fetch": ("取数", "fetch"),
    "test_stage_score": ("评分", "score"),
    "test_stage_decide": ("判定", "decide"),
    "test_stage_route": ("路由", "route"),
    "test_stage_quiet": ("静默与时段", "silences and hours"),
    "test_stage_send": ("发送", "send"),
    "test_fetch_ok": ("{count} 个来源在发数据", "{count:source speaks|sources speak}"),
    "test_fetch_none": ("还没有来源发过事件", "no source ever sent an event"),
    "test_fetch_silent": ("这些来源没有消息：{sources}", "silent: {sources}"),
    "test_score_ok": ("{parts}＝{score}", "{parts} = {score}"),
    "test_score_short": (
        "所有信号加起来只有 {score}，到不了 {threshold}",
        "all signals together make {score}, below {threshold}",
    ),
    "test_decide_ok": ("会发{level}卡片", "a card is sent: {level}"),
    "test_decide_lock": ("会发{level}卡片并锁定", "a card is sent and the order locked: {level}"),
    "test_decide_paused": (
        "会发{level}卡片，但自动锁已停（{by}），不会锁定",
        "a card is sent ({level}), but automatic locks are off ({by})",
    ),
    "test_decide_no": ("不会发卡片", "no card would be sent"),
    "test_route_ok": ("发到 {targets}", "goes to {targets}"),
    "test_route_fallback": ("没有路由命中，走兜底 {targets}", "no route matches: {targets}"),
    "test_route_missing": ("没有一条路由通向 {target}", "no route leads to {target}"),
    "test_route_other": (
        "有路由通向 {target}，但这个级别不指定店铺时不会发到那里",
        "a route leads to {target}, but not for this level without a shop",
    ),
    "test_quiet_none": ("没有静默", "nothing is silenced"),
    "test_quiet_some": ("会被静默：{names}", "silenced by {names}"),
    "test_send_skip": (
        "没有发送；要发一条测试消息请写“测试 发送”",
        "not sent; write “test send” for a test message",
    ),
    "test_send_ok": (
        "已排队，发到 {target}，会标明是测试",
        "queued for {target}, marked as a test",
    ),
    "test_send_earlier": ("前面有一步失败，没有发送", "not sent: an earlier stage failed"),
    "test_too_soon": ("刚试过，请 {wait} 后再试。", "Tested just now; try again in {wait}."),
    "test_message": (
        "【测试消息，不是预警】{by} 在试发送，收到说明这里能送达。",
        "[Test, not an alert] {by} tests delivery; reading this means that it works here.",
    ),
    # interruptions
    "interruptions_title": (
        "{span}打扰了 {count} 次：",
        "{count:interruption|interruptions} {span}:",
    ),
    "interruptions_week": ("本周", "this week"),
    "interruptions_today": ("今天", "today"),
    "interruptions_yesterday": ("昨天", "yesterday"),
    "interruptions_unknown": (
        "“{said}”是哪几天？可以问今天、昨天或本周。例如：{example}",
        "Which days are “{said}”? Ask for today, yesterday or week. For example: {example}",
    ),
    "interruptions_none": ("{span}没有打扰任何人。", "Nobody was interrupted {span}."),
    "interruptions_line": (
        "{place}：{messages} 次，夜间 {night}%，{response}，处理了 {acted}%",
        "{place}: {messages:time|times}, {night}% at night, {response}, {acted}% acted on",
    ),
    "interruptions_response": ("首次响应中位 {wait}", "median first response {wait}"),
    "interruptions_no_response": ("还没有人响应", "nobody has responded yet"),
    "interruptions_person": (
        "{name}：首个响应 {orders} 单，中位 {wait}",
        "{name}: first to act on {orders:order|orders}, median {wait}",
    ),
    "interruptions_cut": (
        "只看了最近 {count} 条，更早的没有算进来。",
        "Only the latest {count:message was|messages were} counted.",
    ),
    # phone
    "phone_is": ("订单 {order_no} 的电话：{phone}（查看已记录）", "{order_no}: {phone} (recorded)"),
    "phone_none": ("订单 {order_no} 没有电话。", "Order {order_no} has no phone number."),
    "phone_in_group": (
        "完整电话只在私聊里给。请私聊我（控制台里是“我的房间”）：电话 {order_no}",
        (
            "Full numbers are given in private only. Write to me (in the console: in “My room”): "
            "phone {order_no}"
        ),
    ),
    # data scope
    "scope_group": (
        "这一单不属于这个群绑定的店铺。请私聊我问。",
        "This order is not of the shops this group is bound to. Ask me in private.",
    ),
    # why (not) me
    "told_unknown_person": ("[[people]] 里没有“{name}”。", "Nobody called “{name}” in [[people]]."),
    "told_title": ("{name} · 订单 {order_no}：{verdict}", "{name} · order {order_no}: {verdict}"),
    "told_judged": ("评估过：{score}，{level}", "judged: {score}, {level}"),
    "told_route": ("命中路由 {numbers}", "route {numbers}"),
    "told_fallback": ("没有路由命中，走兜底", "no route matched: the fall-back"),
    "told_as": ("身份：{ways}", "as: {ways}"),
    "told_way_private": ("私聊对象", "told in private"),
    "told_way_owner": ("负责人", "owner"),
    "told_way_duty": ("值班", "on duty"),
    "told_way_escalation": ("逐级通知的人", "told when nobody acted"),
    "told_way_mention": ("被点名", "mentioned"),
    "told_way_group": ("群成员（群名单看不到）", "in the group (its members are hidden)"),
    "told_way_none": ("没有", "none"),
    "told_at": ("{at} {target}：{state}（{code}）", "{at} {target}: {state} ({code})"),
    "told_verdict_other_shop": ("不在其店铺范围内", "not of their shops"),
    "told_verdict_calm": ("从没到橙色，没有预警", "never reached orange, so no alert"),
    "told_verdict_not_targeted": ("路由不指向这个人", "no route leads to them"),
    "told_verdict_nothing_sent": ("没有消息发往这个人的会话", "no message was made for them"),
    "told_verdict_sent": ("已送达", "sent"),
    "told_verdict_failed": ("发送失败（{code}）", "failed ({code})"),
    "told_verdict_queued": ("还在排队", "queued"),
    "told_verdict_leased": ("正在发送", "being sent"),
    "told_verdict_muted": ("被静默（{code}）", "muted ({code})"),
    "told_verdict_held": ("暂存，到时汇总（{code}）", "kept for the digest ({code})"),
    "told_verdict_throttled": ("被限流，等额度（{code}）", "throttled, waits for budget ({code})"),
    "told_verdict_grouped": ("并入汇总卡片（{code}）", "grouped into another card ({code})"),
    "told_verdict_unknown": ("发送结果未知（{code}）", "outcome unknown ({code})"),
    "told_verdict_other": ("{state}（{code}）", "{state} ({code})"),
    # the audit
    "audit_whole": (
        "审计第 {first}–{last} 行完好，一行没有少、没有改。链尾封印 {seal}…",
        "Audit rows {first} to {last} are whole: none changed, none gone. The last seal is {seal}…",
    ),
    "audit_older": ("还有 {count} 行更早的：{command}", "{count} older rows: {command}"),
    "audit_broken": (
        "审计不可信：{how}{where}。先保全数据库，再查谁能直接写它；更早的行没有查出问题",
        (
            "The audit cannot be trusted: {how}{where}. Keep the database as it is, and find out "
            "who can write to it directly; nothing was found in earlier rows"
        ),
    ),
    "audit_row": ("（数据库行号 {id}）", " (row id {id})"),
    "audit_changed": ("第 {number} 行被改过或换过位置", "row {number} was changed or moved"),
    "audit_missing": ("第 {number} 行不见了", "row {number} is gone"),
    "audit_added": (
        "第 {number} 行的位置有一行不是系统写的",
        "a row at place {number} was not written by the product",
    ),
    "audit_cut": ("从第 {number} 行起被删掉了", "everything from row {number} on is gone"),
    "audit_no_page": ("审计只有 {count} 行", "the audit has {count} rows only"),
    # help
    "missing_reason": ("为什么？要写原因。例如：{example}", "Why? Give a reason: {example}"),
    "usage_routes": ("路由 [单号|red shop=…]", "routes [N|red shop=…]"),
    "usage_test": ("测试 [red|orange] [会话] [发送]", "test [red|orange] [target] [send]"),
    "usage_interruptions": ("打扰 [本周|今天|昨天]", "interruptions [week|today|yesterday]"),
    "usage_phone": ("电话 <单号>", "phone N"),
    "usage_autolock_off": ("停止自动锁 [2h] <原因>", "autolock off [2h] <reason>"),
    "usage_autolock_on": ("恢复自动锁", "autolock on"),
    "usage_audit": ("审计 验证 [页] | 证据 <单号>", "audit verify [page] | evidence N"),
    "what_audit": ("审计有没有被改；谁看过退款证据", "changes to the audit; readers of evidence"),
    "what_routes": ("谁会收到，按哪条路由", "who would be told, by which route"),
    "what_test": ("从取数到发送走一遍，不动真单", "walk from data to delivery"),
    "what_interruptions": ("谁被打扰了多少次，多少在夜里", "who was called, and how often"),
    "what_phone": ("私聊里看完整电话，会记录", "the full number, in private, recorded"),
    "what_autolock_off": ("机器不再自己锁定", "the machine locks nothing by itself"),
    "what_autolock_on": ("让机器继续自动锁定", "let the machine lock by itself again"),
})  # fmt: skip
