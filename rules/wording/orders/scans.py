"""Wording at the scanner: what the warehouse keeper reads."""

from collections.abc import Mapping
from types import MappingProxyType

#: What the warehouse keeper reads at the scanner, each with the next step.
SCANS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "scan_OK": ("可以发货。", "May leave."),
    "scan_other_order": (
        "同一包裹里的订单 {order_no}：{reason}",
        "Order {order_no} in the same parcel: {reason}",
    ),
    "scan_before": (
        "锁在原单 {order_no} 上。{reason}",
        "The hold is on {order_no}, which this order came of. {reason}",
    ),
    "scan_LOCKED": (
        "已锁定：{reason}（{owner}）。请放到异常区，联系 {contact}。",
        "Locked: {reason} ({owner}). Put it in the exception area and call {contact}.",
    ),
    "scan_PARCEL_MISMATCH": (
        "单号与包裹不符。请停下，放到异常区，逐件核对后换对面单。",
        "Not this parcel. Stop, use the exception area, check every piece, replace the label.",
    ),
    "scan_UNKNOWN_CODE": (
        "没有这个码。请核对面单，重新扫描；仍不行就放到异常区。",
        "Unknown code. Check the label and scan again; if it stays, use the exception area.",
    ),
    "scan_AMBIGUOUS_CODE": (
        "这个码绑定了多个订单。请放到异常区，重新打印面单。",
        "This code is bound to several orders. Use the exception area and reprint the label.",
    ),
    "scan_GIFT_MISSING": (
        "缺赠品，暂不放行。请把赠品装进包裹，带商品明细再扫一次。",
        "A gift is missing. Put it into the parcel and scan again with its items.",
    ),
    "scan_GIFT_UNBOUND": (
        "赠品没有有效的主单，不能单独加。请取出赠品，联系 {contact}。",
        "A gift without a valid main order. Take it out and call {contact}.",
    ),
    "scan_CHANNEL_MISSING": (
        "没有可用的物流渠道编码。请放到异常区，联系 {contact} 补编码。",
        "No valid channel code. Use the exception area and have {contact} add one.",
    ),
    "scan_CHANNEL_NOT_ALLOWED": (
        "本仓不能用这个物流渠道。请放到异常区，联系 {contact} 改渠道。",
        "This warehouse may not use the channel. Use the exception area; {contact} changes it.",
    ),
    "scan_CHANNEL_DISABLED": (
        "物流渠道已停用。请放到异常区，联系 {contact} 改渠道。",
        "The channel is disabled. Use the exception area and have {contact} change it.",
    ),
    "scan_OUT_OF_RADIUS": (
        "收货地址超出配送半径。请放到异常区，联系 {contact} 换仓或换渠道。",
        "Beyond the delivery radius. Use the exception area; {contact} finds another way.",
    ),
    "scan_REFUND_OPEN": (
        "客户申请退款，不要发出。请把货取回，联系 {contact}。",
        "A refund is open: do not send it. Take the goods back and call {contact}.",
    ),
    "scan_left_behind": ("留下：{lines}（锁定中）。", "Stays behind: {lines} (on hold)."),
    "scan_CANCELLED": (
        "订单已取消。请退回货架，不要发出。",
        "The order is cancelled. Put the goods back, do not send them.",
    ),
    "scan_ALREADY_SHIPPED": (
        "这个包裹已发出过。请不要再发，核对是否重复打单。",
        "This parcel has left before. Do not send it again; look for a second label.",
    ),
    "scan_UNAVAILABLE": (
        "现在无法判定，按不放行处理。请稍等再扫一次。",
        "No verdict now, so it may not leave. Wait a moment and scan again.",
    ),
})  # fmt: skip
