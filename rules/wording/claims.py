"""Sentences about claims: taken, handed over, reminded of, given back."""

from collections.abc import Mapping
from types import MappingProxyType

CLAIMS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "release_by_name": (
        "要放行，写明是哪一个：放行 {order_no} {code}",
        " To release one, name it: release {order_no} {code}",
    ),
    "unclaim_nobody": (
        "订单 {order_no} 没有人认领，不用取消。",
        "Nobody has claimed order {order_no}; there is nothing to give back.",
    ),
    "claim_take_over": (
        "要接过来请发：认领 {order_no} 给 {name}",
        " To take it over, send: claim {order_no} to {name}",
    ),
    "claim_ask_approver": (
        "要换人处理，请 TA 本人或审批人发：认领 {order_no} 给 {name}",
        " To take it over, ask them or an approver to send: claim {order_no} to {name}",
    ),
    "claim_nobody_called": (
        "没有叫“{name}”的人，订单 {order_no} 没有转出。请写登记的姓名。",
        "Nobody is called “{name}”; order {order_no} was not handed over. Use a configured name.",
    ),
    "claim_not_for": (
        "{name} 不能处理订单 {order_no}（角色或店铺不符），没有转出。",
        "{name} may not handle order {order_no} (role or shop); it was not handed over.",
    ),
    "claim_handed_done": (
        "{by} {at} 把订单 {order_no} 转给了 {to}。",
        "{by} handed order {order_no} to {to} at {at}.",
    ),
    "claim_handed": (
        "{by}，订单 {order_no} 转给您处理了。处理不了请回复：认领 {order_no} 取消",
        "{by}, order {order_no} is yours now. If you cannot take it, send: claim {order_no} cancel",
    ),
    "unclaim_done": (
        "{by} {at} 取消认领了订单 {order_no}，它又待处理了。",
        "{by} gave order {order_no} back at {at}; it is open again.",
    ),
    "claim_reminder": (
        (
            "{by}，订单 {order_no} 已认领 {since}，还没有动作。"
            "{left}内仍没有动作就自动取消认领；还在处理请回复：认领 {order_no}"
        ),
        (
            "{by}, nothing happened on order {order_no} since you claimed it {since} ago. It will "
            "be given back in {left}; if you are on it, reply: claim {order_no}"
        ),
    ),
    "claim_lost": (
        (
            "{by} 认领订单 {order_no} 已 {since}，没有动作，"
            "提醒后 {left} 也没有动作，已自动取消认领，重新待处理。"
        ),
        (
            "{by} claimed order {order_no} {since} ago and nothing happened, {left} after the "
            "reminder either: it is open again."
        ),
    ),
    "claim_done": (
        "{by} {at} 认领了订单 {order_no}。",
        "{by} claimed order {order_no} at {at}.",
    ),
    "claim_already": (
        "订单 {order_no} 已由 {by} {at} 认领。",
        "Order {order_no} was already claimed by {by} at {at}.",
    ),
})  # fmt: skip
