"""Sentences of the night's comparison: what left, and its pick-up or order that does not fit."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
NIGHTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "night_title": ("{badge} · {status}", "{badge} · {status}"),
    "night_badge": ("出库对账 {day}", "Night check {day}"),
    "night_status_open": ("{count} 单对不上", "{count:order does|orders do} not fit"),
    "night_status_done": ("全部对上了", "everything fits"),
    "night": (
        "{since} 起一天出库或标了发货 {compared} 单，仓库、快递和订单三方有 {count} 单对不上",
        "{compared} left since {since}; warehouse, carrier and order disagree about {count}",
    ),
    "night_label": ("{gap} {count} 单", "{gap}: {count}"),
    "night_more": ("另有 {count} 单", "{count} more"),
    "night_ended": ("已取消却出了库", "Cancelled, and left"),
    "night_not_left": ("标了发货没出库", "Said to have left, has not"),
    "night_no_waybill": ("出库没有运单号", "Left without a waybill"),
    "night_not_picked_up": ("出库没揽收", "Left, not picked up"),
    "night_not_handed_over": ("揽收了没出库", "Picked up, not handed over"),
    "night_not_noted": ("出库了订单没改", "Left, and the order does not say so"),
    "night_do_ended": (
        "取消、合并或拆分过的单：发“召回 单号”追回，或和客户确认收下",
        "Cancelled, merged or split before: write “recall N”, or ask the customer to keep it",
    ),
    "night_do_not_left": (
        "先在仓库找到货：找到就补出库，找不到就把订单改回未发货，免得算虚假发货",
        "Find the goods: hand them over, or set the order back; this is a false shipment",
    ),
    "night_do_no_waybill": (
        "请仓库把运单号回传到订单，平台没有单号算没发货",
        "Have the warehouse upload the waybill; without it the platform counts it as not shipped",
    ),
    "night_do_not_picked_up": (
        "请仓库在交接区找这些包裹，早上第一班交给快递",
        "Look for these parcels where they are handed over; give them to the first pick-up",
    ),
    "night_do_not_handed_over": (
        "请仓库补出库，库存才是对的",
        "Have the warehouse book them out, so that its stock is right",
    ),
    "night_do_not_noted": (
        "在订单中心或 ERP 补上发货，客户和平台看的是那里",
        "Note the shipment in the order centre or ERP: customers and platforms look there",
    ),
    "undelivered_night": (
        "今晚的出库对账没有送到 {target}（{code}）。请检查该通道。",
        "Tonight's comparison of what left did not reach {target} ({code}). Check that channel.",
    ),
})  # fmt: skip
