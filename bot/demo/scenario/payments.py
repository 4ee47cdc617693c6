"""Payments by WeChat Pay: its call-backs change in the middle of a sale, and come back (S-34)."""

from datetime import timedelta

from bot.demo import people
from bot.demo.scenario.catalogue import COSMETICS, line
from bot.demo.scenario.plot import USUAL_LABEL_MS, Plot
from bot.demo.scenario.script import MINUTE, Script
from bot.demo.scenario.steps import Edition

#: Payments that nobody could read until the shop had the new contract.
LOST = 37
#: Those of the second round of the sale, under the new contract.
AFTERWARDS = 26
_BEFORE = 24
#: How fast they buy: more than a window of the contracts needs in five minutes.
_EVERY = timedelta(seconds=9)


def changed_call_backs(plot: Plot) -> list[Script]:
    """
    At two o'clock call-backs are closed in another way: 37 payments, one red card that grows.

    The developer adds the new contract as a candidate, it is rehearsed, both are put in force, and
    one replay brings the payments back. The second round of the sale is read at once.
    """
    before = [_sold(plot, "08:12", n * 14 * MINUTE, Edition.OLD) for n in range(_BEFORE)]
    lost = [_sold(plot, "14:00", n * _EVERY, Edition.NEW) for n in range(LOST - 6)]
    lost += [_sold(plot, "14:08", n * MINUTE, Edition.NEW) for n in range(6)]
    after = [_sold(plot, "15:00", n * _EVERY, Edition.NEW) for n in range(AFTERWARDS)]
    told = lost[0]
    told.says(plot.at("14:18"), people.OPERATOR, "契约")
    told.says(plot.at("14:20"), people.APPROVER, "契约 诊断 14:05")
    told.deploys(plot.at("14:25"), Edition.OLD, candidate=Edition.NEW)
    told.talks(
        plot.at("14:25:30"), people.ADMIN,
        f"微信的 SDK 升级了：随机串进了请求头，单号改叫 orderNo。"
        f"新契约 {Edition.NEW} 已写成 candidate，先演练",
    )  # fmt: skip
    told.says(plot.at("14:28"), people.APPROVER, f"契约 演练 {Edition.NEW}")
    told.deploys(plot.at("14:33"), Edition.OLD, Edition.NEW)
    told.talks(plot.at("14:33"), people.ADMIN, "去掉了 candidate，新旧两份并存，可以重放了")
    told.says(plot.at("14:33"), people.APPROVER, "契约 重放")
    told.says(plot.at("15:20"), people.OPERATOR, "契约")
    return [*before, *lost, *after]


def _sold(plot: Plot, clock: str, later: timedelta, edition: Edition) -> Script:
    """Have something sold, paid by WeChat Pay, and sent two hours after that."""
    script = plot.order(COSMETICS)
    goods = COSMETICS.goods[plot.rng.randrange(3)]
    paid = script.placed(
        plot.at(clock) + later, items=[line(goods)], edition=edition,
        paid_after=timedelta(seconds=plot.rng.randrange(20, 40)), **plot.somebody(),
    )  # fmt: skip
    script.labelled(paid + 70 * MINUTE, took_ms=USUAL_LABEL_MS)
    script.shipped(paid + 115 * MINUTE)
    return script
