"""Ordinary orders: the hundreds that go well, with the small disturbances of any day."""

from datetime import datetime, timedelta
from random import Random

from bot.demo.scenario.catalogue import CARRIERS, SHOPS, Shop, address, basket, customer
from bot.demo.scenario.script import MINUTE, Script

#: Orders per hour from 08:00 on, as parts of the whole: a peak before lunch and one in the evening.
_PER_HOUR = (4, 6, 9, 9, 7, 6, 6, 6, 6, 5, 5, 8, 11, 12)
#: A label takes about this long.
USUAL_LABEL_MS = 900
#: What has no label by then waits for tomorrow: every system must hear of a departure before night.
_LAST_LABEL = timedelta(hours=11, minutes=50)
#: Minutes from payment to label: none is passed over by one that was paid an hour later, as such an
#: order has its pick list.
_UNTIL_LABEL = (25, 85)
#: One parcel in four is scanned in this play, so that it stays quick.
_SCANNED = 0.25
#: Of the finished orders, those that the shop's system called shipped a night too early …
_STAYED = 0.006
#: … and those whose customer was asked by telephone.
_ASKED = 0.08
#: Of so many this one ended badly; of every so many-th of those nothing was told before.
_BAD, _WHICH, _UNTOLD = 60, 20, 3


def moments(rng: Random, starts: datetime, number: int) -> list[datetime]:
    """Spread orders over the hours of a day."""
    hours = rng.choices(range(len(_PER_HOUR)), weights=_PER_HOUR, k=max(0, number))
    return sorted(starts + timedelta(hours=h, seconds=rng.randrange(60, 3500)) for h in hours)


def begin(rng: Random, number: str) -> Script:
    """Begin the script of an order of any shop."""
    shop: Shop = rng.choice(SHOPS)
    return Script(no=number, shop=shop, carrier=rng.choice(CARRIERS)[0])


def write(rng: Random, script: Script, placed: datetime, *, starts: datetime, who: int) -> None:
    """Write a whole ordinary course, or as much of it as the day has room for."""
    paid = script.placed(
        placed, customer=customer(rng, who), address=address(rng), items=basket(rng, script.shop),
        paid_after=timedelta(seconds=rng.randrange(25, 200)),
    )  # fmt: skip
    _disturb(rng, script, paid)
    label = max(paid + rng.randrange(*_UNTIL_LABEL) * MINUTE, starts + timedelta(minutes=45))
    if label > starts + _LAST_LABEL:
        return
    script.labelled(label, took_ms=round(rng.gauss(USUAL_LABEL_MS, 70)))
    left = label + rng.randrange(25, 70) * MINUTE
    if rng.random() < _SCANNED:
        script.scan(left - 5 * MINUTE)
    script.shipped(left)


def _disturb(rng: Random, script: Script, paid: datetime) -> None:
    """Add one of the small things that mean nothing by themselves."""
    chance = rng.random()
    soon = paid + rng.randrange(2, 20) * MINUTE
    if chance < 0.06:
        script.event(soon, "chat.opened", by="customer")
    elif chance < 0.10:
        script.event(soon, "order.address_changed", address=address(rng), by="customer")
    elif chance < 0.14:
        script.event(paid, "coupon.applied", depth=rng.choice(("0.55", "0.6")))
    elif chance < 0.30:
        script.event(paid, "coupon.applied", depth=rng.choice(("0.1", "0.15", "0.2")))
    elif chance < 0.33:
        script.event(soon, "chat.message", text=rng.choice(_CHATTER), by="customer")


_CHATTER = ("请问什么时候发货？", "麻烦包装好一点", "不急用，慢慢发就行", "可以开发票吗？")


def history(rng: Random, starts: datetime) -> list[Script]:
    """
    Write two weeks of orders that arrive a day after they left, the last ones in the played day.

    The usual label and dwell times are learnt from them, and days of health are counted of them.
    """
    scripts = []
    number = 0
    for day in range(13, 0, -1):
        for hour in range(14):
            for shop in SHOPS[:2]:
                for _ in range(2):
                    number += 1
                    at = (
                        starts
                        - timedelta(days=day)
                        + timedelta(hours=hour, seconds=rng.randrange(3500))
                    )
                    scripts.append(_finished(rng, shop, f"{at:%y%m%d}{5000 + number}", at, number))
    return scripts


def _finished(rng: Random, shop: Shop, no: str, label: datetime, number: int) -> Script:
    script = Script(no=no, shop=shop, carrier=rng.choice(CARRIERS)[0])
    script.placed(
        label - timedelta(hours=1), customer=customer(rng, 800_000 + number), address=address(rng),
        items=basket(rng, shop), paid_after=timedelta(seconds=rng.randrange(25, 200)),
    )  # fmt: skip
    script.event(
        label,
        "label.printed",
        warehouse=shop.warehouse,
        took_ms=round(rng.gauss(USUAL_LABEL_MS, 70)),
    )
    left = label + 30 * MINUTE
    script.status(left + 5 * MINUTE, "oms", "SHIPPED")
    if rng.random() < _STAYED:
        script.status(left, "wms", "PACKED")
        left = _next_day(left, timedelta(hours=8, minutes=30))
    script.status(left, "wms", "LOADED")
    script.trace(left + 14 * MINUTE, "已揽收", "快件已揽收")
    signed = _next_day(left, timedelta(hours=9, seconds=rng.randrange(9 * 3600)))
    script.trace(signed, "已签收", "已签收，签收人：本人")
    script.status(signed + 10 * MINUTE, "oms", "SIGNED")
    by = "客服小美" if rng.random() < _ASKED else "customer"
    script.event(signed + timedelta(hours=1), "confirmation.received", by=by)
    if number % _BAD == _WHICH:
        if number // _BAD % _UNTOLD:
            _warn(script, label - 50 * MINUTE)
        script.event(signed + 80 * MINUTE, "outcome.reported", kind="complaint")
    return script


def _warn(script: Script, at: datetime) -> None:
    """Have a customer waver, as those do of whose orders the shop is told in time."""
    script.event(at, "order.address_changed", address={"city": "宁波市"}, by="customer")
    for minutes in (6, 14):
        script.event(at + minutes * MINUTE, "chat.opened", by="customer")


def _next_day(at: datetime, clock: timedelta) -> datetime:
    return at.replace(hour=0, minute=0, second=0) + timedelta(days=1) + clock
