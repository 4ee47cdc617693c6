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
