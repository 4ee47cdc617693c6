"""Stories: the orders of the day that somebody must look at, each one written by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from bot.demo import people
from bot.demo.catalogue import COSMETICS, GLASSES, NUTS, Shop, address, customer, line
from bot.demo.script import MINUTE, Script
from rules.vocabulary import Action

#: A label that takes this long is slow in any hour.
SLOW_LABEL_MS = 2400
USUAL_LABEL_MS = 880


@dataclass(slots=True, kw_only=True)
class Plot:
    """What every story is given: the day, the dice and fresh order numbers."""

    starts: datetime
    rng: Random
    numbers: Iterator[str]
    customers: Iterator[int] = field(default_factory=lambda: count(1))

    def at(self, clock: str) -> datetime:
        """Return a time of this day's wall clock, such as "09:05"; the day starts at eight."""
        hours, minutes, *seconds = (int(part) for part in clock.split(":"))
        return self.starts + timedelta(
            hours=hours - 8, minutes=minutes, seconds=seconds[0] if seconds else 0
        )

    def order(self, shop: Shop) -> Script:
        """Begin the script of a new order."""
        return Script(no=next(self.numbers), shop=shop)

    def somebody(self) -> dict[str, Any]:
        """Return who buys and where it goes."""
        return {"customer": customer(self.rng, next(self.customers)), "address": address(self.rng)}

    def moves(self, script: Script, clock: str) -> None:
        """Have the customer change the address."""
        script.event(
            self.at(clock), "order.address_changed", address=address(self.rng), by="customer"
        )


def early_red(plot: Plot) -> list[Script]:
    """Red within minutes: pays, asks at once, moves twice. It is left for a visitor to decide."""
    script = plot.order(GLASSES)
    goods = GLASSES.goods
    paid = script.placed(plot.at("08:01"), items=[line(goods[3])], **plot.somebody())
    script.event(paid + timedelta(seconds=8), "chat.opened", by="customer")
    plot.moves(script, "08:06")
    plot.moves(script, "08:13")
    script.labelled(plot.at("08:47"), took_ms=USUAL_LABEL_MS)
    script.scan(plot.at("08:55"))
    script.says(plot.at("09:10"), people.VIEWER, f"锁单 {script.no}")
    script.says(plot.at("09:20"), people.OPERATOR, f"为什么 {script.no}")
    return [script]


def released(plot: Plot) -> list[Script]:
    """Exactly 4.0: two conversations, two changes. The approver calls and lets it go."""
    script = plot.order(COSMETICS)
    script.placed(plot.at("10:20"), items=[line(COSMETICS.goods[1])], **plot.somebody())
    script.event(plot.at("10:31"), "chat.opened", by="customer")
    plot.moves(script, "10:36")
    script.event(plot.at("10:58"), "chat.opened", by="customer")
    plot.moves(script, "11:20")
    script.says(plot.at("11:24"), people.OPERATOR, f"认领 {script.no}")
    script.presses(plot.at("11:26"), people.OPERATOR, Action.RELEASE)
    script.presses(plot.at("11:40"), people.APPROVER, Action.RELEASE)
    script.labelled(plot.at("12:30"), took_ms=USUAL_LABEL_MS)
    script.scan(plot.at("13:10"))
    script.shipped(plot.at("13:20"))
    return [script]


def missed_shipment(plot: Plot) -> list[Script]:
    """漏发: the ERP says sent, the gift is missing; five signals add up before it leaves."""
    script = plot.order(NUTS)
    goods = NUTS.goods
    items = [line(goods[3]), line(goods[0]), line(goods[2], gift=True)]
    script.placed(plot.at("09:05"), items=items, ship_within=timedelta(hours=8), **plot.somebody())
    script.event(plot.at("10:10"), "order.marked", mark="已打单", by="客服小美")
    script.labelled(plot.at("11:02"), took_ms=SLOW_LABEL_MS)
    script.event(
        plot.at("13:30"), "chat.message", text="急用，明天送人，今天必须发出！", by="customer"
    )
    script.status(plot.at("14:05"), "erp", "SENT")
    script.says(plot.at("14:50"), people.APPROVER, f"为什么 {script.no}")
    script.scan(plot.at("16:20"), items=items[:2])
    script.presses(plot.at("16:25"), people.ADMIN, Action.FREEZE)
    return [script]


def swapped_labels(plot: Plot) -> list[Script]:
    """Two parcels with each other's labels: frozen at the scanner, put right, let go."""
    one, other = plot.order(COSMETICS), plot.order(COSMETICS)
    for script, clock in ((one, "11:48"), (other, "11:52")):
        script.placed(plot.at(clock), items=[line(COSMETICS.goods[0])], **plot.somebody())
        script.labelled(plot.at(clock) + 65 * MINUTE, took_ms=USUAL_LABEL_MS)
    one.scan(plot.at("15:05"), code=other.tracking_no)
    one.says(plot.at("15:08"), people.KEEPER, f"查单 {one.no}")
    one.presses(plot.at("15:30"), people.APPROVER, Action.RELEASE)
    one.scan(plot.at("15:45"))
    other.scan(plot.at("15:47"))
    one.shipped(plot.at("16:00"))
    other.shipped(plot.at("16:00"))
    return [one, other]


def broken_box(plot: Plot) -> list[Script]:
    """A lock by hand: the keeper stops an order for its box and lets it go himself."""
    script = plot.order(NUTS)
    script.placed(plot.at("09:30"), items=[line(NUTS.goods[1])], **plot.somebody())
    script.labelled(plot.at("10:40"), took_ms=USUAL_LABEL_MS)
    script.says(plot.at("11:10"), people.KEEPER, f"锁单 {script.no} 外箱破损")
    script.scan(plot.at("11:15"))
    script.says(plot.at("11:50"), people.KEEPER, f"放行 {script.no} 已换箱")
    script.scan(plot.at("12:05"))
    script.shipped(plot.at("12:15"))
    return [script]


def impatient(plot: Plot) -> list[Script]:
    """Orange at exactly 2.5, and a false alarm: the customer only wanted to know."""
    script = plot.order(GLASSES)
    paid = script.placed(plot.at("09:28"), items=[line(GLASSES.goods[1])], **plot.somebody())
    script.event(paid + timedelta(seconds=10), "chat.opened", by="customer")
    script.event(plot.at("09:36"), "chat.message", text="眼镜急用，能快点吗？", by="customer")
    script.says(plot.at("09:50"), people.OPERATOR, f"误报 {script.no} 客户只是催单")
    script.labelled(plot.at("10:30"), took_ms=USUAL_LABEL_MS)
    script.shipped(plot.at("11:20"))
    return [script]


def second_thoughts(plot: Plot) -> list[Script]:
    """Four small doubts make orange; the order ships after a call, and the card calms down."""
    script = plot.order(COSMETICS)
    paid = script.placed(
        plot.at("11:55"), items=[line(COSMETICS.goods[2])], paid_after=timedelta(seconds=400),
        dwelled=395, **plot.somebody(),
    )  # fmt: skip
    script.event(paid, "coupon.applied", depth="0.6")
    plot.moves(script, "12:06")
    script.event(plot.at("12:10"), "chat.opened", by="customer")
    script.says(plot.at("12:20"), people.OPERATOR, f"认领 {script.no}")
    script.labelled(plot.at("14:30"), took_ms=USUAL_LABEL_MS)
    script.shipped(plot.at("15:30"))
    return [script]


def running_late(plot: Plot) -> list[Script]:
    """A big basket, a slow label, 70 % of the time used: the warehouse takes it first."""
    script = plot.order(NUTS)
    items = [line(NUTS.goods[1], qty=4)]
    paid = script.placed(
        plot.at("08:30"), items=items, ship_within=timedelta(hours=8), **plot.somebody()
    )
    script.event(paid, "coupon.applied", depth="0.5")
    script.labelled(plot.at("10:15"), took_ms=SLOW_LABEL_MS)
    script.says(plot.at("14:20"), people.KEEPER, f"认领 {script.no}")
    script.shipped(plot.at("15:10"))
    return [script]


def moved_customer(plot: Plot) -> list[Script]:
    """One customer, two orders, two new addresses within half an hour."""
    one, other = plot.order(GLASSES), plot.order(GLASSES)
    who = plot.somebody()
    one.placed(plot.at("18:40"), items=[line(GLASSES.goods[0])], **who)
    other.placed(
        plot.at("18:44"),
        items=[line(GLASSES.goods[0]), line(GLASSES.goods[2]), line(GLASSES.goods[4])],
        **who,
    )
    plot.moves(one, "19:02")
    plot.moves(other, "19:20")
    return [one, other]


def evening_doubts(plot: Plot) -> list[Script]:
    """Two conversations about a discounted order in the evening; it stays orange over night."""
    script = plot.order(COSMETICS)
    paid = script.placed(plot.at("20:05"), items=[line(COSMETICS.goods[3])], **plot.somebody())
    script.event(paid, "coupon.applied", depth="0.7")
    script.event(plot.at("20:16"), "chat.opened", by="customer")
    script.event(plot.at("20:31"), "chat.opened", by="customer")
    return [script]


def forgotten(plot: Plot) -> list[Script]:
    """Placed last night, never printed: past the hand-over limit at six in the evening."""
    script = plot.order(GLASSES)
    script.placed(
        plot.at("08:00") - timedelta(hours=12), items=[line(GLASSES.goods[1])],
        ship_within=timedelta(hours=22), **plot.somebody(),
    )  # fmt: skip
    script.says(plot.at("18:10"), people.APPROVER, f"稍后 {script.no} 2h")
    return [script]


def stalled(plot: Plot) -> list[Script]:
    """Shipped yesterday and standing still; the platform does not even know that it left."""
    script = plot.order(NUTS)
    yesterday = timedelta(days=-1)
    script.placed(plot.at("09:00") + yesterday, items=[line(NUTS.goods[2])], **plot.somebody())
    script.status(plot.at("09:05") + yesterday, "platform", "WAIT_SELLER_SEND_GOODS")
    script.labelled(plot.at("10:30") + yesterday, took_ms=USUAL_LABEL_MS)
    script.shipped(plot.at("12:46") + yesterday)
    script.event(
        plot.at("10:05"), "chat.message", text="东西急用，怎么一直没有物流？", by="customer"
    )
    return [script]


def on_the_road(plot: Plot) -> list[Script]:
    """Yesterday's parcels, delivered today; of one the order centre hears too late."""
    scripts = []
    for number in range(30):
        script = plot.order((GLASSES, COSMETICS, NUTS)[number % 3])
        placed = plot.at("10:00") - timedelta(days=1) + 9 * number * MINUTE
        script.placed(placed, items=[line(script.shop.goods[0])], **plot.somebody())
        script.labelled(placed + 50 * MINUTE, took_ms=USUAL_LABEL_MS)
        script.shipped(placed + 120 * MINUTE)
        script.trace(plot.at("08:20") + number * MINUTE, "派件中", "快件正在派送")
        signed = plot.at("09:30") + 17 * number * MINUTE
        script.trace(signed, "已签收", "已签收，签收人：本人")
        lag = 95 if number == 0 else 6
        script.status(signed + lag * MINUTE, "oms", "SIGNED")
        scripts.append(script)
    return scripts


STORIES: tuple[Callable[[Plot], list[Script]], ...] = (
    early_red, released, missed_shipment, swapped_labels, broken_box, impatient, second_thoughts,
    running_late, moved_customer, evening_doubts, forgotten, stalled, on_the_road,
)  # fmt: skip
