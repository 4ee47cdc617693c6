"""Labels of the page of weights."""

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "weights": ("权重", "Weights"),
    "weights_title": ("信号与权重", "Signals and weights"),
    "weights_trial": ("试运行", "On trial"),
    "weights_try": ("试一试，再提议", "Try, then propose"),
    "weights_none_pending": (
        "在下面改任何一个数：可以先在过去的单上试，再提议",
        "Change any number below: try it on past orders, then propose it",
    ),
    "weights_take_cases": ("随包的例子按新的结果改", "Shipped stories take the new end"),
    "weights_days": ("天数", "Days"),
    "weights_backtest": ("在过去的单上试", "Try on past orders"),
    "weights_busy": ("在算…", "Working…"),
    "weights_said": ("等于在群里说", "As in chat"),
    "weights_intervals": ("数字下面是 95% 区间", "95 % intervals below each figure"),
    "weights_front": ("换一个橙色门槛会怎样", "What other orange thresholds would do"),
    "weights_front_is": (
        "每个点是一个门槛，大的是现在用的或要试的；菱形是固定规则",
        "Each dot is a threshold, the large one in force or tried; diamonds are fixed rules",
    ),
    "weights_present": ("现在", "now"),
    "weights_tried": ("试的", "tried"),
    "weights_signals": ("信号", "Signals"),
    "weights_precision": ("算上个月的准确率", "Precision of last month"),
    "weights_right": ("上月准确率", "Precision"),
    "weights_signal": ("信号", "Signal"),
    "weights_weight": ("权重", "Weight"),
    "weights_cap": ("上限", "Cap"),
    "weights_window": ("窗口", "Window"),
    "weights_on": ("开关", "Switch"),
    "weights_class": ("类别", "Class"),
    "weights_owner": ("负责人", "Owner"),
    "weights_published": ("谁发布的", "Published by"),
    "weights_file": ("按配置文件", "as in the file"),
    "weights_switch": ("开关", "Switch"),
    "weights_off": ("已关", "off"),
    "weights_turn_off": ("关", "Off"),
    "weights_turn_on": ("开", "On"),
    "weights_as_file": ("默认", "Default"),
    "weights_limits": ("门槛和时长", "Thresholds and spans"),
    "weights_seasons": ("季节", "Seasons"),
    "weights_no_seasons": ("没有季节", "No seasons"),
    "weights_now": ("现在", "now"),
    "weights_season_name": ("名字", "Name"),
    "weights_from": ("从", "From"),
    "weights_until": ("到", "Until"),
    "weights_timeliness": ("时效 ×", "Timeliness ×"),
    "weights_quality_factor": ("质量 ×", "Quality ×"),
    "weights_add": ("加上", "Add"),
})  # fmt: skip

#: What the page of weights writes; `rules_clear` is shared with that of the refund rules.
SHOWN = (
    *(key for key in LABELS if key not in {"weights", "weights_on"}), "rules_clear",
    "word_and", "word_take_cases", "word_cap", "word_window", "word_orange", "word_red",
    "word_suppress_for", "word_unshipped_after", "word_season", "word_timeliness", "word_quality",
    "word_off", "word_on", "word_default", "word_last",
)  # fmt: skip
