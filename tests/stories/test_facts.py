"""What happened counts once, whoever tells it; and a payment that no order goes with is seen."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.cards.card import Tone
from rules.events.event import Event, parse
from rules.vocabulary import HardRule
from tests.harness import Harness

HOME = {"province": "浙江省", "city": "温州市", "detail": "人民路 1 号"}
ORDER: dict[str, Any] = {
    "platform": "tmall",
    "shop": "glasses",
    "amount": "199.00",
    "items": [],
    "address": HOME,
}


def _settled(h: Harness, event_id: str, **data: str) -> None:
    """Let a line of a provider's bill arrive, which names no order as its subject."""
    raw = {
        "specversion": "1.0",
        "id": event_id,
        "source": "bank",
        "type": "payment.settled",
        "time": h.now.isoformat(),
        "data": {"amount": "199.00", **data},
    }
    event = parse(raw, received_at=h.now)
    assert isinstance(event, Event), event
    h.takes(event)


def test_an_order_whose_changes_change_nothing_stays_calm(h: Harness) -> None:
    h.happens("order.created", **ORDER)
    for address in (HOME, "浙江省温州市 人民路１号", HOME):
        h.happens("order.address_changed", address=address)
    for _ in range(3):
        h.happens("order.address_changed", address={"city": "杭州"})

    assert [(p["kind"], p["count"]) for p in h.order()["parts"]] == [("address_changed", 1)]
    h.expect_nothing()


@pytest.mark.parametrize("lacking", [{}, {"promised_ship_at": None, "address": None}])
def test_an_order_described_again_in_short_keeps_what_it_was_promised(
    h: Harness, lacking: dict[str, Any]
) -> None:
    due = (h.now + timedelta(hours=8)).isoformat()
    first = {**ORDER, "warehouse": "hz-1", "channel_code": "SF"}
    h.happens("order.created", **first, promised_ship_at=due)
    h.pass_time(timedelta(minutes=5))
    again: dict[str, Any] = {"platform": "tmall", "shop": "glasses", "amount": "99.00", "items": []}
    h.happens("order.created", **again, **lacking)

    seen = h.order()
    assert seen["amount"] == "99.00"
    assert datetime.fromisoformat(seen["deadlines"]["ship"]) == datetime.fromisoformat(due)
    h.pass_time(timedelta(hours=9))
    card = h.expect_card().text
    assert "过了交接时限" in card
    assert "hz-1" in card


def test_changes_of_one_customer_on_two_orders_are_a_burst_only_where_both_are_real(
    h: Harness,
) -> None:
    for order_no in ("1024", "2048", "4096"):
        h.happens("order.created", order_no, **ORDER, customer={"id": "c-1"})
    h.happens("order.address_changed", "2048", address="浙江省温州市人民路1号")
    h.happens("order.address_changed", "1024", address={"city": "杭州"})
    assert h.order("1024")["score"] == "0.8"

    h.happens("order.address_changed", "4096", address={"city": "杭州"})
    assert h.order("4096")["score"] == "1.8"
    assert h.order("2048")["score"] == "0.0"


def test_a_print_time_told_five_times_is_one_sample(h: Harness) -> None:
    h.ordered("1024")
    for _ in range(5):
        h.happens("label.printed", "1024", warehouse="hz-1", took_ms=1000)
        h.now -= timedelta(seconds=1)  # the next telling is of the same second

    assert len(h.database.look(lambda tx: tx.samples.of_orders(("1024",)))["1024"]) == 1


def test_a_settled_payment_that_no_order_goes_with_is_red_after_five_minutes(h: Harness) -> None:
    _settled(h, "b-1", transaction_id="T1", out_trade_no="9999")
    _settled(h, "b-2", transaction_id="T2")
    h.pass_time(timedelta(minutes=4, seconds=59))
    h.expect_nothing()

    h.pass_time(timedelta(seconds=1))

    for number in ("9999", "T2"):
        assert h.order(number)["level"] == "red"
        assert h.order(number)["hard"] == [HardRule.PAYMENT_WITHOUT_ORDER]
    h.pass_time(timedelta(seconds=30))
    (out,) = h.read("付了款，没有订单")
    assert out.picture is not None
    assert out.picture.card.tone is Tone.RED
    assert "2 笔" in out.picture.card.headline
    h.expect_nothing()


@pytest.mark.parametrize("number", [{}, {"out_trade_no": "WX-77"}], ids=["bare", "its own number"])
def test_a_line_of_a_bill_belongs_to_the_order_that_its_transaction_paid(
    h: Harness, number: dict[str, str]
) -> None:
    h.ordered("1024")
    h.happens("order.paid", "1024", amount="199.00", transaction_id="T1")
    _settled(h, "b-1", transaction_id="T1", **number)

    h.pass_time(timedelta(hours=1))

    assert h.order()["level"] == "calm"
    assert [e["type"] for e in h.order()["timeline"]].count("payment.settled") == 1
    h.expect_nothing()


def test_a_settled_payment_whose_order_is_known_raises_nothing(h: Harness) -> None:
    h.ordered("1024")
    _settled(h, "b-1", transaction_id="T1", out_trade_no="1024")

    h.pass_time(timedelta(hours=1))

    assert h.order()["level"] == "calm"
    h.expect_nothing()
