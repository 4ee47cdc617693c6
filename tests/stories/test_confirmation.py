"""From signed to confirmed: asked when it is due, answered once, and what follows from it."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.confirmation import page, reports
from handlers.confirmation.page import Seen, Stand
from handlers.ports import GaveUp, Outgoing, Sent
from handlers.sweeps import confirmations
from rules.confirmation.asking import AskingPolicy
from rules.confirmation.confirmation import Result
from rules.confirmation.reports import read_reports
from rules.delivery.calls import CallAction
from tests.harness import Harness

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ASKING = AskingPolicy(link_by="sms", call_by="voice")


@pytest.fixture(autouse=True)
def _asks(h: Harness) -> None:
    """Have links and calls go out in every story."""
    h.asking = ASKING


def signed(h: Harness, order_no: str = "1024", **created: Any) -> None:  # noqa: ANN401
    """Have an order delivered and signed for."""
    customer = {"id": "c-1", "phone": f"1380000{order_no[-4:]}"}
    h.ordered(order_no, customer=customer, **created)
    h.happens("carrier.trace", order_no, tracking_no=f"SF{order_no}", state="已签收")


def made(h: Harness) -> list[Outgoing]:
    """Let every call that is due leave, and return them as they left."""
    h.deliver()
    taken, h.calls = h.calls, []
    for out in taken:
        h.report(out, Sent(message_ref="", code="unsaid"))
    return taken


def token_of(out: Outgoing) -> str:
    """Return what the link of a call carries."""
    assert out.call is not None
    assert out.call.customer is not None
    return out.call.customer.link.rpartition("/")[2]


def answers(h: Harness, token: str, result: Result | None, **more: Any) -> Seen:  # noqa: ANN401
    """Answer by a link."""
    photos = more.pop("photos", {})
    return h.database.do(lambda tx: page.answer(tx, h.deps, token, result, photos, h.now, **more))


def linked(h: Harness) -> str:
    """Return what the link carries that was sent."""
    h.pass_time(MINUTE)
    (out,) = made(h)
    return token_of(out)


def confirmation(h: Harness, order_no: str = "1024") -> dict[str, Any]:
    """Return what the order shows of it."""
    found: dict[str, Any] = h.order(order_no)["confirmation"]
    return found


def test_a_signature_alone_is_never_fulfilled(h: Harness) -> None:
    h.ordered()
    assert h.order()["confirmation"] is None
    h.happens("carrier.trace", tracking_no="SF1024", state="已签收")
    assert confirmation(h)["state"] == "SIGNED_UNVERIFIED"
    h.happens("system.status", system="platform", status="TRADE_FINISHED")
    assert confirmation(h)["platform"] == "platform_auto"
    h.happens("confirmation.received", by="platform_auto")
    assert confirmation(h)["state"] == "SIGNED_UNVERIFIED"
    assert confirmation(h)["platform"] == "platform_auto"
    h.happens("confirmation.received", by="customer")
    assert confirmation(h)["state"] == "FULFILLED"
    assert confirmation(h)["result"] == "intact"
    h.asking = AskingPolicy()


def test_a_link_leaves_within_two_hours_and_its_answer_counts_once(h: Harness) -> None:
    signed(h)
    signed_at = h.now
    token = linked(h)
    assert h.now <= signed_at + ASKING.link_within
    first = answers(h, token, Result.INTACT)
    again = answers(h, token, Result.DAMAGED)
    assert (first.stand, first.accepted) == (Stand.DONE, True)
    assert (again.stand, again.accepted, again.result) == (Stand.DONE, False, Result.INTACT)
    told = [line for line in h.order()["timeline"] if line["type"] == "confirmation.received"]
    assert len(told) == 1
    h.pass_time(72 * HOUR)
    assert made(h) == []
    assert confirmation(h)["ticket"] is None


def test_forged_and_expired_links_change_nothing(h: Harness) -> None:
    signed(h)
    token = linked(h)
    assert answers(h, token[:-2] + "xx", Result.INTACT).stand is Stand.FORGED
    h.now += 72 * HOUR + MINUTE
    assert answers(h, token, Result.INTACT).stand is Stand.EXPIRED
    assert confirmation(h)["state"] == "SIGNED_UNVERIFIED"
    h.asking = AskingPolicy()


def test_damage_opens_one_ticket_and_people_hear_of_it(h: Harness) -> None:
    signed(h)
    answers(h, linked(h), Result.DAMAGED, photos={"d1": b"jpeg"})
    shown = confirmation(h)
    assert shown["result"] == "damaged"
    assert len(shown["photos"]) == 1
    assert shown["ticket"] in h.expect_notice("破损")
    reply = h.says("轨迹 1024", by="王敏")
    assert reply is not None
    assert "客户确认：破损 照片 1 张（客户）" in reply.text
    assert "客户照片 1 张：http://ops.test/orders/1024" in reply.text
    h.happens("call.reported", result="missing")
    opened = [line for line in h.order()["timeline"] if line["type"] == "ticket.opened"]
    assert len(opened) == 1


def test_a_call_is_made_after_a_day_within_the_hours_and_once_a_day(h: Harness) -> None:
    h.now += 9 * HOUR  # signed for at nine in the evening
    signed(h)
    linked(h)
    h.pass_time(23 * HOUR)
    assert made(h) == []
    h.pass_time(2 * HOUR)  # 23 hours and 2: it is night
    assert made(h) == []
    h.pass_time(11 * HOUR)
    (call,) = made(h)
    assert call.call is not None
    assert call.call.action is CallAction.CONFIRM_CALL
    assert h.now.astimezone(h.deps.timezone).hour in range(9, 20)
    assert call.call.customer is not None
    for words in ("包裹是否完好", "是否需要补寄"):
        assert words in call.call.customer.text
    assert len(call.call.id.encode()) <= 15
    h.pass_time(20 * HOUR)
    assert made(h) == []
    h.pass_time(5 * HOUR)
    assert len(made(h)) == 1
    h.pass_time(72 * HOUR)
    assert made(h) == []  # two attempts
    assert confirmation(h)["state"] == "SIGNED_UNVERIFIED"


def test_a_call_that_would_leave_too_late_waits_for_the_morning(h: Harness) -> None:
    h.asking = AskingPolicy(call_by="voice")
    signed(h)
    h.pass_time(24 * HOUR)
    h.now += 8 * HOUR  # the courier was away until past eight in the evening
    assert made(h) == []
    h.now += 13 * HOUR
    assert len(made(h)) == 1
    h.asking = AskingPolicy()


@pytest.mark.parametrize(("key", "result"), [("1", "intact"), ("2", "damaged"), ("3", "missing")])
def test_a_key_pressed_is_the_customers_word(h: Harness, key: str, result: str) -> None:
    h.asking = AskingPolicy(call_by="voice")
    signed(h)
    h.pass_time(24 * HOUR)
    (call,) = made(h)
    assert call.call is not None
    pushed = read_reports([{"out_id": call.call.id, "dtmf": key, "status_code": "200010"}])
    for _ in range(2):
        h.database.do(lambda tx: reports.take_reports(tx, h.deps, "voice", pushed or [], h.now))
    assert (confirmation(h)["result"], confirmation(h)["by"]) == (result, "call")
    told = [line for line in h.order()["timeline"] if line["type"] == "call.reported"]
    assert len(told) == 1
    if result != "intact":
        h.expect_notice("售后单")


def test_a_customer_who_wants_a_person_is_not_called_by_machine_again(h: Harness) -> None:
    h.asking = AskingPolicy(call_by="voice")
    signed(h)
    h.pass_time(24 * HOUR)
    (call,) = made(h)
    assert call.call is not None
    pushed = read_reports([{"out_id": call.call.id, "dtmf": "9"}])
    h.database.do(lambda tx: reports.take_reports(tx, h.deps, "voice", pushed or [], h.now))
    h.expect_notice("要求人工")
    h.pass_time(72 * HOUR)
    assert made(h) == []


def test_a_customer_who_wants_no_calls_gets_none_for_any_order(h: Harness) -> None:
    h.asking = AskingPolicy(call_by="voice")
    signed(h, "1024")
    h.pass_time(24 * HOUR)
    (call,) = made(h)
    assert call.call is not None
    pushed = read_reports([{"out_id": call.call.id, "dtmf": "0"}])
    h.database.do(lambda tx: reports.take_reports(tx, h.deps, "voice", pushed or [], h.now))
    signed(h, "91024")  # the same number
    h.pass_time(72 * HOUR)
    assert made(h) == []


def test_what_could_not_be_asked_is_asked_again_and_what_may_have_been_is_not(
    h: Harness,
) -> None:
    h.asking = AskingPolicy(link_by="sms")
    signed(h, "1024")
    signed(h, "1025")
    h.pass_time(MINUTE)
    h.deliver()
    codes = {"1024": "connect", "1025": "may_be_done"}
    for out in h.calls:
        assert out.call is not None
        h.report(out, GaveUp(code=codes[out.call.order_no], error=""))
    h.calls.clear()
    h.pass_time(HOUR)
    (again,) = made(h)
    assert again.call is not None
    assert again.call.order_no == "1024"


def test_of_an_order_that_was_cancelled_nothing_is_asked_nor_due_for_ever(h: Harness) -> None:
    signed(h, "1024")
    h.happens("order.cancelled", "1024", reason="refused")
    h.pass_time(MINUTE)
    signed(h, "1025")
    h.pass_time(MINUTE)
    h.happens("order.cancelled", "1025", reason="refused")  # its link was promised already
    assert made(h) == []
    assert h.database.do(lambda tx: confirmations.sweep(tx, h.deps, h.now)) == 0
    h.pass_time(72 * HOUR)
    assert made(h) == []
    assert h.database.do(lambda tx: confirmations.sweep(tx, h.deps, h.now)) == 0


def test_a_restart_forgets_nothing_that_is_due(h: Harness) -> None:
    signed(h)
    h.restart()
    token = linked(h)
    h.restart()
    h.pass_time(24 * HOUR)
    h.restart()
    assert len(made(h)) == 1
    answers(h, token, Result.INTACT)


def test_what_waits_is_listed_with_its_sums(h: Harness) -> None:
    h.asking = AskingPolicy()
    signed(h, "1024", amount="199.00", items=[{"sku": "a", "qty": 2}, {"sku": "b", "qty": 1}])
    signed(h, "1025", amount="0.50", items=[{"sku": "a", "qty": 4}])
    h.now += 30 * HOUR
    reply = h.says("待确认", by="王敏")
    assert reply is not None
    assert "待确认 2 单，共 ¥199.50，占用库存 7 件" in reply.text
    assert "1024" in reply.text
    assert "平均 30.0 小时" in reply.text
    h.happens("confirmation.received", by="customer")
    reply = h.says("pending", by="王敏")
    assert reply is not None
    assert "待确认 1 单，共 ¥0.50，占用库存 4 件" in reply.text


@pytest.mark.parametrize(
    ("waits", "mean", "median"),
    [((12.0, 38.6, 65.2), "38.6", "38.6"), ((1.1, 3.0, 8.5), "4.2", "3.0")],
)
def test_the_dwell_of_a_month_is_its_mean_and_its_median(
    h: Harness, waits: tuple[float, ...], mean: str, median: str
) -> None:
    h.asking = AskingPolicy()
    numbers = [f"200{n}" for n in range(len(waits))]
    for no, wait in zip(numbers, waits, strict=True):
        signed(h, no)
        signed_at = h.now
        h.now += timedelta(hours=wait) - timedelta(seconds=1)
        h.happens("confirmation.received", no, by="customer")
        assert h.now - signed_at == timedelta(hours=wait)
    reply = h.says("待确认", by="王敏")
    assert reply is not None
    assert f"平均 {mean} 小时，中位 {median} 小时（3 单，已答复 3）" in reply.text


def test_the_causes_of_complaints_are_told_with_their_shares(h: Harness) -> None:
    h.asking = AskingPolicy()
    for number in range(6):
        signed(h, f"300{number}")
    for number in range(4):
        h.happens("confirmation.received", f"300{number}", by="customer", result="damaged")
    for _ in range(2):  # told twice, under one number
        h.happens("ticket.opened", "3004", ticket_id="T-9", kind="damaged")
    h.happens("ticket.opened", "3005", ticket_id="T-10", kind="发错货")

    reply = h.says("待确认", by="王敏")

    assert reply is not None
    assert "近 30 天签收的单里 6 张售后单：破损 83%、发错货 17%" in reply.text
    h.read()
