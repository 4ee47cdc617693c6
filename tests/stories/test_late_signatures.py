"""What a carrier says is signed for must reach the order centre; how late it does is measured."""

from datetime import datetime, timedelta

from rules.cards.card import Card
from storage.orders.signatures import Signature
from tests.builders import an_event
from tests.harness import Harness

HOUR = timedelta(hours=1)
LATE = timedelta(seconds=40_680)


def signed(h: Harness, order_no: str, carrier: str | None = "SF", *, centre: bool = True) -> None:
    h.ordered(order_no)
    if centre:
        h.happens("system.status", order_no, system="oms", status="SHIPPED")
    named = {"carrier": carrier} if carrier else {}
    h.happens("carrier.trace", order_no, tracking_no=f"SF{order_no}", state="SIGNED", **named)


def known(h: Harness, order_no: str, at: datetime) -> None:
    """Let the order centre say that it is signed for."""
    h.now = max(h.now, at)
    h.takes(an_event("system.status", order_no, at=at, system="oms", status="SIGNED"))


def cards(h: Harness) -> list[Card]:
    return [out.picture.card for out in h.read("签收同步延迟") if out.picture is not None]


def said(h: Harness, text: str) -> str:
    reply = h.says(text)
    assert reply is not None
    return reply.text


def test_a_late_signature_is_measured_to_the_second_and_is_one_card_of_its_carrier(
    h: Harness,
) -> None:
    signed(h, "2048", "ZTO")
    known(h, "2048", h.now + HOUR)
    signed(h, "1024")
    known(h, "1024", h.now + LATE)
    h.pass_time(timedelta(seconds=1))

    (card,) = cards(h)
    assert card.title.startswith("签收同步延迟 SF · 未恢复")
    assert "平均 11 小时 18 分" in card.headline
    assert "1 单" in card.headline
    assert "阈值 6 小时" in card.headline
    lines = said(h, "签收延迟").splitlines()
    assert lines[1].startswith("SF：平均 40680 秒（11 小时 18 分），p50 40680 秒")
    assert lines[2].startswith("ZTO：平均 3600 秒（1 小时）")
    h.pass_time(HOUR)
    assert cards(h) == [], "it is said once"


def test_the_card_closes_when_signatures_come_in_time_again(h: Harness) -> None:
    signed(h, "1024")
    known(h, "1024", h.now + LATE)
    h.pass_time(timedelta(seconds=1))
    assert len(cards(h)) == 1
    for order_no in ("1025", "1026"):
        signed(h, order_no)
        known(h, order_no, h.now + timedelta(minutes=1))
    h.pass_time(timedelta(seconds=1))

    (card,) = cards(h)
    assert "已恢复" in card.title
    assert not card.buttons
    h.pass_time(HOUR)
    assert cards(h) == []


def test_a_signature_that_never_comes_counts_from_the_limit_on(h: Harness) -> None:
    signed(h, "1024", None)  # its parcel names no carrier either
    h.pass_time(6 * HOUR)
    assert cards(h) == []
    h.pass_time(timedelta(minutes=1))

    (card,) = cards(h)
    assert "已签收" not in card.headline
    assert "1 单已签收、订单中心还不知道，最久 6 小时 1 分（1024）" in said(h, "签收延迟")


def test_a_shop_without_an_order_centre_has_no_such_lag(h: Harness) -> None:
    signed(h, "1024", centre=False)
    h.pass_time(48 * HOUR)
    assert cards(h) == []
    assert said(h, "签收延迟") == "还没有可以比较的数据。"


def test_shops_without_an_order_centre_do_not_hide_those_that_have_one(h: Harness) -> None:
    alone = [
        Signature(order_no=f"7{n:06d}", carrier="ZTO", signed_at=h.now, known_at=h.now)
        for n in range(1001)
    ]
    h.database.do(lambda tx: tx.signatures.save(alone))
    h.pass_time(HOUR)
    signed(h, "1024")
    h.pass_time(7 * HOUR)

    (card,) = cards(h)
    assert card.title.startswith("签收同步延迟 SF · 未恢复")


def test_whichever_side_is_told_first_the_lag_is_the_same(h: Harness) -> None:
    h.ordered()
    at = h.now
    known(h, "1024", at + 2 * HOUR)
    for when, carrier in ((at + HOUR, "SF"), (at, "SF")):  # the earlier of two traces arrives later
        trace = an_event(
            "carrier.trace", at=when, received_at=h.now, tracking_no="SF1024", state="3",
            carrier=carrier,
        )  # fmt: skip
        h.takes(trace)
    assert "平均 7200 秒" in said(h, "签收延迟")


def test_what_service_said_is_measured_to_the_next_word_of_the_order_centre(h: Harness) -> None:
    h.ordered()
    at = h.now
    h.now = at + timedelta(seconds=600)
    for kind, when, facts in (
        ("order.marked", at, {"mark": "已打单", "by": "小赵"}),
        ("system.status", h.now, {"system": "oms", "status": "PACKED"}),
    ):
        told = an_event(kind, at=when, received_at=h.now, source=facts.get("by", "oms"), **facts)
        h.takes(told)

    lines = said(h, "同步延迟").splitlines()
    assert lines[0].startswith("到达延迟")
    assert "小赵：p50 600 秒（10 分钟），p95 600 秒（10 分钟）（1 条）" in lines
    assert "客服 → 订单中心：p50 600 秒（10 分钟），p95 600 秒（10 分钟）（1 条）" in lines
    assert any(line.startswith("oms：p50 0 秒，p95 0 秒") for line in lines)
