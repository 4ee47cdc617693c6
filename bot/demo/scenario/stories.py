"""Stories: the orders of the day that somebody must look at, each one written by hand."""

from collections.abc import Callable
from datetime import timedelta

from bot.demo import people
from bot.demo.scenario.catalogue import COSMETICS, GLASSES, NUTS, line
from bot.demo.scenario.journeys import on_the_road, recalled, stalled, three_sides
from bot.demo.scenario.payments import changed_call_backs
from bot.demo.scenario.plot import SLOW_LABEL_MS, USUAL_LABEL_MS, Plot
from bot.demo.scenario.refunds import made_to_order, sent_back, third_of_an_address
from bot.demo.scenario.script import MINUTE, Script
from rules.vocabulary import Action


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
    script.marked(plot.at("11:15"))
    script.labelled(plot.at("12:30"), took_ms=USUAL_LABEL_MS)
    script.scan(plot.at("13:10"))
    script.shipped(plot.at("13:20"))
    return [script]


def missed_shipment(plot: Plot) -> list[Script]:
    """漏发: the ERP says sent, the gift is missing; five signals add up before it leaves."""
    script = plot.order(NUTS)
    goods = NUTS.goods
    items = [line(goods[3]), line(goods[0]), line(goods[2], gift_of=script.no)]
    script.placed(plot.at("09:05"), items=items, ship_within=timedelta(hours=8), **plot.somebody())
    script.marked(plot.at("10:10"))
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
    script.marked(plot.at("12:40"))
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
    script.marked(plot.at("09:20"))
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


STORIES: tuple[Callable[[Plot], list[Script]], ...] = (
    early_red, released, missed_shipment, swapped_labels, broken_box, impatient, second_thoughts,
    running_late, moved_customer, evening_doubts, forgotten, stalled, on_the_road,
    three_sides, recalled, changed_call_backs, sent_back, made_to_order, third_of_an_address,
)  # fmt: skip
