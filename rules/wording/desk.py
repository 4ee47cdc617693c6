"""Sentences of the desk: what is said of items on the pages where a day is worked."""

from collections.abc import Mapping
from types import MappingProxyType

DESK: Mapping[str, tuple[str, str]] = MappingProxyType({
    "desk_score": ("共振分 {score}", "resonance {score}"),
    "desk_locked": ("已锁定", "locked"),
    "desk_unconfirmed": ("已签收，客户还没确认", "signed for, its customer has not said so"),
    "desk_draft": (
        "{kind}草案 {number}，等第二个人批准",
        "{kind}: draft {number} waits for a second person",
    ),
    "desk_counted": ("共 {count} 条，符合的 {found} 条", "{count} in all, {found} like this"),
    "desk_more": (
        "{what}太多，只看了最前面的一部分。",
        "{what}: too many, only the first are looked through.",
    ),
})  # fmt: skip
