"""Sentences of the day's digest: what was locked, decided and is still open."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
DIGEST: Mapping[str, tuple[str, str]] = MappingProxyType({
    "day_title": ("{badge} · {status}", "{badge} · {status}"),
    "day_label_raised": ("预警", "Raised"),
    "day_label_locked": ("锁定", "Locked"),
    "day_label_over": ("结果", "Decided"),
    "day_label_carried": ("前一天留下", "Carried over"),
    "day_machine": (
        "近 7 天 {made}/{all} = {share} 是系统锁的",
        "{made}/{all} = {share} of the locks of 7 days by the system",
    ),
    "day_label_missed": ("漏发", "Missed"),
    "day_missed": (
        "当天到期 {missed}/{orders} = {rate}",
        "due on the day {missed}/{orders} = {rate}",
    ),
    "day_missed_month": ("本月 {missed}/{orders} = {rate}", "the month {missed}/{orders} = {rate}"),
    "day_label_late": ("售后超 48 小时", "After-sales over 48 hours"),
    "day_late": ("当天到时 {late}/{due} = {share}", "ended on the day {late}/{due} = {share}"),
    "day_late_in_30_days": (
        "近 30 天 {late}/{due} = {share}",
        "in 30 days {late}/{due} = {share}",
    ),
    "day_see_late": ("看是哪家店的售后", "See which shop's after-sales"),
    "day_see_missed": ("看断在哪一步", "See between which hands"),
    "day_orders": ("{count} 单", "{count}"),
    "day_counted": ("{name} {count}", "{name} {count}"),
    "day_held": ("已锁定", "locked"),
    "day_claimed": ("{by} 已认领", "claimed by {by}"),
    "day_since": ("{at} 起", "since {at}"),
    "day_button": ("{action} {order_no}", "{action} {order_no}"),
    "day_badge": ("日报 {day}", "Day {day}"),
    "day_status_open": (
        "还有 {open} 单待处理，已处理 {over}/{all}",
        "{open} still open, {over}/{all} done",
    ),
    "day_status_done": ("全部处理完，共 {over} 单", "everything is done, {over} in all"),
    "day_status_quiet": ("当天没有预警，也没有锁定", "no alert and no lock on the day"),
    "day_more": ("另有 {count} 单", "{count} more"),
    "day_footer": ("{since} 至 {until}", "{since} to {until}"),
    "undelivered_digest": (
        "今天的日报没有送到 {target}（{code}）；要看请发“日报”",
        "The day's digest did not reach {target} ({code}); write “digest” to see it",
    ),
    "digest_days": (
        "“{said}”是哪一天？可以写：{example} 昨天，{example} 11-28",
        "Which day is “{said}”? Write: {example} yesterday, {example} 11-28",
    ),
    "usage_digest": ("日报 [哪天]", "digest [day]"),
    "what_digest": (
        "今天锁了什么、怎么处理的、还剩什么",
        "what was locked, decided and is still open",
    ),
})  # fmt: skip
