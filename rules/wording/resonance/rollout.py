"""Sentences of a policy that is tried: beside the published one, on a share of orders, on all."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
ROLLOUT: Mapping[str, tuple[str, str]] = MappingProxyType({
    "rollout_shadow": ("影子", "Beside the published one"),
    "rollout_shadow_seen": (
        "提议以来判过 {orders} 单，没有任何影响；{count} 单的级别不同",
        "{orders:order|orders} judged since, without any effect; {count} of another level",
    ),
    "rollout_way": ("{before} → {after} {count} 单", "{before} → {after}: {count}"),
    "rollout_ways": ("{text}：{ways}，如 {orders}", "{text}: {ways}, such as {orders}"),
    "rollout_failed": (
        "{text}；{count} 单算不出来，按现在的判",
        "{text}; {count:order|orders} it could not judge went by the published one",
    ),
    "rollout_canary": ("试运行", "On trial"),
    "rollout_so_far": (
        (
            "它判 {orders} 单，预警 {loud}（每千单 {rate}），误报 {false}；"
            "其余 {rest_orders} 单，预警 {rest_loud}（每千单 {rest_rate}），误报 {rest_false}"
        ),
        (
            "it judged {orders:order|orders}, {loud:alert|alerts} ({rate} per 1000), "
            "{false} false; the rest {rest_orders:order|orders}, "
            "{rest_loud:alert|alerts} ({rest_rate} per 1000), {rest_false} false"
        ),
    ),
    "rollout_status_canary": ("试运行，判 {share} 的单", "on trial, judges {share} of orders"),
    "rollout_status_all": ("第 {version} 版，判全部订单", "version {version}, judges all orders"),
    "rollout_status_rolled_back": ("已退回", "taken back"),
    "rollout_headline_canary": (
        "第 {version} 版先判 {share} 的单；到 {until}、判过 {orders} 单而没有变差，就判全部",
        (
            "Version {version} judges {share} of orders; at {until}, "
            "after {orders:order|orders} and nothing worse, it judges all"
        ),
    ),
    "rollout_headline_all": (
        "第 {version} 版试运行没有变差，现在判全部订单",
        "Version {version} did no worse on trial and judges all orders now",
    ),
    "rollout_headline_rolled_back": (
        "第 {version} 版已退回，订单按之前的判：{why}",
        "Version {version} was taken back, orders are judged as before: {why}",
    ),
    "rollout_why_false_alarms": (
        "误报太多，{alerts} 个预警里 {false} 个（其余订单 {rest_alerts} 个里 {rest_false} 个）",
        (
            "{false} of its {alerts:alert|alerts} were false "
            "(of the rest {rest_false} of {rest_alerts})"
        ),
    ),
    "rollout_why_alerts": (
        "预警太多，每千单 {rate} 个（其余订单 {rest_rate} 个）",
        "too many alerts, {rate} per 1000 orders (of the rest {rest_rate})",
    ),
    "rollout_why_person": ("有人回滚", "somebody rolled back"),
    "rollout_busy": (
        "第 {version} 版还在试运行，先等它判全部订单，或发“{command}”退回",
        "Version {version} is on trial; wait until it judges all orders, or write “{command}”",
    ),
    "rollout_command": ("回滚 信号", "rollback signals"),
    "signals_trial": (
        "第 {version} 版试运行中，判 {share} 的单",
        "Version {version} is on trial and judges {share} of orders",
    ),
})  # fmt: skip
