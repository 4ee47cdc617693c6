"""Sentences of a day told at its end: what was caught, what that saved, what to try next."""

from collections.abc import Mapping
from types import MappingProxyType

DAY_TOLD: Mapping[str, tuple[str, str]] = MappingProxyType({
    "day_told": (
        (
            "这一天放完了（{since}–{until}）。\n"
            "{orders} 单付款，红色预警 {red}、橙色 {orange}，锁过 {locked} 单。{caught}{ghosts}\n"
            "预警已处理或结束 {over} 个，还有 {open} 个等人。\n"
            "接下来可以试：\n{tries}"
        ),
        (
            "The day is over ({since}–{until}).\n"
            "{orders:order was|orders were} paid; {red} red and {orange} orange; "
            "{locked:order|orders} locked.{caught}{ghosts}\n"
            "{over:alert was|alerts were} decided or ended, {open:is|are} open.\n"
            "Try next:\n{tries}"
        ),
    ),
    "day_told_caught": (
        "\n出库前拦下 {count} 单，货值 {worth}：{orders}。{lead}",
        "\nStopped at the scanner: {count:order|orders}, goods of {worth}: {orders}.{lead}",
    ),
    "day_told_more": ("{orders} 等", "{orders} and more"),
    "day_told_lead": (
        "预警比扫到货早 {lead}（中位）。",
        " The warning came {lead} before the scan (median).",
    ),
    "day_told_ghosts": (
        "\n付款和订单一度对不上的 {count} 笔，都对上了。",
        "\n{count:payment that did|payments that did} not fit an order for a while do now.",
    ),
    "day_told_try": ("· {command}：{what}", "· {command}: {what}"),
    "day_told_try_account": ("这一单怎么来的，怎样能更早", "how this one came, what is sooner"),
    "day_told_try_check": ("等着处理的红单，先看全", "a red one that waits: see all of it"),
    "day_told_try_next": ("给我一单，先做最省钱的", "give me an order, what saves most first"),
    "day_told_try_what_if": ("再改一次地址会怎样", "what another change of address would do"),
    "day_told_try_health": ("五个指标差在哪些单", "five figures, and which orders spoil them"),
})  # fmt: skip
