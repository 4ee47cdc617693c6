"""Refunds: what customers ask back after they have it, and by which clause it is decided."""

from collections.abc import Mapping
from datetime import timedelta

from bot.demo import people
from bot.demo.scenario.catalogue import COSMETICS, GLASSES, NUTS, Product, Shop, line
from bot.demo.scenario.plot import USUAL_LABEL_MS, Plot
from bot.demo.scenario.script import MINUTE, Script
from rules.refunds.words import Action

#: One office, one way into the internet: the third application of a day is for people.
_OFFICE = "203.0.113.7"


def sent_back(plot: Plot) -> list[Script]:
    """Sealed and signed for yesterday: refunded by its clause, at no cost."""
    script = _signed(plot, COSMETICS, COSMETICS.goods[0])
    script.asks_back(
        plot.at("11:05"), "颜色和想的不一样",
        facts={"seal_broken": False, "insured": True},
    )  # fmt: skip
    script.says(plot.at("11:12"), people.OPERATOR, f"退款 {script.no}")
    return [script]


def made_to_order(plot: Plot) -> list[Script]:
    """Ground to the customer's own prescription, which they had confirmed: not to be returned."""
    script = _signed(plot, GLASSES, GLASSES.goods[3])
    script.asks_back(
        plot.at("12:15"), "戴了一天不习惯，想退",
        facts={"custom_made": True, "spec_confirmed": True},
    )  # fmt: skip
    script.says(plot.at("12:22"), people.OPERATOR, f"退款 {script.no}")
    script.sends_link(plot.at("12:25"))  # a visitor may appeal there
    return [script]


def third_of_an_address(plot: Plot) -> list[Script]:
    """Three colleagues, one crushed delivery: the third of a day is for quality control."""
    scripts = [_signed(plot, NUTS, goods) for goods in NUTS.goods[:3]]
    crushed: Mapping[str, object] = {"issue": "quality", "evidence": 2}
    for script, clock in zip(scripts, ("16:10", "16:22", "16:38"), strict=True):
        script.asks_back(plot.at(clock), "箱子压坏了，里面碎了", ip=_OFFICE, facts=crushed)
    last = scripts[-1]
    last.talks(plot.at("16:50"), people.APPROVER, "三单同一车送到，照片对得上，是运输压坏的")
    last.decides(plot.at("16:52"), people.APPROVER, Action.REFUND)
    last.says(plot.at("16:55"), people.APPROVER, f"退款 {last.no}")
    return scripts


def _signed(plot: Plot, shop: Shop, goods: Product) -> Script:
    """Have something arrive yesterday, all well as far as anybody said."""
    script = plot.order(shop)
    placed = plot.at("10:00") - timedelta(days=3)
    script.placed(placed, items=[line(goods)], **plot.somebody())
    script.labelled(placed + 50 * MINUTE, took_ms=USUAL_LABEL_MS)
    script.shipped(placed + 120 * MINUTE)
    signed = plot.at("15:30") - timedelta(days=1)
    script.trace(signed, "已签收", "已签收，签收人：本人")
    script.status(signed + 6 * MINUTE, "oms", "SIGNED")
    script.event(signed + 30 * MINUTE, "confirmation.received", by="customer")
    return script
