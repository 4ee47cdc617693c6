"""Sentences of the policy as people change it: numbers, stories, and what keeps one back."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
POLICY: Mapping[str, tuple[str, str]] = MappingProxyType({
    "draft_kind_policy": ("信号", "signals"),
    "weights_version": ("第 {number} 版 · 规则 {version}", "version {number} · policy {version}"),
    "weights_by": (
        "第 {version} 版 {at}：{author} 提议，{approved_by} 批准",
        "version {version} {at}: by {author}, approved by {approved_by}",
    ),
    "weights_guard": (
        (
            "变差就自动退回：误报确实超过它的预警的 {false} 和其余订单，"
            "或每单的预警确实是其余的 {times} 倍以上。满 {span}、判过 {orders} 单没有变差就判全部"
        ),
        (
            "It goes back by itself where surely more of its alerts are false than {false} and "
            "than elsewhere, or its alerts per order are surely {times} × those elsewhere. "
            "After {span} and {orders:order|orders} without that it judges all"
        ),
    ),
    "weights_quality": (
        "{month} 下的单，{labelled} 单有结论",
        "orders of {month}, {labelled} with a label",
    ),
    "policy_weight": ("{name}的权重", "weight of {name}"),
    "policy_cap": ("{name}的上限", "cap of {name}"),
    "policy_window": ("信号的窗口", "window of signals"),
    "policy_signal_window": ("{name}的窗口", "window of {name}"),
    "policy_on": ("{name}", "{name}"),
    "policy_orange": ("橙色阈值", "orange threshold"),
    "policy_red": ("红色阈值", "red threshold"),
    "policy_suppress_for": ("同样的信号多久不再提醒", "quiet time for the same signals"),
    "policy_unshipped_after": ("未发货的固定时限", "fixed limit of the unshipped"),
    "policy_season": ("季节 {name}", "season {name}"),
    "policy_story": ("例子“{name}”", "story “{name}”"),
    "policy_is_on": ("开", "on"),
    "policy_is_off": ("关", "off"),
    "policy_as_file": ("{value}（同配置文件）", "{value} (as in the file)"),
    "policy_no_season": ("无", "none"),
    "policy_season_is": (
        "{first} 至 {last}，时效 ×{timeliness}，质量 ×{quality}",
        "{first} to {last}, timeliness ×{timeliness}, quality ×{quality}",
    ),
    "policy_shipped_end": ("原样", "as shipped"),
    "policy_same": ("和现在一样，没有什么要改。", "It is like that already; nothing to change."),
    "policy_failed": (
        "例子“{name}”应为{wanted}，改后为 {score} 分、{level}",
        "The story “{name}” should be {wanted}; it would be {score}, {level}",
    ),
    "policy_odd_name": (
        "没有“{name}”这一项。可改：信号的权重、上限、窗口、开关，橙、红、窗口、再提醒、季节",
        (
            "There is no “{name}”. To change: weight, cap, window and switch of a signal, "
            "orange, red, window, again, season"
        ),
    ),
    "policy_odd_kind": (
        "没有“{name}”里的这个信号，发“信号”看有哪些",
        "“{name}” names no signal; write “signals” to see them",
    ),
    "policy_odd_weight": (
        "“{value}”不是权重：写 0 到 1000、最多三位小数，如 0.8",
        "“{value}” is no weight: write 0 to 1000 with at most three places, such as 0.8",
    ),
    "policy_odd_cap": (
        "“{value}”不是上限：写 1 到 100 的整数",
        "“{value}” is no cap: write a whole number from 1 to 100",
    ),
    "policy_odd_span": (
        "“{value}”不是时长：写 48h、3d 这样的",
        "“{value}” is no duration: write one such as 48h or 3d",
    ),
    "policy_odd_switch": ("“{value}”要写成开或关", "“{value}” has to be on or off"),
    "policy_odd_season": (
        "“{value}”不是季节：写名字、首尾两天和倍数，如“{example}”",
        "“{value}” is no season: write its name, both days and factors, such as “{example}”",
    ),
    "policy_odd_thresholds": (
        "红色阈值（{value}）要高于橙色阈值",
        "The red threshold ({value}) has to be above the orange one",
    ),
    "policy_unreadable": (
        "看不懂“{word}”。写“{example}”，几项用“；”隔开",
        "“{word}” says nothing of a signal. Write “{example}”, several with “;” between",
    ),
    "story_nothing": ("什么都没有发生", "nothing happened"),
    "story_one_change": ("改了一次地址", "one address change"),
    "story_one_chat": ("找了一次客服", "one service chat"),
    "story_four_signals": (
        "改了两次地址、找了两次客服",
        "two address changes and two service chats",
    ),
    "story_change_and_chats": (
        "改了一次地址、找了两次客服",
        "one address change and two service chats",
    ),
    "signals_in_force": (
        "第 {version} 版（已发布，优先于配置文件）：{changes}",
        "version {version}, published and before the configuration file: {changes}",
    ),
    "signals_as_file": (
        "第 {version} 版：全部按配置文件",
        "version {version}: all as in the configuration file",
    ),
    "signals_change": ("{name} {value}", "{name} {value}"),
    "signals_unfit": (
        "没有生效：{problem}",
        "Not in force: {problem}",
    ),
    "signals_off": ("已关：{names}", "Off: {names}"),
    "draft_bad": (
        "{label}，其中 {bad} 单后来出了问题，提醒时间{lead}",
        "{label}; {bad:order|orders} ended badly, told {lead}",
    ),
    "draft_earlier": ("中位数提前 {span}", "{span} earlier (median)"),
    "draft_later": ("中位数推迟 {span}", "{span} later (median)"),
    "draft_as_late": ("不变", "at the same time"),
})  # fmt: skip
