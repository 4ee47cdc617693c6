"""Sentences of the guard: what exactly stands against shipping an order."""

from collections.abc import Mapping
from types import MappingProxyType

#: Notes of holds; the same cause is always told in the same words.
GUARD: Mapping[str, tuple[str, str]] = MappingProxyType({
    "guard_channel_missing": ("没有填物流渠道编码", "no channel code is given"),
    "guard_channel_unknown": (
        "“{code}”不是已配置的渠道编码，要写编码，不写名字",
        "“{code}” is no configured channel code; write the code, not the name",
    ),
    "guard_channel_not_allowed": (
        "{warehouse} 不能用渠道 {code}",
        "{warehouse} may not use channel {code}",
    ),
    "guard_channel_disabled": ("渠道 {code} 已停用", "channel {code} is disabled"),
    "guard_too_far": (
        "距 {warehouse} {distance} 公里，半径 {radius} 公里",
        "{distance} km from {warehouse}, the radius is {radius} km",
    ),
    "guard_too_far_from_centre": (
        "距 {warehouse} {distance} 公里，半径 {radius} 公里（地址没有坐标，按{district}中心算）",
        "{distance} km from {warehouse}, radius {radius} km (no coordinates: centre of {district})",
    ),
    "guard_gift_missing": (
        "{station} 扫 {code} 时包裹里没有应送的赠品",
        "the parcel {code} at {station} lacks a gift that is owed",
    ),
    "guard_gift_without_main": (
        "赠品 {sku} 没有绑定主单，不能手工添加",
        "gift {sku} is bound to no main order; gifts are not added by hand",
    ),
    "guard_gift_of_unknown": (
        "赠品 {sku} 的主单 {order_no} 不存在",
        "the main order {order_no} of gift {sku} does not exist",
    ),
    "guard_gift_of_cancelled": (
        "赠品 {sku} 的主单 {order_no} 已取消",
        "the main order {order_no} of gift {sku} is cancelled",
    ),
    "gift_refused": (
        (
            "赠品不能手工添加：按 [[gifts]] 的规则由主单触发，绑定主单号，缺了扫描不放行。"
            "要改规则，请找管理员。"
        ),
        (
            "Gifts are not added by hand: main orders trigger them by the rules of [[gifts]], and "
            "a parcel without them is denied. Ask an administrator to change a rule."
        ),
    ),
    "guard_origin_cancelled": (
        "合并或拆分之后取消了，货在新单里",
        "cancelled after it was merged or split; its goods go on under another number",
    ),
    "guard_refund_unpriced": (
        "{at} 申请退款，没说金额",
        "refund asked for at {at}, no amount given",
    ),
    "guard_refund": ("{at} 申请退款 ¥{amount}", "refund of ¥{amount} asked for at {at}"),
})  # fmt: skip
