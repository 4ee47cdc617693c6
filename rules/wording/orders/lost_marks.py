"""Sentences about marks that an imported sheet lacks."""

from collections.abc import Mapping
from types import MappingProxyType

LOST_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "lost_marks_title": ("标记丢失 · {count} 单", "Marks lost · {count:order|orders}"),
    "lost_marks_badge": ("标记丢失", "marks lost"),
    "lost_marks_status": ("{count} 单待核对", "{count:order|orders} to check"),
    "lost_marks": (
        "导入的表里，{count} 单没有了“{marks}”；订单状态没有改动",
        "The imported sheet lacks “{marks}” of {count:order|orders}; no state was changed",
    ),
    "lost_marks_more": ("{shown} 等，另有 {count} 单", "{shown} and {count} more"),
    "lost_marks_do": (
        "对照仓库核对这些单，没发的照常发；再把标记补回表里",
        "Check them with the warehouse, ship what has not left, and put the marks back",
    ),
    "label_lost_marks": ("订单", "Orders"),
    "label_sheet": ("表", "Sheet"),
    "undelivered_lost_marks": (
        "标记丢失的卡片没能送到 {target}（{code}）。请检查该通道，并核对导入的表。",
        "The card of lost marks could not be sent to {target} ({code}). Check it and the sheet.",
    ),
})  # fmt: skip
