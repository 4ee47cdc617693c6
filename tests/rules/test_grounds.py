"""What a foreseen sign rests on is said in the numbers that its judgement read."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.cards.alert.grounds import ground_text
from rules.cards.card import Reader
from rules.orders.course import Course, follow
from rules.resonance.foresight.history import Outlook
from rules.resonance.measure import Part
from rules.vocabulary import Foreseen, Kind
from tests.builders import NOON, SHANGHAI, a_policy, an_order

_READ = Outlook(
    at=NOON, wait=86_400, shop_bad=2_900, shop_late=1_512, backlog=4, route_late=2_000,
    transit=3 * 86_400, category_bad=1_800, shop_bad_of=(12, 40), shop_late_of=(6, 39),
    route_late_of=(14, 56), category_bad_of=(9, 44), wait_of=29, transit_of=30, doubts_of=(56, 1),
)  # fmt: skip
_ITEMS = [{"sku": "a", "qty": 2, "shop": "甲"}, {"sku": "b", "qty": 1, "shop": "乙"}]


def _course() -> Course:
    limit = (NOON + timedelta(hours=6)).isoformat()
    return follow([an_order(items=_ITEMS, promised_ship_at=limit)], a_policy().statuses)


def _said(kind: str, *read: Outlook, count: int = 1, lang: str = "zh") -> str:
    part = Part(
        kind=kind, weight=Decimal("0.3"), count=count, contribution=Decimal("0.3"), at=(NOON,)
    )
    reader = Reader(now=NOON, tz=SHANGHAI, lang=lang)
    return ground_text(part, read, _course(), a_policy(), reader)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Foreseen.SHOP_BAD, "这家店有结果的 40 单里 12 单出了问题，折算 29%"),
        (Foreseen.SHOP_LATE, "这家店 120 天里 39 单的交接时限误了 6 单，折算 15%"),
        (Foreseen.SHOP_BACKLOG, "这家店有 4 单过了交接时限还没发"),
        (Foreseen.ROUTE_WAVE, "这条线路 60 天里 56 单有 14 单晚到，折算 20%"),
        (Foreseen.CATEGORY_BAD, "这类商品有结果的 44 单里 9 单出了问题，折算 18%"),
        (Foreseen.SLOW_FOR_THIS_SHOP, "这家店 29 单里九成在下单 1 天 内发出（样本少，只作参考）"),
        (Foreseen.TRANSIT_SLOW_FOR_ROUTE, "这条线路 30 单里九成在途不超过 3 天"),
        (Foreseen.ROUTE_DOUBT, "按发往同一个省的 56 单的在途时间，赶不上的可能至少 35%"),
        (Foreseen.HANDOVER_OVERDUE, "交接时限 18:00"),
        (Foreseen.SEVERAL_SHOPS, "2 家店的货"),
        (Foreseen.MANY_PIECES, "一共 3 件"),
        (Kind.CHAT_OPENED, ""),
    ],
)
def test_a_sign_says_how_many_orders_it_rests_on(kind: str, said: str) -> None:
    assert _said(kind, _READ, count=3) == said


def test_every_foreseen_sign_says_it_in_both_languages() -> None:
    for kind in Foreseen:
        for lang in ("zh", "en"):
            assert _said(kind, _READ, lang=lang), (kind, lang)


def test_what_was_judged_before_numbers_were_kept_says_none() -> None:
    assert _said(Foreseen.SHOP_BAD, Outlook(at=NOON, shop_bad=2_900)) == ""
    assert _said(Foreseen.SHOP_BAD) == ""
