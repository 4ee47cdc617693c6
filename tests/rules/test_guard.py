"""The guard: channels, radii, gifts and refunds that stand against shipping an order."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.wiring_guard import load_districts
from rules.shipping.gifts import Gift, owed
from rules.shipping.guard import Books, Carrier, Guard, Warehouse, causes
from rules.shipping.places import EARTH, Place, metres_between, place_of

HANGZHOU = Place(lat=30.2936, lng=120.1614)
GUARD = Guard(
    warehouses={"hz-1": Warehouse(place=HANGZHOU, radius_km=500)},
    carriers={
        "SF": Carrier(name="顺丰", radius_km=2000),
        "ZTO": Carrier(name="中通", enabled=False),
        "YTO": Carrier(name="圆通", warehouses=frozenset({"gz-1"})),
        "NEAR": Carrier(name="同城", radius_km=30),
    },
    districts=load_districts(),
)


def north(metres: float) -> Mapping[str, float]:
    """Return coordinates so far north of Hangzhou, along the meridian."""
    return {"lat": HANGZHOU.lat + math.degrees(metres / EARTH), "lng": HANGZHOU.lng}


def codes(guard: Guard = GUARD, **order: Any) -> list[str]:  # noqa: ANN401 - data of an order
    """Return why an order of this description is held."""
    data = {"warehouse": "hz-1", "channel_code": "SF", "amount": "199.00", **order}
    books = Books(order_no="1024", order=data, address=data.get("address"))
    return [cause.reason.value for cause in causes(guard, books)]


@pytest.mark.parametrize(
    ("order", "held"),
    [
        ({}, []),
        ({"channel_code": None}, ["CHANNEL_MISSING"]),
        ({"channel_code": ""}, ["CHANNEL_MISSING"]),
        ({"channel_code": "顺丰"}, ["CHANNEL_MISSING"]),
        ({"channel_code": "XX"}, ["CHANNEL_MISSING"]),
        ({"channel_code": "ZTO"}, ["CHANNEL_DISABLED"]),
        ({"channel_code": "YTO"}, ["CHANNEL_NOT_ALLOWED"]),
        ({"channel_code": "YTO", "warehouse": "gz-1"}, []),
        ({"channel_code": "YTO", "warehouse": None}, ["CHANNEL_NOT_ALLOWED"]),
        ({"address": north(499_999)}, []),
        ({"address": north(500_000)}, []),
        ({"address": north(500_001)}, ["OUT_OF_RADIUS"]),
        ({"address": north(501_000)}, ["OUT_OF_RADIUS"]),
        ({"channel_code": "NEAR", "address": north(30_000)}, []),
        ({"channel_code": "NEAR", "address": north(30_001)}, ["OUT_OF_RADIUS"]),
        ({"channel_code": "ZTO", "address": north(501_000)}, ["CHANNEL_DISABLED", "OUT_OF_RADIUS"]),
        ({"warehouse": "unknown", "address": north(501_000)}, []),
        ({"address": {"city": "哪里都不是市"}}, []),
    ],
)
def test_a_channel_and_a_distance_are_judged_to_the_metre(
    order: Mapping[str, Any], held: list[str]
) -> None:
    assert codes(**order) == held


def test_where_no_carriers_are_configured_no_channel_is_asked_for() -> None:
    assert codes(Guard(), channel_code=None, address=north(10_000_000)) == []


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(-89, 89), st.floats(-180, 180))
def test_the_distance_is_that_of_the_chord(a: float, b: float, c: float, d: float) -> None:
    def vector(lat: float, lng: float) -> tuple[float, float, float]:
        x, y = math.radians(lat), math.radians(lng)
        return (math.cos(x) * math.cos(y), math.cos(x) * math.sin(y), math.sin(x))

    chord = math.dist(vector(a, b), vector(c, d))
    metres = metres_between(Place(lat=a, lng=b), Place(lat=c, lng=d))

    assert abs(metres - 2 * EARTH * math.asin(min(1.0, chord / 2))) <= 2
    assert metres == metres_between(Place(lat=c, lng=d), Place(lat=a, lng=b))


@pytest.mark.parametrize(
    ("address", "centre"),
    [
        ({"province": "北京市", "city": "北京市", "district": "朝阳区"}, (39.9215, 116.4432)),
        ({"province": "吉林省", "city": "长春市", "district": "朝阳区"}, (43.8338, 125.2883)),
        ({"city": "杭州", "district": "西湖"}, (30.2595, 120.1302)),
        ({"city": "杭州市", "district": "没有这个区"}, (30.2469, 120.2098)),
        ("浙江省杭州市西湖区文三路 1 号", (30.2595, 120.1302)),
        ("杭州市西湖区文三路 1 号", (30.2595, 120.1302)),
        ({"district": "朝阳区"}, None),
        ({"detail": "文三路 1 号"}, None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_without_coordinates_takes_the_centre_of_its_district(
    address: object, centre: tuple[float, float] | None
) -> None:
    found = place_of(address, GUARD.districts)

    assert (found and (found.lat, found.lng)) == centre
    assert found is None or found.centre_of


def test_a_hold_for_the_distance_says_that_it_was_measured_to_a_centre() -> None:
    books = Books(
        order_no="1024",
        order={"warehouse": "hz-1", "channel_code": "SF"},
        address={"city": "长春市", "district": "朝阳区"},
    )

    (cause,) = causes(GUARD, books)

    assert "按朝阳区中心算" in cause.note("zh")
    assert "centre of 朝阳区" in cause.note("en")


GIFT = {"sku": "GIFT-01", "qty": 1, "is_gift": True}


@pytest.mark.parametrize(
    ("main", "mains", "held"),
    [
        (None, {}, True),
        ("1024", {}, False),
        ("1000", {}, True),
        ("1000", {"1000": True}, False),
        ("1000", {"1000": False}, True),
    ],
)
def test_a_gift_is_held_unless_its_main_order_stands(
    *, main: str | None, mains: Mapping[str, bool], held: bool
) -> None:
    order = {"items": [{"sku": "A", "qty": 1}, {**GIFT, "parent_order_no": main}]}

    found = list(causes(Guard(), Books(order_no="1024", order=order, mains=mains)))

    assert [(c.reason.value, c.line) for c in found] == [("GIFT_UNBOUND", "GIFT-01")] * held


def test_a_refund_holds_the_lines_it_is_for_or_else_the_order() -> None:
    refunds: list[tuple[str, Mapping[str, Any]]] = [
        ("10:00", {"items": [{"sku": "A"}, {"sku": "B"}]}),
        ("11:00", {"amount": "9.00"}),
    ]

    found = list(causes(Guard(), Books(order_no="1024", order={}, refunds=refunds)))

    assert [cause.line for cause in found] == ["A", "B", None]
    assert "¥9.00" in found[2].note("zh")


@pytest.mark.parametrize(
    ("rule", "is_owed"),
    [
        (Gift(sku="G"), True),
        (Gift(sku="G", min_amount=Decimal(199)), True),
        (Gift(sku="G", min_amount=Decimal("199.01")), False),
        (Gift(sku="G", shop="glasses", platform="taobao", bought="A", category="镜框"), True),
        (Gift(sku="G", shop="other"), False),
        (Gift(sku="G", platform="jd"), False),
        (Gift(sku="G", bought="B"), False),
        (Gift(sku="G", category="镜片"), False),
        (Gift(sku="G", first=date(2026, 11, 1), last=date(2026, 11, 12)), True),
        (Gift(sku="G", first=date(2026, 11, 12), last=date(2026, 11, 12)), True),
        (Gift(sku="G", first=date(2026, 11, 13)), False),
        (Gift(sku="G", last=date(2026, 11, 11)), False),
    ],
)
def test_a_gift_is_owed_where_all_that_its_rule_says_is_true(*, rule: Gift, is_owed: bool) -> None:
    order = {
        "amount": "199.00", "shop": "glasses", "platform": "taobao",
        "items": [{"sku": "A", "qty": 1, "category": "镜框"}],
    }  # fmt: skip

    assert bool(owed([rule], order, date(2026, 11, 12))) is is_owed


def test_an_order_of_gifts_alone_is_owed_none() -> None:
    order = {"amount": "0.00", "items": [GIFT]}

    assert not owed([Gift(sku="G")], order, date(2026, 11, 12))


def test_where_no_channel_is_required_what_is_named_is_still_looked_at() -> None:
    lenient = replace(GUARD, requires_channel=False)

    assert codes(lenient, channel_code=None) == codes(lenient, channel_code="XX") == []
    assert codes(lenient, channel_code="YTO") == codes(channel_code="YTO") != []
