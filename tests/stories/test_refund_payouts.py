"""What is decided about a refund is done by the shop's system: once, read back, never too much."""

from datetime import timedelta

import pytest

from handlers.ports import GaveUp, Sent
from rules.delivery.calls import Call, CallAction, ReadBack
from rules.delivery.routes import Route, Target
from rules.refunds.application import Application
from tests.builders import an_event
from tests.harness import GROUP, Harness

_KEPT = {
    "category": "服饰", "signed": True, "tag_intact": True, "washed": False,
    "days_since_sign": 2, "insured": False, "member_level": "ordinary",
}  # fmt: skip


@pytest.fixture
def shop(h: Harness) -> Harness:
    h.payout_by = "shop"
    h.quality_control = (Target(channel="console", conversation="qc"),)
    h.ordered()
    return h


def _asks(h: Harness, **facts: object) -> None:
    h.happens("refund.requested", amount="199.00", facts={**_KEPT, **facts})
    h.read()


def _calls(h: Harness) -> list[Call]:
    h.deliver()
    return [out.call for out in h.calls if out.call is not None]


def _answer(h: Harness, code: ReadBack) -> None:
    h.deliver()
    h.report(h.calls.pop(), Sent(message_ref="", code=code.value))
    h.pass_time(h.delivery.redraw_interval)


def _asked(h: Harness, number: int = 0) -> Application:
    return h.database.look(lambda tx: tx.refunds.of_order("1024")[number])


def test_money_goes_back_by_one_call_and_only_its_read_back_settles_it(shop: Harness) -> None:
    _asks(shop)
    (call,) = _calls(shop)
    assert (call.action, call.payout and call.payout.amount) == (CallAction.REFUND, "184.00")

    _answer(shop, ReadBack.UNSAID)
    (query,) = _calls(shop)
    assert query.action is CallAction.QUERY
    assert _asked(shop).settled_at is None

    _answer(shop, ReadBack.DONE)
    assert _asked(shop).settled_at is not None
    assert _calls(shop) == []
    shop.read()


def test_refund_paid_closes_it_and_the_call_that_waits_does_not_leave(shop: Harness) -> None:
    shop.happens("refund.requested", amount="199.00", facts=_KEPT)
    shop.happens("refund.paid", amount="184.00", refund_id=_asked(shop).id)

    assert _asked(shop).settled_at is not None
    assert _calls(shop) == []
    shop.read()


def test_more_than_was_paid_for_an_order_is_paid_to_nobody(shop: Harness) -> None:
    _asks(shop)
    shop.happens("refund.requested", amount="199.00", facts=_KEPT)

    assert "超过实付" in " ".join(out.text for out in shop.read())
    assert len(_calls(shop)) == 1


def test_what_the_system_refuses_is_told_to_quality_control(shop: Harness) -> None:
    _asks(shop)
    _calls(shop)
    shop.report(shop.calls.pop(), GaveUp(code="refused", error="账户余额不足"))

    (said,) = shop.read("账户余额不足")
    assert said.conversation == "qc"
    assert _asked(shop).settled_at is None


@pytest.mark.parametrize("of_another_shop", [True, False])
def test_without_a_quality_control_that_sees_it_whoever_answers_for_red_orders_hears_once(
    shop: Harness, *, of_another_shop: bool
) -> None:
    there = (Target(channel="console", conversation=GROUP),)
    shop.routes = (Route(to=there, owner="王敏"),)
    if of_another_shop:
        shop.scopes = {("console", "qc"): ("other",)}
    else:
        shop.quality_control = ()
    _asks(shop)
    _calls(shop)
    call = shop.calls.pop()
    for _ in range(2):
        shop.report(call, GaveUp(code="refused", error="账户余额不足 13800138000"))

    (said,) = shop.read("账户余额不足")
    assert (said.conversation, said.mentions) == (GROUP, ("wangmin",))
    assert "13800138000" not in said.text
    shop.happens("refund.requested", amount="199.00", facts=_KEPT)
    (said,) = shop.read("超过实付")
    assert said.conversation == GROUP
    shop.read()


def test_a_refusal_holds_nothing_and_pays_nothing(shop: Harness) -> None:
    _asks(shop, washed=True)

    assert shop.order()["holds"] == []
    assert _calls(shop) == []


def test_chat_tells_every_decision_and_how_long_settling_took(shop: Harness) -> None:
    _asks(shop)
    shop.now += timedelta(hours=2)
    shop.happens("refund.paid", amount="184.00", refund_id=_asked(shop).id)

    told, times = (shop.says(text, by="王敏") for text in ("退款 1024", "退款时效"))
    assert told is not None
    assert times is not None
    assert "已办完" in told.text
    assert "/terms/1#" in told.text
    assert "glasses：1 笔，平均 2 小时" in times.text
    shop.read()


def test_history_that_a_shop_brings_along_pays_and_calls_nobody(shop: Harness) -> None:
    for number, facts in enumerate([_KEPT, {"category": "服饰"}]):
        at, name = shop.now - timedelta(days=2), f"old-{number}"
        old = an_event("refund.requested", at=at, event_id=name, amount="9.00", facts=facts)
        shop.takes(old._replace(received_at=shop.now))

    assert _calls(shop) == []
    assert not any(out.conversation == "qc" for out in shop.read())
    assert _asked(shop, 1).at < shop.now


def test_an_application_that_two_sources_tell_is_decided_and_paid_once(shop: Harness) -> None:
    told = an_event("refund.requested", at=shop.now, amount="80.00", facts=_KEPT)
    later = told.at + timedelta(seconds=1)
    for number, again in enumerate(
        [told, told._replace(source="erp"), told._replace(at=told.at + timedelta(microseconds=9))]
    ):
        shop.takes(again._replace(id=f"telling {number}"))
    shop.read()

    assert [call.payout and call.payout.amount for call in _calls(shop)] == ["65.00"]
    shop.takes(told._replace(id="another", at=later, received_at=later))
    shop.read()
    made = shop.database.look(lambda tx: tx.refunds.histories("1024"))
    assert [(one.named, len(decided)) for one, decided in made] == [
        ("telling 0", 1),
        ("another", 1),
    ]


def test_what_another_system_calls_otherwise_and_may_be_the_same_waits_for_a_person(
    shop: Harness,
) -> None:
    def told(source: str, name: str, amount: str) -> None:
        asked = an_event(
            "refund.requested", at=shop.now, source=source, event_id=name, id=name,
            amount=amount, facts=_KEPT,
        )  # fmt: skip
        shop.takes(asked)

    told("tmall", "T-1", "50.00")
    shop.read()
    told("erp", "E-1", "50.00")
    (said,) = shop.read("T-1")
    assert said.conversation == "qc"
    assert "E-1 没有付" in said.text

    # Another amount, another day, or the same system: each is another application.
    told("erp", "E-2", "40.00")
    told("tmall", "T-2", "20.00")
    told("tmall", "T-3", "20.00")
    paid = [call.payout.amount for call in _calls(shop) if call.payout]
    assert sorted(paid) == ["25.00", "35.00", "5.00", "5.00"]
    shop.now += timedelta(days=1)
    told("erp", "E-3", "20.00")
    assert not shop.read("没有付")

    shop.happens("refund.paid", amount="0.01", refund_id="E-1")
    closed = shop.database.look(lambda tx: tx.refunds.histories("1024"))
    assert [one.named for one, _ in closed if one.settled_at] == ["E-1"]
    shop.read()


def test_refund_paid_may_name_any_telling_of_an_application(shop: Harness) -> None:
    told = an_event("refund.requested", at=shop.now, amount="80.00", facts=_KEPT)
    for name in ("first", "again"):
        shop.takes(told._replace(id=name, source=name))
    shop.happens("refund.paid", amount="65.00", refund_id="unheard of")
    assert _asked(shop).settled_at is None

    shop.happens("refund.paid", amount="65.00", refund_id="again")
    assert _asked(shop).settled_at is not None
    assert _calls(shop) == []
    shop.read()


def test_what_its_source_names_is_one_application_and_holds_until_it_is_refused(
    shop: Harness,
) -> None:
    refused = {**_KEPT, "washed": True}
    for name in ("R-1", "R-2"):
        told = an_event("refund.requested", at=shop.now, id=name, amount="80.00", facts=refused)
        for number in range(2):
            shop.takes(told._replace(id=f"{name} told {number} times before"))
    made = shop.database.look(lambda tx: tx.refunds.histories("1024"))
    assert {one.named: len(decided) for one, decided in made} == {"R-1": 1, "R-2": 1}
    assert shop.order()["holds"] == []
    shop.read()
