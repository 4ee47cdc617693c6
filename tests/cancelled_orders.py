"""A thousand paid orders as the article has them: when, where and after what people cancel."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from rules.events.event import Event
from tests.builders import SHANGHAI, an_event, an_order

#: The evening on which the last of them is paid.
LAST = datetime(2026, 8, 30, 23, 59, tzinfo=SHANGHAI)
DAYS = 20
ORDERS, CANCELLED = 1000, 100
#: Of the cancelled so many in the late evening, from smaller cities, and after a pop-up; and of
#: the others. 80 of 250 is 3.2 times 100 of 1000.
EVENING, SMALL, POPUP = (73, 77), (89, 361), (80, 170)
_LATE = range(22 * 60, 23 * 60 + 30)
_SMALL_CITIES = ("绵阳市", "洛阳市", "衡阳市", "赣州市")
_OTHER_CITIES = ("上海市", "杭州市", "温州市", "成都市")


def thousand_orders(seed: int = 7) -> list[Event]:
    """Return their events; what the article says nothing of is left to the dice."""
    dice = random.Random(seed)  # noqa: S311 - a shop that is made up
    return [
        event
        for cancelled, number in ((True, CANCELLED), (False, ORDERS - CANCELLED))
        for event in _orders(dice, number, cancelled=cancelled)
    ]


def _some(dice: random.Random, number: int, of: int) -> set[int]:
    return set(dice.sample(range(of), number))


def _orders(dice: random.Random, number: int, *, cancelled: bool) -> Iterator[Event]:
    late, small, seen = (
        _some(dice, counts[0 if cancelled else 1], number) for counts in (EVENING, SMALL, POPUP)
    )
    for one in range(number):
        order_no = f"{'C' if cancelled else 'K'}{one:04}"
        minute = dice.choice(_LATE if one in late else [m for m in range(1440) if m not in _LATE])
        midnight = LAST.replace(hour=0, minute=0) - timedelta(days=dice.randrange(DAYS))
        paid_at = midnight + timedelta(minutes=minute)
        yield an_order(
            order_no,
            at=paid_at - timedelta(minutes=1),
            shop=dice.choice(("店A", "店B")),
            items=[{"sku": "s-1", "qty": 1, "category": dice.choice(("鞋", "包", "表"))}],
            address={"city": dice.choice(_SMALL_CITIES if one in small else _OTHER_CITIES)},
            customer={"id": order_no},
            promised_ship_at=(LAST + timedelta(days=30)).isoformat(),
        )
        yield an_event(
            "order.paid", order_no, at=paid_at, amount="199.00",
            method=dice.choice(("wechat", "alipay")),
        )  # fmt: skip
        if one in seen:
            yield an_event("signal.seen", order_no, at=paid_at + timedelta(seconds=5), kind="popup")
        if cancelled:
            after = timedelta(hours=2) if one == 0 else timedelta(minutes=dice.randrange(1, 120))
            yield an_event("order.cancelled", order_no, at=paid_at + after)
        elif one % 10 == 0:
            late_by = timedelta(hours=2, seconds=1 + one)
            yield an_event("order.cancelled", order_no, at=paid_at + late_by)
