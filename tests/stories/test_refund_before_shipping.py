"""Stories of refunds that are asked for at every stage of an order, and race the scanner (A-55)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from rules.vocabulary import ScanCode
from tests.harness import Harness

#: Stage -> what was told by then, what holds the order, how loud it is.
STAGES: dict[str, tuple[list[tuple[str, dict[str, Any]]], list[str], str]] = {
    "unpaid": ([], ["REFUND_OPEN"], "orange"),
    "paid": ([("order.paid", {"amount": "199.00"})], ["REFUND_OPEN"], "orange"),
    "picked": ([("system.status", {"system": "wms", "status": "PICK"})], ["REFUND_OPEN"], "orange"),
    "labelled": (
        [("label.printed", {"warehouse": "hz-1", "took_ms": 900})], ["REFUND_OPEN"], "orange",
    ),
    "left": ([("system.status", {"system": "wms", "status": "LOADED"})], [], "red"),
    "signed": (
        [("carrier.trace", {"tracking_no": "SF1024", "state": "SIGNED", "carrier": "SF"})], [],
        "calm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_a_refund_does_what_is_right_at_its_stage(h: Harness, stage: str) -> None:
    told, held, level = STAGES[stage]
    h.happens(
        "order.created", platform="taobao", shop="glasses", amount="199.00", warehouse="hz-1",
        items=[{"sku": "frame-1", "qty": 1}],
    )  # fmt: skip
    h.happens("parcel.created", parcel_id="P1024", tracking_no="SF1024")
    for kind, data in told:
        h.happens(kind, **data)
    h.happens("refund.requested", amount="199.00", reason="不想要了")

    order = h.order()
    assert [hold["reason"] for hold in order["holds"]] == held
    assert order["level"] == level
    if held:
        assert h.scan().code is ScanCode.REFUND_OPEN
    assert len([out for out in h.read() if out.message_ref is None]) == (
        level != "calm"
    )  # one card


@pytest.mark.parametrize("steps", list(permutations(["refund", "scan", "loaded", "restart"])))
def test_a_refund_that_races_the_scanner_ships_nothing_without_a_red_card(
    h: Harness, steps: tuple[str, ...]
) -> None:
    h.ordered()
    allowed = False
    for step in steps:
        h.now += timedelta(seconds=1)
        match step:
            case "refund":
                h.happens("refund.requested", amount="199.00")
            case "scan":
                allowed = h.scan().allow
            case "loaded":
                h.happens("system.status", system="wms", status="LOADED")
            case _:
                h.restart()

    assert not allowed or steps.index("scan") < steps.index("refund")
    assert h.order()["level"] == "red"
    (card,) = [out.text for out in h.read() if out.picture is not None]
    assert "红色预警" in card
    assert card.count("客户申请了退款") == 1


def test_a_refund_of_one_line_leaves_the_others(h: Harness) -> None:
    h.ordered(items=[{"sku": sku, "qty": 1} for sku in "AB"])
    h.happens("refund.requested", items=[{"sku": "B", "qty": 1}])

    assert h.scan(items=({"sku": "A", "qty": 1},)).left_behind == ("B",)
    assert h.scan(items=({"sku": "B", "qty": 1},)).code is ScanCode.REFUND_OPEN
    assert "没说金额" in h.expect_card().text
    h.read()


def test_a_refund_after_the_first_of_two_parcels_left_holds_the_second(h: Harness) -> None:
    h.ordered()
    h.happens("parcel.created", parcel_id="Q1024", tracking_no="YT1024")
    h.happens("carrier.trace", tracking_no="SF1024", state="PICKED_UP")
    h.happens("refund.requested", amount="199.00", reason="不想要了")

    assert h.scan("Q1024").code is ScanCode.REFUND_OPEN
    assert h.order()["level"] == "red"
    h.read()

    h.happens("carrier.trace", tracking_no="YT1024", state="PICKED_UP")
    h.happens("refund.requested", amount="9.00", reason="运费")
    assert len(h.order()["holds"]) == 1, "nothing is left to hold"
    h.read()


def test_a_signature_for_one_parcel_lets_no_other_go_and_is_not_that_of_the_order(
    h: Harness,
) -> None:
    h.ordered()
    h.happens("parcel.created", parcel_id="Q1024", tracking_no="YT1024")
    h.happens("refund.requested", amount="199.00", reason="不想要了")
    h.happens("carrier.trace", tracking_no="SF1024", state="SIGNED")

    assert h.scan("Q1024").code is ScanCode.REFUND_OPEN
    assert h.order()["confirmation"] is None

    h.happens("carrier.trace", tracking_no="YT1024", state="SIGNED")
    assert h.order()["confirmation"]["state"] == "SIGNED_UNVERIFIED"
    h.read()


def test_a_refund_of_an_order_that_went_on_under_another_number_holds_that_though_it_is_cancelled(
    h: Harness,
) -> None:
    h.ordered("1024")
    h.ordered("2048")
    h.happens("order.split", "1024", into=["2048"])
    h.happens("refund.requested", "1024", amount="199.00")
    assert h.scan("P2048").code is ScanCode.REFUND_OPEN

    h.happens("order.cancelled", "1024", reason="退款成功")

    verdict = h.scan("P2048")
    assert verdict.code is ScanCode.CANCELLED
    assert [hold.reason for hold in verdict.holds] == ["REFUND_OPEN", "ORIGIN_CANCELLED"]
    h.read()
