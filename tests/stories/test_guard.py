"""Stories of the guard: what the books say against an order holds it, until they say else."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.events import intake
from rules.shipping.gifts import Gift
from rules.shipping.guard import Carrier, Guard, Warehouse
from rules.shipping.places import Place
from rules.vocabulary import Level, ScanCode
from storage.database import Database
from tests.builders import an_event
from tests.harness import Harness

HERE = Place(lat=30.2936, lng=120.1614)
NEAR, FAR = {"lat": 30.0, "lng": 120.0}, {"lat": 43.8, "lng": 125.3}
GUARD = Guard(
    warehouses={"hz-1": Warehouse(place=HERE, radius_km=500)},
    carriers={"SF": Carrier(name="顺丰"), "ZTO": Carrier(name="中通", enabled=False)},
    gifts=(Gift(sku="GIFT-01", bought="frame-1"),),
)
FRAME, GIFT = {"sku": "frame-1", "qty": 1}, {"sku": "GIFT-01", "qty": 1}


@pytest.fixture
def g(database: Database) -> Harness:
    """Return a shop with two carriers and a gift for each frame."""
    return Harness(database=database, guard=GUARD)


def ordered(g: Harness, order_no: str = "1024", **more: Any) -> None:  # noqa: ANN401 - data
    g.ordered(order_no, **{"channel_code": "SF", "address": NEAR, **more})


def reasons(g: Harness, order_no: str = "1024") -> list[str]:
    return [h["reason"] for h in g.order(order_no)["holds"] if h["released_at"] is None]


def test_an_order_without_a_channel_is_held_on_one_card_until_it_has_one(g: Harness) -> None:
    ordered(g, channel_code=None)

    card = g.expect_card()
    assert card.level is Level.ORANGE
    assert "缺物流渠道编码" in card.text
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.CHANNEL_MISSING

    ordered(g)
    assert reasons(g) == []
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.OK
    assert g.expect_card(redraw=True).level is Level.ORANGE
    assert g.read("已消退") == []


def test_a_channel_that_is_taken_back_is_none_and_one_that_is_left_out_stays(g: Harness) -> None:
    ordered(g)
    again = {"platform": "taobao", "shop": "glasses", "amount": "199.00"}

    g.happens("order.created", **again)
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.OK

    g.happens("order.created", **again, channel_code=None)
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.CHANNEL_MISSING
    g.expect_card()


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"channel_code": "顺丰"}, ScanCode.CHANNEL_MISSING),
        ({"channel_code": "ZTO"}, ScanCode.CHANNEL_DISABLED),
        ({"address": FAR}, ScanCode.OUT_OF_RADIUS),
    ],
)
def test_the_scanner_hears_what_stands_against_the_order(
    g: Harness, order: dict[str, Any], code: ScanCode
) -> None:
    ordered(g, **order)

    verdict = g.scan(items=(FRAME, GIFT))

    assert (verdict.code, verdict.allow) == (code, False)
    assert [hold.reason for hold in verdict.holds] == [code.value]


def test_a_new_address_within_the_radius_ends_the_hold_and_one_beyond_sets_it(g: Harness) -> None:
    ordered(g)
    g.happens("order.address_changed", address=FAR)
    assert reasons(g) == ["OUT_OF_RADIUS"]

    g.happens("order.address_changed", address=NEAR)
    assert reasons(g) == []


def test_the_same_address_told_with_better_coordinates_is_measured_by_these(g: Harness) -> None:
    words = {"city": "杭州市", "detail": "文三路 1 号"}
    ordered(g, address={**words, **FAR})
    assert reasons(g) == ["OUT_OF_RADIUS"]

    g.happens("order.address_changed", address={**words, **NEAR})

    assert reasons(g) == []
    assert g.order()["score"] == "0.0"  # where it is was not changed
    g.read()


def test_a_release_names_the_causes_that_still_hold_and_is_done_when_asked_again(
    g: Harness,
) -> None:
    ordered(g, channel_code="ZTO", address=FAR)

    asked = g.says("放行 1024")
    assert asked is not None
    assert not asked.changed
    assert "渠道 ZTO 已停用" in asked.text
    assert "半径 500 公里" in asked.text
    assert len(reasons(g)) == 2

    g.now += timedelta(minutes=6)
    assert not (g.says("放行 1024") or asked).changed  # too long ago
    assert not (g.says("放行 1024", by="陈静") or asked).changed  # somebody else
    done = g.says("放行 1024")
    assert done is not None
    assert done.changed
    assert reasons(g) == []
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.OK


def test_what_a_person_released_stays_released_until_the_cause_is_another(g: Harness) -> None:
    ordered(g, address=FAR)
    g.says("放行 1024")
    g.says("放行 1024")
    g.happens("chat.opened")
    assert reasons(g) == []

    g.happens("order.address_changed", address={"lat": 44.0, "lng": 125.0})
    assert reasons(g) == ["OUT_OF_RADIUS"]


def test_a_parcel_without_its_gift_is_denied_until_the_gift_is_in_it(g: Harness) -> None:
    ordered(g)

    denied = g.scan(items=(FRAME,))
    assert denied.code is ScanCode.GIFT_MISSING
    assert reasons(g) == ["GIFT_MISSING"]
    assert "缺赠品" in g.expect_card().text
    assert g.scan(items=(FRAME,)).code is ScanCode.GIFT_MISSING
    assert len(g.order()["holds"]) == 1

    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.OK
    assert reasons(g) == []


def test_a_gift_that_the_order_centre_forgot_is_missed_although_nobody_counts(g: Harness) -> None:
    ordered(g)
    ordered(g, "2048", items=[FRAME, {**GIFT, "is_gift": True, "parent_order_no": "2048"}])

    assert g.scan().code is ScanCode.GIFT_MISSING
    assert g.scan("P2048").code is ScanCode.OK


def test_a_gift_may_go_in_another_parcel_or_in_an_order_of_its_own(g: Harness) -> None:
    ordered(g)
    g.happens("parcel.created", parcel_id="P2", tracking_no="SF2", items=[GIFT])
    ordered(g, "2048")
    gift = {**GIFT, "is_gift": True, "parent_order_no": "2048"}
    ordered(g, "4096", items=[gift])

    assert g.scan(items=(FRAME,)).code is ScanCode.OK
    assert g.scan("P2048", items=(FRAME,)).code is ScanCode.OK
    assert g.scan("P4096", items=(GIFT,)).code is ScanCode.OK


def test_a_gift_that_is_neither_owed_nor_ordered_does_not_leave(g: Harness) -> None:
    ordered(g, items=[{"sku": "lens", "qty": 1}])

    assert g.scan(items=({"sku": "lens", "qty": 1}, GIFT)).code is ScanCode.GIFT_UNBOUND


def test_cancelling_the_main_order_holds_its_gift_in_the_same_moment(g: Harness) -> None:
    gift = {**GIFT, "is_gift": True, "parent_order_no": "1024"}
    ordered(g, "2048", items=[gift, {"sku": "lens", "qty": 1}])
    assert g.scan("P2048", items=(GIFT,)).code is ScanCode.GIFT_UNBOUND

    ordered(g)
    assert reasons(g, "2048") == []
    assert g.scan("P2048", items=(GIFT,)).code is ScanCode.OK

    g.happens("order.cancelled")
    verdict = g.scan("P2048", items=(GIFT,))
    assert verdict.code is ScanCode.GIFT_UNBOUND
    assert [hold.line for hold in verdict.holds] == ["GIFT-01"]
    assert g.scan("P2048", items=({"sku": "lens", "qty": 1},)).left_behind == ("GIFT-01",)


def test_out_of_a_file_a_cancelled_main_order_holds_its_gift_too(g: Harness) -> None:
    ordered(g)
    ordered(g, "2048", items=[{**GIFT, "is_gift": True, "parent_order_no": "1024"}])
    g.now += timedelta(minutes=1)
    told = an_event("order.cancelled", "1024", at=g.now)

    g.database.do(lambda tx: intake.take(tx, g.deps, [told], g.now, replay=True))

    assert g.scan("P2048", items=(GIFT,)).code is ScanCode.GIFT_UNBOUND


def test_of_three_lines_one_is_held_and_the_others_leave(h: Harness) -> None:
    lines = [{"sku": sku, "qty": 1} for sku in "ABC"]
    h.ordered(items=lines)
    h.locks("1024", by="王敏", line="C")

    assert h.scan(items=lines[:2]).left_behind == ("C",)
    assert h.scan(items=lines[1:]).code is ScanCode.LOCKED
    assert h.scan().code is ScanCode.LOCKED  # nobody says what is inside
    assert [hold["line"] for hold in h.order()["holds"]] == ["C"]


@pytest.mark.parametrize(
    ("inside", "passes"),
    [(["a", " Ｂ "], True), (["A", "c"], False), (["A", "6901234567892"], False), ([], False)],
)
def test_a_held_line_does_not_leave_under_another_name(
    h: Harness, inside: list[str], *, passes: bool
) -> None:
    h.ordered(items=[{"sku": sku, "qty": 1} for sku in "ABC"])
    h.locks("1024", by="王敏", line="C")

    assert h.scan(items=tuple({"sku": sku, "qty": 1} for sku in inside)).allow is passes


def test_a_gift_beside_a_held_line_is_no_other_name_of_it(g: Harness) -> None:
    ordered(g, items=[FRAME, {"sku": "case", "qty": 1}])
    g.locks("1024", by="王敏", line="case")

    assert g.scan(items=(FRAME, GIFT)).left_behind == ("case",)


def test_what_lies_in_one_parcel_of_two_orders_is_known_of_both(h: Harness) -> None:
    h.ordered(items=[{"sku": "A", "qty": 1}, {"sku": "C", "qty": 1}])
    h.ordered("2048", items=[{"sku": "X", "qty": 1}])
    for no in ("1024", "2048"):
        h.happens("parcel.created", no, parcel_id="Q", tracking_no="YT1")
    h.locks("1024", by="王敏", line="C")

    assert h.scan("YT1", items=({"sku": "A", "qty": 1}, {"sku": "X", "qty": 1})).allow
    assert not h.scan("YT1", items=({"sku": "C", "qty": 1}, {"sku": "X", "qty": 1})).allow


def test_a_parcel_as_it_was_announced_is_judged_where_the_scanner_does_not_count(
    h: Harness,
) -> None:
    h.ordered(items=[{"sku": sku, "qty": 1} for sku in "ABC"])
    h.happens("parcel.created", parcel_id="P2", items=[{"sku": "A", "qty": 1}])
    h.happens("parcel.created", parcel_id="P3", items=[{"sku": "C", "qty": 1}])
    h.locks("1024", by="王敏", line="C")

    assert h.scan("P2").code is ScanCode.OK
    assert h.scan("P3").code is ScanCode.LOCKED


def test_a_refund_before_the_scan_holds_the_goods_and_after_it_is_red(h: Harness) -> None:
    h.ordered()
    h.happens("refund.requested", amount="199.00", reason="不想要了")
    assert h.scan().code is ScanCode.REFUND_OPEN
    assert h.expect_card().level is Level.ORANGE

    h.ordered("2048")
    assert h.scan("P2048").code is ScanCode.OK
    h.happens("refund.requested", "2048", amount="199.00")
    h.happens("system.status", "2048", system="wms", status="LOADED")
    h.now += timedelta(seconds=1)
    h.expect_card("2048")
    assert h.order("2048")["level"] == "red"
