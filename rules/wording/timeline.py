"""Sentences of a timeline: what happened outside, how a line of it is put together, and names."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
TIMELINE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "event_order.created": ("下单", "ordered"),
    "event_order.paid": ("付款", "paid"),
    "event_order.cancelled": ("取消", "cancelled"),
    "event_order.address_changed": ("修改地址", "address changed"),
    "event_order.marked": ("客服标记", "marked by service"),
    "event_checkout.dwelled": ("支付页停留", "dwelled at checkout"),
    "event_coupon.applied": ("使用优惠", "coupon applied"),
    "event_chat.opened": ("客服对话开始", "service chat opened"),
    "event_chat.message": ("客服消息", "chat message"),
    "event_label.printed": ("面单打印", "label printed"),
    "event_parcel.created": ("建立包裹", "parcel created"),
    "event_system.status": ("系统状态", "system status"),
    "event_carrier.trace": ("物流轨迹", "carrier trace"),
    "event_stock.counted": ("盘点", "stock counted"),
    "event_refund.requested": ("申请退款", "refund requested"),
    "event_payment.settled": ("支付到账", "payment settled"),
    "event_confirmation.received": ("客户确认", "customer confirmed"),
    "event_call.reported": ("外呼结果", "call reported"),
    "event_outcome.reported": ("结果", "outcome"),
    "event_signal.seen": ("信号", "signal"),
    "event_scan.checked": ("复核扫描", "check scan"),
    "plus": ("＋", " + "),
    "trace_from": ("{text}（{source}）", "{text} ({source})"),
    "check_timeline": ("最近发生：", "Latest:"),
    "check_earlier": (
        "前面还有 {count} 条，发“{command}”看全部",
        "{count} earlier; send “{command}” for all",
    ),
    "event_line": ("{what}：{more}", "{what}: {more}"),
    "event_by": ("{line}（{by}）", "{line} ({by})"),
    "method_wechat": ("微信支付", "WeChat Pay"),
    "method_alipay": ("支付宝", "Alipay"),
    "by_customer": ("客户", "customer"),
    "by_agent": ("客服", "customer service"),
    "by_system": ("系统", "system"),
    "event_pieces": ("{n} 件", "{n:piece|pieces}"),
    "event_odd_lines": ("{n} 行不计（{fields}）", "{n:line|lines} left out ({fields})"),
    "event_seconds": ("{seconds} 秒", "{seconds:second|seconds}"),
    "event_took": ("用时 {ms} 毫秒", "took {ms} ms"),
    "event_discount": ("优惠 {percent}%", "{percent}% off"),
})  # fmt: skip
