"""What the scanner lets through, and what it never does."""

from datetime import timedelta

import pytest

from rules.delivery.routes import Route, Target
from rules.vocabulary import Action, Level, ScanCode
from tests.harness import Harness

PLAIN = {"platform": "taobao", "shop": "glasses", "amount": "199.00", "items": []}


def test_a_parcel_that_is_not_this_orders_is_frozen_at_once_and_the_keeper_is_told(
    h: Harness,
) -> None:
    h.ordered("1024")
    h.ordered("2048")

    verdict = h.scan("P2048", order_no="1024")

    assert verdict.code is ScanCode.PARCEL_MISMATCH
    assert [hold.reason for hold in verdict.holds] == ["PARCEL_MISMATCH"]
    card = h.expect_card("1024")
    assert card.level is Level.RED
    assert h.scan("P1024").code is ScanCode.LOCKED
    assert h.scan("P2048").code is ScanCode.OK

    assert card.press(Action.RELEASE, by="王敏").changed
    assert h.scan("P1024").code is ScanCode.OK
    h.expect_card("1024", redraw=True)


def _called(h: Harness, order_no: str) -> list[tuple[str, ...]]:
    """Read what is said of an order, and return who is called by it."""
    return [out.mentions for out in h.read(order_no) if out.message_ref is None]


def test_the_keeper_of_the_warehouse_is_called_when_a_scan_freezes_an_order(h: Harness) -> None:
    h.keepers = {"hz-1": "李雷"}
    h.ordered("1024")
    h.ordered("2048")
    h.ordered("4096", warehouse="sz-2")
    h.turns_red("2048")
    h.scan("P9999", order_no="1024")
    h.scan("P9999", order_no="4096")

    assert _called(h, "1024") == [("lilei",)]
    assert _called(h, "2048") == [()]
    assert _called(h, "4096") == [()]


def test_a_keeper_is_called_of_an_order_that_people_know_of_already(h: Harness) -> None:
    h.keepers = {"hz-1": "李雷"}
    h.ordered("1024")
    h.turns_orange("1024")
    assert _called(h, "1024") == [()]
    h.scan("P9999", order_no="1024")
    assert _called(h, "1024") == [("lilei",)]


def test_a_keeper_who_is_on_another_channel_gets_the_card_there(h: Harness) -> None:
    h.keepers = {"hz-1": "李雷"}
    h.routes = (Route(to=(Target(channel="wecom", conversation="group"),)),)
    h.ordered("1024")
    h.scan("P9999", order_no="1024")
    cards = h.database.look(lambda tx: tx.cards.all_about("alert"))
    assert {(copy.channel, copy.conversation) for copy in cards} == {
        ("wecom", "group"),
        ("console", "lilei"),
    }
    h.read("1024")


def test_the_package_the_order_centre_sent_is_the_only_one_that_passes(h: Harness) -> None:
    h.ordered("1024")

    assert h.scan("SF1024", parcel_id="P1024").code is ScanCode.OK
    assert h.scan("P9999", parcel_id="P1024", order_no="1024").code is ScanCode.PARCEL_MISMATCH
    h.expect_card("1024")


def test_a_code_nobody_knows_and_a_code_two_orders_share_never_pass(h: Harness) -> None:
    h.ordered("1024")
    h.happens("parcel.created", "2048", parcel_id="P1024")

    assert h.scan("nonsense").code is ScanCode.UNKNOWN_CODE
    assert h.scan("P1024").code is ScanCode.AMBIGUOUS_CODE
    assert h.scan("P1024", order_no="4096").code is ScanCode.UNKNOWN_CODE


@pytest.mark.parametrize(
    "dress",
    [
        "sf1024", "SF1024 ", "\u00a0SF1024", "\ufeffSF1024", "SF10\u200b24", "ＳＦ１０２４",
        "]C1SF1024", "SF1024\r\n", "\tSF1024", "\x1dSF1024\x1d",
    ],
)  # fmt: skip
def test_the_right_code_in_another_dress_passes_and_freezes_nothing(h: Harness, dress: str) -> None:
    h.ordered("1024")

    assert h.scan(dress).code is ScanCode.OK
    assert h.scan(dress, order_no="1024").code is ScanCode.OK
    assert h.scan(dress, order_no="1024", parcel_id="p1024").code is ScanCode.OK
    assert h.scan("P1024", parcel_id=dress).code is ScanCode.OK
    assert h.order()["holds"] == []


def test_a_code_that_may_be_the_right_one_badly_read_is_denied_and_freezes_nothing(
    h: Harness,
) -> None:
    h.ordered("1024")

    assert h.scan("SF-1024", order_no="1024").code is ScanCode.UNKNOWN_CODE
    assert h.scan("P 1024", parcel_id="P1024").code is ScanCode.UNKNOWN_CODE
    assert h.order()["holds"] == []


def test_a_tracking_number_that_an_event_dressed_is_the_one_that_was_printed(h: Harness) -> None:
    h.happens("order.created", "So/1", **PLAIN)
    h.happens("parcel.created", "So/1", parcel_id="p1", tracking_no="sf0001")
    h.happens("carrier.trace", "So/1", tracking_no="ＳＦ０００１", state="PICKED_UP")

    assert h.scan("SF0001").code is ScanCode.ALREADY_SHIPPED
    assert h.scan("SO/1", order_no="so/1").order_no == "So/1"
    assert [p["tracking_no"] for p in h.order("So/1")["parcels"]] == ["sf0001"]


def test_a_merged_parcel_passes_when_none_of_its_orders_is_held_or_cancelled(h: Harness) -> None:
    for order_no in ("1024", "2048"):
        h.happens("order.created", order_no, **PLAIN)
        h.happens("parcel.created", order_no, parcel_id="P1", tracking_no="SF1")

    assert h.scan("SF1").code is ScanCode.OK
    assert h.scan("P1").code is ScanCode.OK
    named = h.scan("sf1", order_no="2048")
    assert (named.code, named.order_no) == (ScanCode.OK, "2048")

    h.locks("1024", by="finance", hold="FINANCE")
    for named_one in (None, "1024", "2048"):
        stopped = h.scan("SF1", order_no=named_one)
        assert (stopped.code, stopped.order_no) == (ScanCode.LOCKED, "1024")
        assert [hold.reason for hold in stopped.holds] == ["FINANCE"]

    h.happens("order.cancelled", "2048")
    stopped = h.scan("SF1", order_no="1024")
    assert (stopped.code, stopped.order_no) == (ScanCode.CANCELLED, "2048")


def test_a_tracking_number_used_again_belongs_to_the_order_that_is_still_in_the_house(
    h: Harness,
) -> None:
    h.ordered("1024")
    h.locks("1024", by="finance", hold="FINANCE")
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="SIGNED")
    h.happens("order.created", "2048", **PLAIN)
    h.happens("parcel.created", "2048", parcel_id="P2048", tracking_no="SF1024")

    passed = h.scan("SF1024")
    assert (passed.code, passed.order_no) == (ScanCode.OK, "2048")
    assert h.scan("SF1024", order_no="2048", parcel_id="P2048").code is ScanCode.OK
    assert h.scan("SF1024", order_no="1024").code is ScanCode.LOCKED

    h.happens("carrier.trace", "2048", tracking_no="SF1024", state="PICKED_UP")
    assert h.scan("SF1024").allow is False


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("chat.message", {"text": "急用"}),
        ("order.marked", {"mark": "已打单", "by": "李雷"}),
        ("payment.settled", {"transaction_id": "T1", "amount": "1.00"}),
    ],
)
def test_an_order_that_nobody_created_or_paid_never_passes(
    h: Harness, kind: str, data: dict[str, str]
) -> None:
    h.happens(kind, "4096", **data)

    assert h.scan("4096").code is ScanCode.UNKNOWN_CODE
    assert h.scan("4096", order_no="4096").code is ScanCode.UNKNOWN_CODE

    h.happens("order.paid", "4096", amount="1.00")
    assert h.scan("4096").code is ScanCode.OK


def test_the_number_of_an_order_on_a_parcel_of_another_never_passes(h: Harness) -> None:
    h.ordered("1024")
    h.ordered("2048")
    h.happens("parcel.created", "2048", parcel_id="Q2048", tracking_no="1024")

    assert h.scan("1024").code is ScanCode.AMBIGUOUS_CODE
    assert h.scan("1024", order_no="2048").code is ScanCode.AMBIGUOUS_CODE
    assert h.scan("Q2048").code is ScanCode.OK


def test_a_cancelled_order_and_one_that_has_left_do_not_pass(h: Harness) -> None:
    h.ordered("1024")
    h.ordered("2048")
    h.happens("order.cancelled", "1024")
    h.happens("carrier.trace", "2048", tracking_no="SF2048", state="PICKED_UP")

    assert h.scan("P1024").code is ScanCode.CANCELLED
    assert h.scan("P2048").code is ScanCode.ALREADY_SHIPPED


def test_the_second_parcel_of_an_order_may_leave_after_the_first(h: Harness) -> None:
    h.ordered("1024")
    h.happens("parcel.created", "1024", parcel_id="Q1024", tracking_no="YT1024")
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")

    assert h.scan("SF1024").code is ScanCode.ALREADY_SHIPPED
    assert h.scan("Q1024").code is ScanCode.OK


def test_the_same_scan_gets_the_same_answer_unless_a_lock_came_between(h: Harness) -> None:
    h.ordered("1024")
    h.ordered("2048")
    for no in ("1024", "2048"):
        assert h.scan(f"P{no}", scan_id=f"s{no}").code is ScanCode.OK

    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")
    for no in ("1024", "2048"):
        h.locks(no, by="finance", hold="FINANCE")  # what has left takes no hold any more

    assert h.scan("P1024", scan_id="s1024").code is ScanCode.OK
    assert h.scan("P2048", scan_id="s2048").code is ScanCode.LOCKED


def test_an_id_that_is_used_again_lets_no_other_goods_go(h: Harness) -> None:
    h.ordered("1024", items=[{"sku": "A", "qty": 1}])
    h.ordered("2048")
    h.happens("order.cancelled", "2048")
    assert h.scan("P1024", scan_id="1").allow

    assert h.scan("P2048", scan_id="1").code is ScanCode.CANCELLED  # the scanner counts anew
    assert h.scan("P9999", scan_id="1").allow is False


def test_a_denied_scan_is_told_the_same_after_a_release_and_a_new_one_passes(h: Harness) -> None:
    h.ordered("1024")
    h.locks("1024", by="王敏")
    told = h.scan("P1024", scan_id="s1")

    h.pass_time(timedelta(minutes=1))
    h.says("放行 1024 已核实")

    assert told.code is ScanCode.LOCKED
    assert h.scan("P1024", scan_id="s1") == told
    assert h.scan("P1024", scan_id="s2").code is ScanCode.OK


def test_a_hold_with_an_end_ends_then(h: Harness) -> None:
    h.ordered("1024")
    h.locks("1024", by="wms", hold="STOCKTAKE", expires=h.now + timedelta(hours=1))
    assert h.scan("P1024").code is ScanCode.LOCKED

    h.pass_time(timedelta(hours=1))

    assert h.scan("P1024").code is ScanCode.OK


def test_a_complete_check_scan_ends_the_risk_of_several_pieces(h: Harness) -> None:
    h.ordered("1024", items=[{"sku": "a", "qty": 2}, {"sku": "b", "qty": 1}])
    assert h.order()["score"] == "0.8"

    h.scan("P1024", items=({"sku": "a", "qty": 2},))
    assert h.order()["score"] == "0.8"
    h.scan("P1024", items=({"sku": "b", "qty": 1},))

    assert h.order()["score"] == "0.0"
