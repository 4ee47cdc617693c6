"""Each of the conditions that stop goods is listed in chat, and stops a parcel (S-82)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from handlers.payments.taking import take
from rules.payments.contract import Contracts
from rules.shipping.gifts import Gift
from rules.shipping.guard import Carrier, Guard, Warehouse
from rules.shipping.places import Place
from rules.shipping.reasons import REASONS, HoldReason, reason_of
from rules.vocabulary import ScanCode
from storage.database import Database
from tests.builders import an_event, seconds
from tests.harness import Harness
from tests.platforms.payments.wechat import WeChatPay

NEAR, FAR = {"lat": 30.0, "lng": 120.0}, {"lat": 43.8, "lng": 125.3}
FRAME, GIFT = {"sku": "frame-1", "qty": 1}, {"sku": "GIFT-01", "qty": 1}
GUARD = Guard(
    warehouses={"hz-1": Warehouse(place=Place(lat=30.2936, lng=120.1614), radius_km=500)},
    carriers={
        "SF": Carrier(name="顺丰"),
        "ZTO": Carrier(name="中通", enabled=False),
        "JD": Carrier(name="京东", warehouses=frozenset({"bj-1"})),
    },
    gifts=(Gift(sku="GIFT-01", bought="frame-1"),),
)


def _ordered(h: Harness, **more: object) -> None:
    h.ordered("1024", **{"channel_code": "SF", "address": NEAR, "amount": "199.00", **more})


def _turns_red(h: Harness) -> None:
    _ordered(h)
    h.turns_red("1024")


def _paid_otherwise(h: Harness) -> None:
    _ordered(h)
    provider = WeChatPay()
    h.payments = Contracts(all=(provider.contract(),))
    h.database.do(lambda tx: take(tx, h.deps, provider.paid("1024", 1, at=h.now), h.now))


def _doubly_claimed(h: Harness) -> None:
    _ordered(h)
    h.happens("order.created", "1025", platform="taobao", shop="glasses", amount="199.00")
    for no in ("1024", "1025"):
        h.happens("order.paid", no, amount="199.00", transaction_id="T1")
    h.pass_time(seconds(30))


def _mismatched(h: Harness) -> None:
    _ordered(h)
    h.scan("P9999", order_no="1024", parcel_id="P1024")


def _locked(h: Harness) -> None:
    _ordered(h)
    h.says("锁单 1024 地址不对", by="王敏")


def _refunded(h: Harness) -> None:
    _ordered(h)
    h.happens("refund.requested", reason="不想要了")


def _orphaned(h: Harness) -> None:
    _ordered(h)
    h.happens("order.split", "0512", into=["1024"])
    h.takes(an_event("order.cancelled", "0512", at=h.now))


#: How each comes about.
PLAYS: Mapping[str, Callable[[Harness], None]] = MappingProxyType({
    HoldReason.RESONANCE_RED: _turns_red,
    HoldReason.PARCEL_MISMATCH: _mismatched,
    HoldReason.AMOUNT_MISMATCH: _paid_otherwise,
    HoldReason.DOUBLE_PAYMENT: _doubly_claimed,
    HoldReason.MANUAL: _locked,
    HoldReason.REFUND_OPEN: _refunded,
    HoldReason.GIFT_UNBOUND: lambda h: _ordered(
        h, items=[FRAME, GIFT | {"is_gift": True, "parent_order_no": "404"}]
    ),
    HoldReason.GIFT_MISSING: _ordered,  # and the parcel has only the frame in it
    HoldReason.CHANNEL_MISSING: lambda h: _ordered(h, channel_code="顺丰"),
    HoldReason.CHANNEL_NOT_ALLOWED: lambda h: _ordered(h, channel_code="JD"),
    HoldReason.CHANNEL_DISABLED: lambda h: _ordered(h, channel_code="ZTO"),
    HoldReason.OUT_OF_RADIUS: lambda h: _ordered(h, address=FAR),
    HoldReason.ORIGIN_CANCELLED: _orphaned,
})  # fmt: skip


@pytest.fixture
def g(database: Database) -> Harness:
    """Return a shop in which nothing is wrong with an order by itself."""
    return Harness(database=database, guard=GUARD)


def test_an_order_with_which_nothing_is_wrong_leaves(g: Harness) -> None:
    _ordered(g)
    assert g.scan(items=(FRAME, GIFT)).code is ScanCode.OK


@pytest.mark.parametrize("code", REASONS)
def test_each_of_them_stops_the_parcel_with_its_answer(g: Harness, code: str) -> None:
    PLAYS[code](g)

    inside = (FRAME,) if code == HoldReason.GIFT_MISSING else (FRAME, GIFT)
    verdict = g.scan(items=inside)

    assert (verdict.allow, verdict.code) == (False, reason_of(code).scan_code)
    assert code in {hold.reason for hold in verdict.holds}
    g.read()


def test_all_of_them_are_listed_in_chat_with_who_may_release_them(h: Harness) -> None:
    reply = h.says("帮助 拦截")
    assert reply is not None
    title, *lines = reply.text.split("\n")
    assert "共 13 种" in title
    assert len(lines) == len(REASONS) == 13
    assert lines[0] == "1. 共振红色 RESONANCE_RED → LOCKED，审批人放行"
    assert all(code in line for code, line in zip(REASONS, lines, strict=True))
