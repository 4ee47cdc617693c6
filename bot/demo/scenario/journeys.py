"""Journeys: stories of orders on their way from the shop to the customer, or back."""

from datetime import timedelta

from bot.demo import people
from bot.demo.scenario.catalogue import COSMETICS, GLASSES, NUTS, SHOPS, line
from bot.demo.scenario.plot import USUAL_LABEL_MS, Plot
from bot.demo.scenario.script import MINUTE, Script


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
    """
    Yesterday's parcels, delivered today; of one the order centre hears too late.

    Every customer is sent a link. One in three says that all is well, one that it is damaged; the
    others are left for a visitor to answer as, and so is the refund page of the damaged one.
    """
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
        if number == 7:
            script.event(signed + 35 * MINUTE, "confirmation.received", by="customer",
                         result="damaged")  # fmt: skip
            script.sends_link(signed + 50 * MINUTE)
        elif number % 3 == 0:
            script.event(signed + 40 * MINUTE, "confirmation.received", by="customer")
        scripts.append(script)
    return scripts


def three_sides(plot: Plot) -> list[Script]:
    """
    At ten customer service, the ERP and the warehouse do not say the same of six orders.

    Two are called sent and still picked, two are marked and the warehouse never heard of them, two
    are picked and not marked. Most are worked off before noon; the rest is left for a visitor.
    """
    scripts = []
    for number in range(6):
        script = plot.order(SHOPS[number % 3])
        placed = plot.at("08:10") + 4 * number * MINUTE
        script.placed(placed, items=[line(script.shop.goods[1])], **plot.somebody())
        if number < 4:
            script.marked(placed + 30 * MINUTE)
        if number < 2:
            script.status(plot.at("09:15"), "erp", "SENT")
        if number not in (2, 3):
            script.status(plot.at("09:10"), "wms", "PICK")
        scripts.append(script)
    sent, _, unheard, late, unmarked, _ = scripts
    told = unheard.no, sent.no
    late.says(plot.at("10:15"), people.KEEPER, f"未发货 认领 {' '.join(told)} {late.no}")
    unheard.labelled(plot.at("10:35"), took_ms=USUAL_LABEL_MS)
    late.says(plot.at("10:45"), people.KEEPER, f"未发货 完成 {' '.join(told)}")
    unmarked.labelled(plot.at("10:55"), took_ms=USUAL_LABEL_MS)
    for script in (sent, unheard, unmarked):
        script.shipped(plot.at("11:40"))
    return scripts


def recalled(plot: Plot) -> list[Script]:
    """Money asked back of what has left: red, and a recall; the last is still to be stopped."""
    one, other = plot.order(GLASSES), plot.order(COSMETICS)
    for script, placed, left, asked in (
        (one, "12:30", "14:20", "14:55"),
        (other, "18:35", "20:40", "21:05"),
    ):
        paid = script.placed(plot.at(placed), items=[line(script.shop.goods[0])], **plot.somebody())
        script.labelled(paid + 60 * MINUTE, took_ms=USUAL_LABEL_MS)
        script.shipped(plot.at(left))
        script.event(plot.at(asked), "refund.requested", reason="不想要了")
    one.says(plot.at("15:05"), people.APPROVER, f"锁单 {one.no} 客户退款")
    return [one, other]
