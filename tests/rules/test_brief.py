"""Tests of the brief: what events tell of a case, and that no street or person is named by it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from rules.orders.addresses import town
from rules.orders.brief import Goods, brief_of
from tests.builders import NOON, SHANGHAI, a_message, an_address_change, an_event, an_order, minutes

OLD = {"province": "浙江省", "city": "温州市", "district": "鹿城区", "detail": "学院路 7 号"}
NEW = {"province": "浙江省", "city": "宁波市", "district": "海曙区", "detail": "药行街 9 号"}


def test_an_order_tells_who_ordered_what() -> None:
    items: list[dict[str, Any]] = [
        {"sku": "frame-1", "name": "纯钛镜框", "qty": 2}, {"sku": "case", "is_gift": True}
    ]  # fmt: skip
    customer = {"id": "c-1", "name": "林晓", "phone": "13812345678", "tier": "金卡会员"}

    brief = brief_of("1024", [an_order(items=items, customer=customer, address=OLD)], SHANGHAI)

    assert brief.goods == (
        Goods(name="纯钛镜框", pieces=2), Goods(name="case", pieces=1, gift=True)
    )  # fmt: skip
    assert (brief.customer, brief.phone, brief.tier) == ("林晓", "13812345678", "金卡会员")
    assert brief.promised_ship_at == NOON + timedelta(days=10)
    assert (brief.towns, brief.wrote) == ((), "")


def test_changes_tell_from_where_to_where_however_they_arrive() -> None:
    events = [
        an_order(address=OLD),
        an_address_change(at=NOON + minutes(5), address=NEW),
        an_address_change(at=NOON + minutes(9), address=NEW, event_id="told again"),
        an_address_change(at=NOON + minutes(12), address=OLD),
    ]

    for told in (events, events[::-1]):
        assert brief_of("1024", told, SHANGHAI).towns == (
            "浙江省温州市鹿城区", "浙江省宁波市海曙区", "浙江省温州市鹿城区"
        )  # fmt: skip


def test_the_latest_words_of_the_customer_are_kept_and_nobody_elses() -> None:
    events = [
        a_message("别发了", at=NOON + minutes(3)),
        an_event("chat.message", at=NOON + minutes(4), text="好的", by="agent"),
        a_message("  ", at=NOON + minutes(5)),
    ]

    assert brief_of("1024", events, SHANGHAI).wrote == "别发了"
    assert brief_of("1024", events[:0], SHANGHAI).wrote == ""


def test_an_order_that_is_not_known_yet_has_an_empty_brief() -> None:
    brief = brief_of("1024", [an_address_change()], SHANGHAI)

    assert (brief.customer, brief.goods, brief.promised_ship_at) == ("", (), None)
    assert brief.amount is None or isinstance(brief.amount, Decimal)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ({"province": "上海市", "city": "上海市", "district": "闵行区"}, "上海市闵行区"),
        (OLD, "浙江省温州市鹿城区"),
        ({"city": "杭州"}, "杭州"),
        ("浙江省温州市鹿城区学院路 7 号 林晓 13812345678", "浙江省温州市鹿城区"),
        ("江苏省苏州市昆山市花桥镇", "江苏省苏州市"),
        ("杭州市文三路翠苑小区 3 幢", "杭州市"),
        ("林晓 13812345678", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_town_is_named_and_never_the_street_or_the_person(address: object, named: str) -> None:
    assert town(address) == named
