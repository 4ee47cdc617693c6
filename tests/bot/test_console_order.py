"""The order page says who, why and when in names and local times, and adds up."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.channels.console.views import order_data, score_chart
from bot.channels.console.views.order_data import Reading
from handlers.events import intake
from handlers.orders import view as views
from handlers.orders.view import OrderPage
from rules.vocabulary import Action
from storage.database import opened
from tests.builders import SHANGHAI, a_chat, an_event
from tests.harness import Harness


@pytest.fixture
def h(sqlite_url: str) -> Iterator[Harness]:
    with opened(sqlite_url) as database:
        yield Harness(database=database)


def _page(h: Harness, order_no: str = "1024") -> OrderPage:
    page = h.database.look(lambda tx: views.order_page(tx, h.deps, order_no, h.now))
    assert page is not None
    return page


def _reading(h: Harness, lang: str = "zh") -> Reading:
    return Reading(now=h.now, tz=SHANGHAI, lang=lang)


def _red(h: Harness) -> str:
    h.ordered()
    h.turns_red()
    return h.expect_card().tokens[Action.RELEASE]


def test_contributions_add_up_to_the_score_that_is_shown(h: Harness) -> None:
    _red(h)

    shown = order_data.order(_page(h), _reading(h))

    assert sum(Decimal(s["contribution"]) for s in shown["signals"]) == Decimal(shown["score"])
    assert all(0 <= s["share"] <= 100 for s in shown["signals"])
    assert (shown["level"], shown["colour"], shown["lock"]["state"]) == (
        "红色预警",
        "red",
        "locked",
    )


def test_what_a_sign_rests_on_is_told_in_chat_and_on_the_page(h: Harness) -> None:
    told = [
        an_event(kind, f"p{n}", at=h.now, **data)
        for n in range(24)
        for kind, data in (
            (
                "order.created",
                {"platform": "taobao", "shop": "glasses", "amount": "1", "items": []},
            ),
            ("outcome.reported", {"kind": "complaint" if n < 8 else "ok"}),
        )
    ]
    h.database.do(lambda tx: intake.take(tx, h.deps, told, h.now))
    h.ordered()
    ground = "这家店有结果的 24 单里 8 单出了问题，折算 33%（样本少，只作参考）"

    signals = order_data.order(_page(h), _reading(h))["signals"]
    reply = h.says("为什么 1024")

    assert [s["ground"] for s in signals] == [ground]
    assert reply is not None
    assert f"本店差单多 1.0×1＝1.0，{ground}" in reply.text
    assert "比本店平时慢：以往订单太少，不判断" in reply.text


def test_a_hold_says_who_why_since_when_and_how_it_ended(h: Harness) -> None:
    token = _red(h)
    (hold,) = order_data.order(_page(h), _reading(h))["holds"]
    assert (hold["reason"], hold["by"], hold["open"]) == ("共振红色", "系统", True)
    assert set(hold["note"].split("、")) == {"地址修改", "客服对话"}

    h.press(token, by="王敏")

    shown = order_data.order(_page(h), _reading(h))
    (hold,) = shown["holds"]
    assert not hold["open"]
    assert hold["state"].startswith("已放行 ")
    assert shown["lock"]["state"] == "may_ship"


def test_a_refusal_and_a_denied_scan_are_on_the_page_in_words(h: Harness) -> None:
    token = _red(h)
    h.press(token, by="小赵")
    h.scan()

    shown = order_data.order(_page(h), _reading(h))

    refused = next(a for a in shown["audit"] if a["bad"])
    assert (refused["who"], refused["action"], refused["outcome"]) == ("小赵", "放行", "被拒绝")
    assert refused["detail"] == "角色不够"
    assert [(s["verdict"], s["good"]) for s in shown["scans"]] == [("LOCKED", False)]


def test_a_lock_that_came_too_late_is_on_the_page_in_words(h: Harness) -> None:
    h.ordered()
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")
    h.says("锁单 1024 地址不对", by="李雷")

    refused = next(a for a in order_data.order(_page(h), _reading(h))["audit"] if a["bad"])

    assert (refused["who"], refused["action"]) == ("李雷", "锁定")
    assert refused["detail"] == "货已离开或订单已结束"


def test_an_event_that_came_late_is_marked(h: Harness) -> None:
    h.ordered()
    late = h.now - timedelta(hours=2)
    h.database.do(lambda tx: intake.take(tx, h.deps, [a_chat(at=late, received_at=h.now)], h.now))

    shown = order_data.order(_page(h), _reading(h))

    assert [e["delay"] for e in shown["timeline"] if e["late"]] == ["2 小时后收到"]
    assert {e["delay"] for e in shown["timeline"] if not e["late"]} == {"0 秒后收到"}
    assert shown["quiet"] == ["物流：无数据", "外呼：无数据"]


def test_a_parcel_that_waits_too_long_and_a_system_that_is_lost_are_on_the_page(
    h: Harness,
) -> None:
    h.ordered()
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="5")
    h.pass_time(timedelta(minutes=1))
    assert order_data.order(_page(h), _reading(h))["late"] == []
    h.takes(an_event("system.heartbeat", None, at=h.now, system="wms"))
    h.pass_time(timedelta(minutes=9))
    h.pass_time(timedelta(hours=25))

    late, lost = order_data.order(_page(h), _reading(h))["late"]
    assert late.startswith("物流异常 SF1024：08-03 12:01 起等签收，已 1 天 1 小时，时限 24 小时")
    assert lost == "数据可能不全：WMS 失联"


def test_no_full_phone_number_is_on_the_page(h: Harness) -> None:
    h.ordered()
    h.happens("chat.message", text="打我电话 13812345678", by="buyer")
    h.says("锁单 1024 客户 13812345678 要求", by="李雷")

    shown = json.dumps(order_data.order(_page(h), _reading(h)), ensure_ascii=False)

    assert "13812345678" not in shown
    assert "1******5678" in shown


def test_the_page_is_there_in_english(h: Harness) -> None:
    token = _red(h)
    h.press(token, by="小赵")

    shown = order_data.order(_page(h), _reading(h, "en"))

    assert shown["lock"]["text"] == "Held, every scan is denied"
    assert shown["holds"][0]["reason"] == "red resonance"


def test_the_chart_is_a_step_line_under_both_thresholds(h: Harness) -> None:
    _red(h)
    page = _page(h)

    options = score_chart.options(page, _reading(h))

    (series,) = options["series"]
    assert series["step"] == "end"
    assert [score for _, score in series["data"]][-1] == 4.0
    assert [m["yAxis"] for m in series["markLine"]["data"]] == [2.5, 4.0]
    assert options["yAxis"]["max"] > 4.0
    local = h.now.astimezone(SHANGHAI)
    assert series["data"][-1][0] == f"{local:%Y-%m-%d %H:%M:%S}"


def test_what_waits_in_part_is_not_over_and_what_nobody_ordered_may_not_ship(h: Harness) -> None:
    h.ordered()
    h.happens("parcel.created", parcel_id="P1024-2", tracking_no="SF1024-2")
    h.happens("carrier.trace", tracking_no="SF1024-2", state="揽收")
    h.happens("chat.opened", "ghost")

    partly, ghost = (
        order_data.order(_page(h, order_no), _reading(h))["lock"] for order_no in ("1024", "ghost")
    )
    h.happens("carrier.trace", tracking_no="SF1024", state="揽收")
    whole = order_data.order(_page(h), _reading(h))["lock"]

    assert partly == {"state": "may_ship", "text": "还有包裹在仓里，未锁定，可以发货"}
    assert ghost == {"state": "locked", "text": "还没有收到下单，扫描不放行"}
    assert whole["state"] == "gone"
