"""Sentences about orders that were paid, not marked, and forced onto a pick list."""

from collections.abc import Mapping
from types import MappingProxyType

PICK_LISTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "pick_list_title": ("补拣单 · {count} 单", "Pick list · {count:order|orders}"),
    "pick_list_badge": ("补拣单", "pick list"),
    "pick_list_status": ("已开始 {done}/{count}", "{done}/{count} begun"),
    "pick_list": (
        "{count} 单付了款，没有发货标记，仓库也还不知道；后付款的单已经打标了",
        "{count:order was|orders were} paid and never marked, unlike later ones: not picked yet",
    ),
    "pick_list_do": (
        "按这张单拣货，或先在系统里补上标记",
        "Pick what is on this list, or put the marks into the system first",
    ),
    "label_pick_list": ("待拣", "To pick"),
    "label_picked": ("已开始", "Begun"),
    "undelivered_pick_list": (
        "补拣单没能送到 {target}（{code}）。请检查该通道，并发 未发货 看这些单。",
        "The pick list could not be sent to {target} ({code}). Check it, and send “unshipped”.",
    ),
})  # fmt: skip
