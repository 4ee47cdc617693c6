"""Words that buttons write into commands beside the commands' own, as chat reads them."""

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "word_and": ("；", "; "),
    "word_take_cases": ("改例", "update-cases"),
    "word_before": ("先于", "before"),
    "word_after": ("后于", "after"),
    "word_rate": ("比例", "rate"),
    "word_voucher": ("券", "voucher"),
    "word_action": ("动作", "action"),
    "word_cap": ("上限", "cap"),
    "word_window": ("窗口", "window"),
    "word_orange": ("橙", "orange"),
    "word_red": ("红", "red"),
    "word_suppress_for": ("再提醒", "again"),
    "word_unshipped_after": ("未发货", "unshipped"),
    "word_season": ("季节", "season"),
    "word_timeliness": ("时效", "timeliness"),
    "word_quality": ("质量", "quality"),
    "word_off": ("关", "off"),
    "word_on": ("开", "on"),
    "word_default": ("默认", "default"),
    "word_last": ("近 {n} 天", "last {n}d"),
})  # fmt: skip
