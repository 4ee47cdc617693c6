"""Stories of the recall: goods that have left are asked back while the carrier can stop them."""

from datetime import timedelta

import pytest

from handlers.ports import GaveUp, Sent
from rules.delivery.calls import CallAction
from rules.shipping.guard import Carrier, Guard
from rules.vocabulary import Action, Level
from storage.database import Database
from tests.harness import Harness, ShownCard

GUARD = Guard(
    carriers={
        "SF": Carrier(name="顺丰", intercept_within=timedelta(hours=4)),
        "YTO": Carrier(name="圆通"),
    }
)


@pytest.fixture
def r(database: Database) -> Harness:
    """Return a shop whose warehouse has a system that is told."""
    return Harness(database=database, guard=GUARD, gateways={"hz-1": "wms-hz"})


def leaves_and_is_refunded(r: Harness, channel: str = "SF") -> ShownCard:
    """Let an order leave, have its refund asked for two hours and eight minutes later."""
    r.ordered(channel_code=channel)
    r.happens("system.status", system="wms", status="LOADED")
    r.now += timedelta(hours=2, minutes=8)
    r.happens("refund.requested", amount="199.00")
    return r.expect_card()


def test_the_card_counts_down_and_its_button_asks_the_carrier(r: Harness) -> None:
    card = leaves_and_is_refunded(r)
    assert "仍可拦截 1 小时 51 分" in card.text
    assert card.card.buttons[0].action == Action.RECALL
    assert Action.FREEZE not in {button.action for button in card.card.buttons}

    reply = card.press(Action.RECALL, by="王敏")
    assert "wms-hz" in reply.text
    asked = r.expect_card(redraw=True)
    assert "等答复" in asked.text
    assert Action.RECALL not in {button.action for button in asked.card.buttons}
    (out,) = r.calls
    assert out.call is not None
    assert (out.call.action, out.call.order_no) == (CallAction.RECALL, "1024")

    r.report(out, Sent(message_ref="", code="unsaid"))
    assert "受理" in r.expect_notice("召回")
    assert "召回已受理" in r.expect_card(redraw=True).text
    assert "已在召回" in (r.says("召回 1024") or reply).text
    assert r.order()["holds"] == []


def test_after_the_window_the_button_is_gone_by_itself(r: Harness) -> None:
    card = leaves_and_is_refunded(r)
    r.says("认领 1024")
    assert Action.RECALL in {b.action for b in r.expect_card(redraw=True).card.buttons}

    r.pass_time(timedelta(hours=1, minutes=51, seconds=59))
    late = r.expect_card(redraw=True)
    assert "已过承运商的拦截时限" in late.text
    assert Action.RECALL not in {button.action for button in late.card.buttons}
    assert "已过拦截时限" in card.press(Action.RECALL, by="王敏").text
    assert r.calls == []


def test_a_refused_recall_is_told_and_may_be_tried_again(r: Harness) -> None:
    card = leaves_and_is_refunded(r)
    card.press(Action.RECALL, by="王敏")
    r.deliver()
    r.report(r.calls.pop(), GaveUp(code="refused", error="已派送"))

    assert "已派送" in r.expect_notice("没能召回")
    r.read()
    assert "召回" in (r.says("召回 1024") or card.press(Action.REFRESH, by="王敏")).text
    r.deliver()
    assert len(r.calls) == 1


def test_a_lock_after_hand_over_is_a_recall_and_sets_no_hold(r: Harness) -> None:
    r.ordered(channel_code="SF")
    r.happens("system.status", system="wms", status="LOADED")

    reply = r.says("锁单 1024 地址不对")
    assert reply is not None
    assert "召回" in reply.text
    assert r.order()["holds"] == []
    r.deliver()
    assert [out.call.action for out in r.calls if out.call] == [CallAction.RECALL]


def test_what_no_carrier_can_stop_is_not_offered(r: Harness) -> None:
    card = leaves_and_is_refunded(r, "YTO")

    assert Action.RECALL not in {button.action for button in card.card.buttons}
    reply = r.says("召回 1024")
    assert reply is not None
    assert "承运商不能拦截" in reply.text


def test_what_has_not_left_is_locked_and_not_recalled(r: Harness) -> None:
    r.ordered(channel_code="SF")

    reply = r.says("召回 1024")
    assert reply is not None
    assert "锁定就能拦住" in reply.text


@pytest.mark.parametrize(
    "words", ["/gift add 1024 GIFT-01", "gift add 1024 GIFT-01", "加赠品 1024"]
)
def test_a_gift_is_not_added_in_chat(r: Harness, words: str) -> None:
    r.ordered(channel_code="SF")
    before = r.order()

    reply = r.says(words)
    assert reply is not None
    assert "不能手工添加" in reply.text
    assert r.order() == before


def test_a_held_order_that_leaves_all_the_same_is_red_on_one_card(h: Harness) -> None:
    h.ordered()
    h.locks("1024", by="finance", hold="FINANCE")
    h.happens("system.status", system="wms", status="LOADED")

    card = h.expect_card()
    assert "订单锁着，货却已发出" in card.text
    assert card.level is Level.RED
    assert "哪一关没有扫描" in card.card.suggestions[0].text
    listed = h.says("预警")
    assert listed is not None
    assert "1024 锁着的订单已发出" in listed.text
    assert "0.0" not in listed.text

    h.happens("system.status", system="wms", status="LOADED")
    h.expect_nothing()


def test_an_order_released_before_it_leaves_is_no_alert(h: Harness) -> None:
    h.ordered()
    h.locks("1024", by="finance", hold="FINANCE")
    h.releases("1024", by="finance")
    h.now += timedelta(minutes=1)
    h.happens("system.status", system="wms", status="LOADED")

    h.read()
    assert h.order()["level"] == "calm"
