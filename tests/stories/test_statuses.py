"""One language for statuses: what systems call an order, and what that comes to."""

from datetime import timedelta
from typing import Any

import pytest

from rules.delivery.calls import CallAction
from tests.builders import an_event, an_order
from tests.harness import Harness

HOUR = timedelta(hours=1)


def paid(h: Harness, order_no: str = "1024") -> None:
    """Have an order come in and be paid."""
    h.ordered(order_no)
    h.happens("order.paid", order_no, amount="199.00")


def said(h: Harness, text: str, by: str = "王敏") -> str:
    """Return what the bot answers."""
    reply = h.says(text, by=by)
    assert reply is not None, text
    return reply.text


def test_three_systems_call_one_shipment_three_names_and_the_bot_one(h: Harness) -> None:
    paid(h)
    h.happens("system.status", system="erp", status="已过账")
    h.happens("system.status", system="wms", status="已装车")
    h.happens("carrier.trace", tracking_no="SF1", state="已揽收", text="预计2天后送达")

    text = said(h, "状态 1024")
    status = h.order()["status"]

    assert "ERP=已过账" in text
    assert "WMS=已装车" in text
    assert "承运商=已揽收" in text
    assert "业务态：运输中 on_the_way" in text
    assert "财务态：可预提收入 accrual_ready" in text
    assert "包裹已发出，预计2天后送达" in text
    assert status["physical_event_id"] in text
    assert status["shipped_by"] == {"carrier": "已揽收", "erp": "已过账", "wms": "已装车"}
    assert (status["business"], status["finance"]) == ("on_the_way", "accrual_ready")


def test_each_parcel_of_an_order_is_a_shipment_and_a_signature_of_its_own(h: Harness) -> None:
    h.told_of = {CallAction.TRACK: ("shop",), CallAction.RECOGNISE: ("books",)}
    paid(h)
    for number, state in (("SF1", "已揽收"), ("SF2", "已揽收"), ("SF1", "3"), ("SF1", "3")):
        h.pass_time(HOUR)
        h.happens("carrier.trace", tracking_no=number, state=state)
    h.deliver()

    text, status = said(h, "状态 1024"), h.order()["status"]
    first, second, there = status["events"]
    assert [(one["kind"], one["tracking_no"]) for one in status["events"]] == [
        ("handed_over", "SF1"), ("handed_over", "SF2"), ("signed", "SF1"),
    ]  # fmt: skip
    assert (first["business"], first["finance"]) == ("on_the_way", "accrual_ready")
    assert there["base"] == {"carrier": "3"}
    assert status["physical_event_id"] == first["physical_event_id"]
    assert f"同一次发货 SF2 {second['physical_event_id']}" in text
    assert f"同一次签收 SF1 {there['physical_event_id']}" in text
    # The shop hears of both parcels; the books of the order, once.
    assert sorted(out.call.id for out in h.calls if out.call is not None) == sorted(
        (
            f"track-{first['physical_event_id']}",
            f"recognise-{first['physical_event_id']}",
            f"track-{second['physical_event_id']}",
        )
    )
    h.read()


def test_the_order_of_arrival_of_six_events_changes_no_layer(h: Harness) -> None:
    start = h.now

    def happen(order_no: str, turned: list[int]) -> None:
        h.ordered(order_no)
        told = (
            ("order.paid", {"amount": "199.00"}),
            ("system.status", {"system": "wms", "status": "PACKED"}),
            ("system.status", {"system": "wms", "status": "LOADED"}),
            ("system.status", {"system": "erp", "status": "已过账"}),
            ("carrier.trace", {"tracking_no": f"SF{order_no}", "state": "已揽收"}),
            ("carrier.trace", {"tracking_no": f"SF{order_no}", "state": "301"}),
        )
        for number in turned:
            kind, data = told[number]
            event = an_event(kind, order_no, at=start + number * HOUR / 60)
            h.takes(event._replace(received_at=start + HOUR, data=data))

    happen("1024", [0, 1, 2, 3, 4, 5])
    happen("2048", [5, 2, 4, 0, 3, 1, 2, 5])

    one, other = h.order("1024")["status"], h.order("2048")["status"]
    assert (one["business"], one["finance"]) == ("delivered", "revenue_due")
    assert one["physical_event_id"] != other["physical_event_id"]
    events = [status.pop("events") for status in (one, other)]
    assert {**one, "physical_event_id": ""} == {**other, "physical_event_id": ""}
    for mine, theirs in zip(*events, strict=True):
        own = {"physical_event_id": "", "tracking_no": ""}
        assert {**mine, **own} == {**theirs, **own}


def test_a_word_that_nobody_knows_is_one_orange_card_to_the_owner_until_it_is_mapped(
    h: Harness,
) -> None:
    for order_no in ("1024", "2048", "4096"):
        paid(h, order_no)
        h.happens("system.status", order_no, system="wms", status="TELEPORTED")

    (card,) = h.read("未映射")
    assert h.order()["status"]["business"] == "UNMAPPED"
    assert "TELEPORTED" in card.text
    assert "映射 wms TELEPORTED → …" in card.text
    h.happens("system.status", "2048", system="wms", status="teleported ")
    h.pass_time(HOUR)
    assert all(out.message_ref for out in h.read("未映射"))  # pictures of the one that is there

    said(h, "映射 wms TELEPORTED → on_the_way", by="李雷")
    h.read()
    said(h, "草案 1")
    said(h, "批准 1")

    assert any("已映射" in out.text for out in h.read())
    assert h.order()["status"]["business"] == "on_the_way"
    assert h.order()["status"]["finance"] == "accrual_ready"


def test_a_word_is_explained_and_changed_by_two_people(h: Harness) -> None:
    for order_no in ("1024", "2048"):
        paid(h, order_no)
        h.happens("system.status", order_no, system="wms", status="PACKED")
    paid(h, "4096")
    chain = said(h, "映射 WMS PACKED")
    assert "已打包 packed → 合同负债 deferred" in chain
    assert "映射第 1 版" in chain

    made = said(h, "映射 WMS PACKED → 运输中", by="王敏")

    assert "草案 1" in made
    assert "2 单" in made
    (card,) = h.read("草案 1")
    assert "1024" in card.text
    assert "2048" in card.text
    assert "4096" not in card.text
    assert "已打包 / 合同负债 → 运输中 / 可预提收入" in card.text
    # Its author cannot approve it, an operator may not, nobody may unseen.
    said(h, "草案 1", by="王敏")
    assert "由另一个人批准" in said(h, "批准 1", by="王敏")
    assert "需要审批人" in said(h, "批准 1", by="李雷")
    assert "请先打开" in said(h, "批准 1", by="陈静")
    assert h.order()["status"]["business"] == "packed"

    assert "1024" in said(h, "草案 1", by="陈静")
    assert "第 2 版" in said(h, "批准 1", by="陈静")

    status = h.order()["status"]
    assert (status["business"], status["finance"]) == ("on_the_way", "accrual_ready")
    assert status["version"] == 2
    assert "已由 陈静 批准" in said(h, "批准 1", by="陈静")
    assert "第 3 版" in said(h, "回滚", by="王敏")
    status = h.order()["status"]
    assert (status["business"], status["finance"], status["version"]) == ("packed", "deferred", 3)
    assert "没有更早的版本" in said(h, "回滚 映射", by="王敏")
    h.read()


def test_a_draft_expires_and_another_version_overtakes_it(h: Harness) -> None:
    said(h, "映射 WMS PACKED → 拣货中", by="李雷")
    said(h, "映射 WMS PICK → 已打包", by="韩梅")
    said(h, "映射 WMS CHECK → 已打包", by="韩梅")
    assert "3 个" in said(h, "草案")
    said(h, "草案 1")
    said(h, "草案 2")
    said(h, "批准 1")
    assert "重新提议" in said(h, "批准 2")
    assert said(h, "草案") == "没有等待批准的草案。"
    said(h, "映射 WMS PICK → 已打包", by="李雷")
    said(h, "草案 4")
    h.pass_time(24 * HOUR)
    assert "已过期" in said(h, "批准 4")
    h.read()


def test_a_merged_order_follows_its_successor_and_holds_it(h: Harness) -> None:
    paid(h, "1024")
    paid(h, "2048")
    h.happens("parcel.created", "2048", parcel_id="P2048", tracking_no="SF2048")
    h.happens("order.merged", "1024", into="2048")
    h.happens("order.split", "4096", into=["8192", "8193"])
    assert h.order("1024")["status"]["business"] == "merged_split"
    assert h.order("1024")["status"]["successors"] == ["2048"]
    assert h.order("4096")["status"]["successors"] == ["8192", "8193"]
    assert h.scan("P2048").allow

    said(h, "锁单 1024 地址不对")
    assert h.scan("P2048", scan_id="s-2").code == "LOCKED"
    assert h.scan("P2048", scan_id="s-2") == h.scan("P2048", scan_id="s-2a")
    assert "锁在它的原单 1024 上：人工锁定" in said(h, "放行 2048")
    said(h, "放行 1024 客户已确认")
    assert h.scan("P2048", scan_id="s-3").allow

    h.happens("carrier.trace", "2048", tracking_no="SF2048", state="已揽收")
    origin, successor = h.order("1024")["status"], h.order("2048")["status"]
    assert origin["finance"] == successor["finance"] == "accrual_ready"
    assert origin["physical_event_id"] == successor["physical_event_id"]
    h.read()


def test_an_order_that_goes_on_under_another_number_is_not_waited_for(h: Harness) -> None:
    paid(h, "1024")
    paid(h, "2048")
    h.happens("order.merged", "1024", into="2048")

    text = said(h, "未发货")

    assert "2048" in text
    assert "1024" not in text
    # It may still be held: what it went on as is held with it.
    assert "已锁定订单 1024" in said(h, "锁单 1024 地址不对")
    h.read()


@pytest.mark.parametrize("late", ["payment", "succession", "nothing"])
def test_what_a_paid_order_was_split_into_is_paid_has_to_leave_and_is_earned(
    h: Harness, late: str
) -> None:
    h.told_of = {CallAction.RECOGNISE: ("books",)}
    promised = (h.now + timedelta(hours=5)).isoformat()
    h.takes(an_order(order_no="4096"))
    for no in ("8191", "8192"):
        h.takes(an_order(order_no=no, promised_ship_at=promised))
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("order.paid", "4096", {"amount": "199.00"}),
        ("order.split", "4096", {"into": ["8191", "8192"]}),
        ("carrier.trace", "8192", {"tracking_no": "SF8", "state": "已揽收"}),
    ]
    if late != "nothing":
        steps.append(steps.pop(0 if late == "payment" else 1))
    for kind, no, data in steps:
        h.happens(kind, no, **data)

    text = said(h, "未发货")
    assert "8191" in text
    assert "8192" not in text
    assert h.order("8191")["status"]["business"] == "preparing"
    assert h.order("8192")["status"]["finance"] == "accrual_ready"
    h.deliver()
    assert [out.call.order_no for out in h.calls if out.call is not None] == ["8192"]
    h.read()


def test_a_shipment_is_pushed_once_and_its_recognition_begins_once(h: Harness) -> None:
    h.told_of = {CallAction.TRACK: ("shop",), CallAction.RECOGNISE: ("books",)}
    h.takes(an_order())
    h.happens("system.status", system="wms", status="LOADED")
    h.deliver()
    # It left; nobody has paid yet, so nothing is earned.
    assert [(out.channel, out.call and out.call.action) for out in h.calls] == [("shop", "track")]
    h.happens("order.paid", amount="199.00")
    h.happens("system.status", system="erp", status="已过账")
    h.happens("carrier.trace", tracking_no="SF1", state="已揽收", text="预计2天后送达")
    h.happens("refund.requested", amount="199.00")
    assert h.order()["status"]["finance"] == "refund_liability"
    h.happens("refund.paid", amount="1.00", refund_id="r1")
    h.happens("carrier.trace", tracking_no="SF1", state="3")
    assert h.order()["status"]["finance"] == "revenue_due"
    h.deliver()

    event = h.order()["status"]["physical_event_id"]
    told = [(out.channel, out.call.id, out.call.reason) for out in h.calls if out.call is not None]
    assert told == [
        ("shop", f"track-{event}", "包裹已发出，承运商还没有给出送达时间"),
        ("books", f"recognise-{event}", event),
    ]
    h.read()


def test_a_draft_is_for_those_who_see_every_shop(h: Harness) -> None:
    paid(h)
    h.happens("system.status", system="wms", status="PACKED")
    made = said(h, "映射 WMS PACKED → 运输中", by="外店小周")
    assert "草案" not in made
    said(h, "映射 WMS PACKED → 运输中", by="李雷")
    h.read()

    for text in ("草案", "草案 1", "批准 1", "回滚"):
        answer = said(h, text, by="外店小周")
        assert answer.startswith("这关系到全部店铺")
        assert "1024" not in answer
    assert h.order()["status"]["version"] == 1
    assert "packed" in said(h, "映射 WMS PACKED", by="外店小周")
