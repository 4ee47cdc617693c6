"""Sentences of `假如`: what would run if something were otherwise, and what could not be read."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
SUPPOSING: Mapping[str, tuple[str, str]] = MappingProxyType({
    "suppose_unclear": (
        "看不懂“{word}”。可写：{examples}",
        "“{word}” supposes nothing. Write {examples}",
    ),
    "suppose_no_draft": (
        "没有改信号的草案 {number}",
        "There is no draft {number} of signals",
    ),
    "policy_odd_season_name": (
        "没有季节“{value}”，发“信号 季节 …”先提一个",
        "There is no season “{value}”; propose one by “signals season …”",
    ),
    "suppose_redraw": (
        "不会再提醒，只更新已有的卡片。",
        "Nobody would be told again; the card that is there would be redrawn.",
    ),
    "suppose_end": ("预警会结束，卡片随之更新。", "The alert would end, and its card say so."),
    "suppose_quiet_calm": ("不会有动作。", "Nothing would happen."),
    "suppose_quiet_unchanged": (
        "不会有动作：已经这样提醒过。",
        "Nothing would happen: people were told so already.",
    ),
    "suppose_quiet_suppressed": (
        "不会有动作：同样的信号刚提醒过。",
        "Nothing would happen: the same signals were told a moment ago.",
    ),
    "suppose_quiet_trusted": (
        "不会有动作：在白名单上。",
        "Nothing would happen: it is on the list of those we trust.",
    ),
    "suppose_left": (
        "会发红色卡片；货已经发出，不锁。",
        "It would send a red card; the goods have left, nothing is locked.",
    ),
    "suppose_locked": (
        "会发红色卡片；已经锁着。",
        "It would send a red card; it is locked already.",
    ),
    "suppose_switched_off": (
        "会发红色卡片，不会自动锁定：{by} 停了自动锁。",
        "It would send a red card and lock nothing: {by} stopped automatic locks.",
    ),
    "suppose_breaker": (
        "会发红色卡片，不会自动锁定：最近一小时已锁 {count} 单，到了上限。",
        (
            "It would send a red card and lock nothing: {count:order|orders} locked in the last "
            "hour is the limit."
        ),
    ),
    "suppose_nobody": ("没有人", "nobody"),
    "suppose_now": (
        "发到 {targets}，马上；点名：{called}。",
        "It goes to {targets} at once; called by name: {called}.",
    ),
    "suppose_held": (
        "发到 {targets}，但在勿扰时段，等到 {until}；点名：{called}。",
        "It goes to {targets}, though in quiet hours: at {until}; called by name: {called}.",
    ),
    "suppose_muted": (
        "本来发到 {targets}（点名：{called}），但 {by} 静默到 {until}。",
        "It would go to {targets} (called by name: {called}); {by} muted it until {until}.",
    ),
})  # fmt: skip
